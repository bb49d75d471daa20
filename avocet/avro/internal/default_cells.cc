#include "avocet/avro/internal/default_cells.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "avocet/avro/internal/message.h"
#include "avocet/avro/internal/number.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

using base::Json;

constexpr std::size_t kMaxDepth = 1'000;  // of a default and the defaults that it leans on

// The bytes that a text of one character for each byte stands for.
std::string latin1(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const base::CodePoint next = base::decode_utf8(text);
    bytes += next.length_bytes == 0 || next.value > 0xff ? '?' : static_cast<char>(next.value);
    text.remove_prefix(std::max<std::size_t>(1, next.length_bytes));
  }
  return bytes;
}

bool is_latin1(std::string_view text) {
  while (!text.empty()) {
    const base::CodePoint next = base::decode_utf8(text);
    if (next.length_bytes == 0 || next.value > 0xff) return false;
    text.remove_prefix(next.length_bytes);
  }
  return true;
}

std::optional<std::int64_t> integer(const Json& value) {
  if (!value.is_number() || !is_integral(value.number())) return std::nullopt;
  return base::parse_int64(value.number());
}

std::optional<double> real(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  return to_double(value.number());
}

// Rounded once, as Java does it: the double nearest to the text, then the nearest float.
void set_real(Cell& cell, Kind kind, double value) {
  cell.bits = kind == Kind::Float ? std::bit_cast<std::uint32_t>(static_cast<float>(value))
                                  : std::bit_cast<std::uint64_t>(value);
}

bool is_packed(Kind kind) {
  return kind == Kind::Int || kind == Kind::Long || kind == Kind::Float || kind == Kind::Double;
}

}  // namespace

DefaultCells::DefaultCells(Program& program, const CompileLimits& limits)
    : program_(program),
      limits_(limits),
      all_bytes_left_(limits.max_all_defaults_bytes),
      work_left_(limits.max_work) {}

std::expected<Cell, Mismatch> DefaultCells::make(const Field& field) {
  field_bytes_left_ = limits_.max_default_bytes;
  Cell cell{};
  if (fill_field(cell, field)) return cell;
  if (over_limit_) {
    return std::unexpected(
        Mismatch{SchemaFault::Limit,
                 base::cat("the default of ", shown(field.name),
                           " is deeper or larger than a plan may hold, or takes too long")});
  }
  if (std::exchange(contains_itself_, false)) {
    return std::unexpected(Mismatch{
        SchemaFault::Default, base::cat("the default of ", shown(field.name), " contains itself")});
  }
  return std::unexpected(
      Mismatch{SchemaFault::Default, base::cat("the default of ", shown(field.name), " is no ",
                                               to_text(program_.reader.node(field.type).kind), ": ",
                                               shown(*field.default_value))});
}

// Only as the whole default of a float or double may a string stand for a number: "NaN". A default
// that leans on a field whose default is being made has no end; no other branch makes up for that,
// as the type of a value would then depend on who asks for it.
bool DefaultCells::fill_field(Cell& cell, const Field& field) {
  const Json& value = *field.default_value;
  const Kind kind = program_.reader.node(field.type).kind;
  if ((kind == Kind::Float || kind == Kind::Double) && value.is_string()) {
    const auto number = parse_java_double(value.string());
    if (!number) return false;
    cell.tag = static_cast<Tag>(kind);
    set_real(cell, kind, *number);
    return true;
  }
  contains_itself_ = contains_itself_ || std::ranges::find(open_, &field) != open_.end();
  if (contains_itself_) return false;
  open_.push_back(&field);
  const bool good = fill(cell, field.type, value);
  open_.pop_back();
  return good;
}

bool DefaultCells::fill(Cell& cell, NodeId type, const Json& value) {
  if (depth_ >= kMaxDepth || !charge(sizeof(Cell))) {
    over_limit_ = true;
    return false;
  }
  ++depth_;
  const Node& node = program_.reader.node(type);
  cell = Cell{};
  cell.tag = static_cast<Tag>(node.kind);
  bool good = false;
  switch (node.kind) {
    case Kind::Null:
      good = value.is_null();
      break;
    case Kind::Boolean:
      good = value.is_bool();
      cell.bits = good && value.as_bool() ? 1 : 0;
      break;
    case Kind::Int:
    case Kind::Long: {
      const auto number = integer(value);
      good = number && (node.kind == Kind::Long || std::in_range<std::int32_t>(*number));
      cell.integer = number.value_or(0);
      break;
    }
    case Kind::Float:
    case Kind::Double: {
      const auto number = real(value);
      good = number.has_value();
      set_real(cell, node.kind, number.value_or(0));
      break;
    }
    case Kind::Bytes:
    case Kind::String:
    case Kind::Fixed:
    case Kind::Enum:
      good = fill_text(cell, node, value);
      break;
    case Kind::Array:
      good = fill_array(cell, node.children[0], value);
      break;
    case Kind::Map:
      good = fill_map(cell, node.children[0], value);
      break;
    case Kind::Record:
      good = fill_record(cell, node, value);
      break;
    case Kind::Union:
      good = fill_union(cell, node, value);
      break;
  }
  --depth_;
  return good;
}

bool DefaultCells::fill_text(Cell& cell, const Node& node, const Json& value) {
  if (!value.is_string()) return false;
  if (node.kind == Kind::Enum) {
    const auto symbol = std::find(node.symbols.begin(), node.symbols.end(), value.string());
    cell.bits = static_cast<std::uint64_t>(symbol - node.symbols.begin());
    return charge_work(cell.bits) && symbol != node.symbols.end();
  }
  if (node.kind == Kind::String) return keep_text(cell, value.string());
  if (!charge_work(value.string().size() / 16)) return false;
  if (exact_ && !is_latin1(value.string())) return false;
  std::string bytes = latin1(value.string());
  if (node.kind == Kind::Fixed) {
    if (exact_ && bytes.size() != node.size_bytes) return false;
    if (!charge(node.size_bytes)) return false;
    bytes.resize(node.size_bytes);
  }
  return keep_text(cell, std::move(bytes));
}

bool DefaultCells::fill_array(Cell& cell, NodeId items, const Json& value) {
  if (!value.is_array()) return false;
  if (is_packed(program_.reader.node(items).kind)) return fill_packed(cell, items, value);
  Cell* first = cells(value.items().size());
  if (first == nullptr) return false;
  cell.cells = first;
  cell.count = static_cast<std::uint32_t>(value.items().size());
  cell.stride = 1;
  for (const Json& item : value.items()) {
    if (!fill(*first++, items, item)) return false;
  }
  return true;
}

bool DefaultCells::fill_packed(Cell& cell, NodeId items, const Json& value) {
  const Kind kind = program_.reader.node(items).kind;
  const std::size_t item_bytes = kind == Kind::Float ? 4 : 8;
  Cell* room = cells((value.items().size() * item_bytes + sizeof(Cell) - 1) / sizeof(Cell));
  if (room == nullptr) return false;
  cell.data = room;
  cell.count = static_cast<std::uint32_t>(value.items().size());
  cell.tag = kind == Kind::Float ? Tag::Floats : kind == Kind::Double ? Tag::Doubles : Tag::Longs;
  auto* out = reinterpret_cast<std::uint8_t*>(room);
  for (const Json& item : value.items()) {
    Cell number{};
    if (!fill(number, items, item)) return false;
    std::memcpy(out, &number.bits, item_bytes);
    out += item_bytes;
  }
  return true;
}

bool DefaultCells::fill_map(Cell& cell, NodeId values, const Json& value) {
  if (!value.is_object()) return false;
  Cell* entry = cells(2 * value.members().size());
  if (entry == nullptr) return false;
  cell.cells = entry;
  cell.count = static_cast<std::uint32_t>(value.members().size());
  cell.stride = 2;
  for (const base::JsonMember& member : value.members()) {
    entry[0] = Cell{};
    entry[0].tag = Tag::String;
    if (!keep_text(entry[0], member.key) || !fill(entry[1], values, member.value)) return false;
    entry += 2;
  }
  return true;
}

// What the default leaves out falls back on the field's own default.
bool DefaultCells::fill_record(Cell& cell, const Node& node, const Json& value) {
  if (!value.is_object()) return false;
  if (!charge_work(value.members().size())) return false;
  Cell* out = cells(node.fields.size());
  if (out == nullptr) return false;
  cell.cells = out;
  std::vector<std::pair<std::string_view, const Json*>> members;
  members.reserve(value.members().size());
  for (const base::JsonMember& member : value.members())
    members.emplace_back(member.key, &member.value);
  std::ranges::sort(members, {}, &decltype(members)::value_type::first);
  for (const Field& field : node.fields) {
    const auto at = std::ranges::lower_bound(members, std::string_view(field.name), {},
                                             &decltype(members)::value_type::first);
    const bool given = at != members.end() && at->first == field.name;
    if (!given && !field.default_value) return false;
    if (!(given ? fill(*out, field.type, *at->second) : fill_field(*out, field))) return false;
    ++out;
  }
  return true;
}

bool DefaultCells::fill_union(Cell& cell, const Node& node, const Json& value) {
  const auto try_branches = [&](bool exact) {
    const bool outer = std::exchange(exact_, exact);
    bool filled = false;
    for (std::size_t i = 0; i < node.children.size() && !given_up() && !filled; ++i) {
      filled = fill(cell, node.children[i], value);
      if (filled) cell.branch = static_cast<std::uint16_t>(i);
    }
    exact_ = outer;
    return filled;
  };
  return try_branches(true) || (!exact_ && !given_up() && try_branches(false));
}

Cell* DefaultCells::cells(std::size_t count) {
  if (!charge(count * sizeof(Cell))) return nullptr;
  program_.default_cells.push_back(std::make_unique<Cell[]>(count));
  return program_.default_cells.back().get();
}

bool DefaultCells::keep_text(Cell& cell, std::string text) {
  if (!charge(text.size())) return false;
  program_.default_text.push_back(std::make_unique<std::string>(std::move(text)));
  cell.data = program_.default_text.back()->data();
  cell.count = static_cast<std::uint32_t>(program_.default_text.back()->size());
  return true;
}

// A value is looked at once for each branch of a union that may take it.
bool DefaultCells::charge_work(std::size_t steps) {
  over_limit_ = over_limit_ || steps > work_left_;
  if (over_limit_) return false;
  work_left_ -= steps;
  return true;
}

bool DefaultCells::charge(std::size_t bytes) {
  over_limit_ = over_limit_ || bytes > field_bytes_left_ || bytes > all_bytes_left_;
  if (over_limit_) return false;
  field_bytes_left_ -= bytes;
  all_bytes_left_ -= bytes;
  return true;
}

}  // namespace avocet::avro
