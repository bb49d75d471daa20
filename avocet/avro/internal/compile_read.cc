// compile_read.cc - the steps that read one value of the writer's into a cell of the reader's.
#include "avocet/avro/internal/compiler.h"
#include "avocet/avro/internal/message.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

constexpr std::uint32_t kItemCells =
    255;  // of one item of an array or map, with the records directly inside it
constexpr std::uint32_t kBranchCells =
    8;  // that a branch may reserve in the frame: they are lost when another is taken
constexpr std::uint32_t kMostBranch = 255;  // that fits into a step
constexpr std::uint32_t kMostNest = 0xffff;

std::optional<Op> promotion(Kind w, Kind r) {
  if (w == Kind::Int && r == Kind::Long) return Op::IntToLong;
  if (w == Kind::Int && r == Kind::Float) return Op::IntToFloat;
  if (w == Kind::Int && r == Kind::Double) return Op::IntToDouble;
  if (w == Kind::Long && r == Kind::Float) return Op::LongToFloat;
  if (w == Kind::Long && r == Kind::Double) return Op::LongToDouble;
  if (w == Kind::Float && r == Kind::Double) return Op::FloatToDouble;
  if (w == Kind::Bytes && r == Kind::String) return Op::BytesToString;
  if (w == Kind::String && r == Kind::Bytes) return Op::StringToBytes;
  return std::nullopt;
}

Op same(Kind primitive) {
  switch (primitive) {
    case Kind::Null:
      return Op::Null;
    case Kind::Boolean:
      return Op::Boolean;
    case Kind::Int:
      return Op::Int;
    case Kind::Long:
      return Op::Long;
    case Kind::Float:
      return Op::Float;
    case Kind::Double:
      return Op::Double;
    case Kind::Bytes:
      return Op::Bytes;
    default:
      return Op::String;
  }
}

bool is_number(Kind kind) { return kind >= Kind::Int && kind <= Kind::Double; }

Target target(std::uint32_t field, std::uint32_t branch) {
  return {static_cast<std::uint16_t>(field), static_cast<std::uint8_t>(branch)};
}

}  // namespace

bool Compiler::read(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  if (!begin_value(place)) return false;
  if (writer(w).kind == Kind::Union) return read_union(w, r, dest, place);
  if (reader(r).kind == Kind::Union) {
    const auto branch = matcher_.branch(w, r);
    if (!within_limits(place)) return false;
    if (!branch) {
      return fail(place, {SchemaFault::Type, base::cat("the reader's union has no branch for ",
                                                       to_text(writer(w).kind))});
    }
    return read_branch(w, reader(r).children[*branch], *branch, dest, place);
  }
  if (auto why = matcher_.mismatch(w, r)) return fail(place, std::move(*why));
  return read_matched(w, r, dest, place);
}

// Into a branch of the reader's union. A step has eight bits for it; the few larger ones are set
// behind the value.
bool Compiler::read_branch(NodeId w, NodeId r, std::uint32_t branch, Dest dest,
                           std::uint32_t place) {
  const bool fits = branch <= kMostBranch;
  if (!read(w, r, {dest.field, fits ? branch : 0}, place)) {
    // As in the check, a union is at fault for what is wrong inside its branch; the message says
    // more.
    Mismatch& why = fault_->why;
    if (why.fault == SchemaFault::Limit || why.fault == SchemaFault::Default) return false;
    *fault_ = {place,
               {SchemaFault::Type, base::cat("the reader's union has no branch for ",
                                             to_text(writer(w).kind), ": ", why.message)}};
    return false;
  }
  if (!fits) out_.emit(Op::Branch, target(dest.field, 0), branch, place);
  return true;
}

bool Compiler::read_matched(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const Target to = target(dest.field, dest.branch);
  const Kind kind = writer(w).kind;
  if (const auto op = promotion(kind, reader(r).kind)) {
    out_.value(*op, to, 0, place);
    return true;
  }
  switch (kind) {
    case Kind::Fixed:
      out_.emit(Op::Fixed, to, writer(w).size_bytes, place);
      return true;
    case Kind::Enum:
      return read_enum(w, r, dest, place);
    case Kind::Array:
      return read_array(w, r, dest, place);
    case Kind::Map:
      return read_map(w, r, dest, place);
    case Kind::Record:
      return read_record(w, r, dest, place);
    default:
      out_.value(same(kind), to, 0, place);
      return true;
  }
}

bool Compiler::read_enum(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const std::uint64_t pair =
      std::uint64_t{static_cast<std::uint32_t>(w)} << 32 | static_cast<std::uint32_t>(r);
  const auto known = enum_of_.find(pair);
  const auto& symbols = writer(w).symbols;
  const auto count = static_cast<std::uint32_t>(symbols.size());
  if (known == enum_of_.end()) {
    const auto& wanted = reader(r).symbols;
    if (matcher_.charge(count) && count <= wanted.size() &&
        std::equal(symbols.begin(), symbols.end(), wanted.begin())) {
      out_.emit(Op::Enum, target(dest.field, dest.branch), count, place);
      return true;
    }
    const std::vector<std::uint32_t> map = matcher_.symbols(w, r);
    if (!within_limits(place)) return false;
    program_->enums.push_back({static_cast<std::uint32_t>(program_->symbols.size()), count});
    program_->symbols.insert(program_->symbols.end(), map.begin(), map.end());
    // In a branch it may be taken back, so nobody else may lean on it.
    if (branches_open_ == 0) {
      enum_of_.emplace(pair, static_cast<std::uint32_t>(program_->enums.size() - 1));
    }
  }
  const std::uint32_t index = known != enum_of_.end()
                                  ? known->second
                                  : static_cast<std::uint32_t>(program_->enums.size() - 1);
  out_.emit(Op::EnumMap, target(dest.field, dest.branch), index, place);
  return true;
}

bool Compiler::read_array(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const NodeId w_item = writer(w).children[0];
  const NodeId r_item = reader(r).children[0];
  const std::uint32_t at = add_place(Place::Edge::Items, place, 0);
  const auto index = static_cast<std::uint32_t>(program_->loops.size());
  program_->loops.push_back(
      {.min_bytes = size(w_item).min_bytes, .nest = static_cast<std::uint16_t>(level_.nest)});
  const Kind w_kind = writer(w_item).kind;
  const Kind r_kind = reader(r_item).kind;
  if (is_number(w_kind) && is_number(r_kind) && !matcher_.mismatch(w_item, r_item)) {
    program_->loops[index].item = promotion(w_kind, r_kind).value_or(same(w_kind));
    out_.emit(Op::Packed, target(dest.field, dest.branch), index, at);
    program_->loops[index].after = out_.label();
    return true;
  }
  out_.emit(Op::Array, target(dest.field, dest.branch), index, at);
  out_.label();
  const Level outer = std::exchange(level_, {.cells = 1, .most = kItemCells});
  const bool good = read(w_item, r_item, {}, at);
  program_->loops[index].stride =
      size(w_item).min_bytes == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(level_.cells);
  program_->loops[index].item_cells = static_cast<std::uint8_t>(level_.cells);
  level_ = outer;
  if (!good) return false;
  out_.emit(Op::Next, {}, index, at);
  program_->loops[index].after = out_.label();
  return true;
}

// Each entry begins with the cell of its key; the value's is the second.
bool Compiler::read_map(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const NodeId w_value = writer(w).children[0];
  const std::uint32_t at = add_place(Place::Edge::Values, place, 0);
  const auto index = static_cast<std::uint32_t>(program_->loops.size());
  const std::uint32_t min_bytes = size(w_value).min_bytes;
  program_->loops.push_back({.min_bytes = min_bytes == kNoIndex ? kNoIndex : min_bytes + 1,
                             .nest = static_cast<std::uint16_t>(level_.nest)});
  out_.emit(Op::Map, target(dest.field, dest.branch), index, at);
  out_.label();
  const Level outer = std::exchange(level_, {.cells = 2, .most = kItemCells});
  const bool good = read(w_value, reader(r).children[0], {.field = 1}, at);
  program_->loops[index].stride = static_cast<std::uint8_t>(level_.cells);
  program_->loops[index].item_cells = static_cast<std::uint8_t>(level_.cells);
  level_ = outer;
  if (!good) return false;
  out_.emit(Op::Next, {}, index, at);
  program_->loops[index].after = out_.label();
  return true;
}

bool Compiler::read_record(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const std::uint64_t pair =
      std::uint64_t{static_cast<std::uint32_t>(w)} << 32 | static_cast<std::uint32_t>(r);
  if (must_call(pair)) {
    call(Op::Call, w, r, dest, place);
    return true;
  }
  const auto fields = static_cast<std::uint32_t>(reader(r).fields.size());
  const bool inline_cells = level_.cells + fields <= level_.most && level_.nest < kMostNest;
  open_.push_back(pair);
  bool good = false;
  if (inline_cells) {
    const std::uint32_t first = level_.cells;
    out_.emit(Op::Record, target(dest.field, dest.branch), first | level_.nest << 16, place);
    level_.cells += fields;
    ++level_.nest;
    good = read_fields(w, r, first, place);
    --level_.nest;
  } else {
    const auto index = static_cast<std::uint32_t>(program_->calls.size());
    out_.emit(Op::Frame, target(dest.field, dest.branch), index, place);
    program_->calls.push_back({.nest = level_.nest});
    called_.push_back(kNoIndex);
    const Level outer = std::exchange(level_, {.cells = fields, .most = fields});
    good = read_fields(w, r, 0, place);
    program_->calls[index].cells = level_.cells;
    level_ = outer;
    out_.emit(Op::EndFrame, {}, 0, place);
  }
  open_.pop_back();
  return good;
}

bool Compiler::read_fields(NodeId w, NodeId r, std::uint32_t first_cell, std::uint32_t place) {
  const Matcher::Fields found = matcher_.fields(w, r);
  if (!within_limits(place)) return false;
  const auto& wanted = reader(r).fields;
  if (found.error) {
    return fail(add_place(Place::Edge::Field, place, found.field, r), *found.error);
  }
  std::vector<bool> has(wanted.size());
  for (std::uint32_t i = 0; i < found.targets.size(); ++i) {
    const std::uint32_t to = found.targets[i];
    const NodeId type = writer(w).fields[i].type;
    if (to == kNoIndex) {
      if (!skip(type, add_place(Place::Edge::Field, place, i, w, true))) return false;
      continue;
    }
    has[to] = true;
    const std::uint32_t at = add_place(Place::Edge::Field, place, to, r);
    if (!read(type, wanted[to].type, {.field = first_cell + to}, at)) return false;
  }
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    if (has[i]) continue;
    const std::uint32_t at = add_place(Place::Edge::Field, place, i, r);
    if (!wanted[i].default_value) {
      return fail(at, {SchemaFault::Field, base::cat("the reader's field ", shown(wanted[i].name),
                                                     " has no default and the writer lacks it")});
    }
    const auto cell = defaults_.make(wanted[i]);
    if (!cell) return fail(at, cell.error());
    out_.emit(Op::Default, target(first_cell + i, 0),
              static_cast<std::uint32_t>(program_->defaults.size()), at);
    program_->defaults.push_back(*cell);
  }
  return within_limits(place);
}

bool Compiler::read_union(NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const auto& from = writer(w).children;
  const bool is_same = reader(r).kind == Kind::Union && matcher_.same_union(w, r);
  if (!within_limits(place)) return false;
  // Every branch may use the same cells of the frame behind those that are taken.
  const Level outer = level_;
  level_.most = std::min(level_.most, level_.cells + kBranchCells);
  std::uint32_t most_cells = level_.cells;
  const bool good = branches(w, place, [&](std::uint32_t i, std::uint32_t at) {
    level_.cells = outer.cells;
    const bool read_it = is_same ? read_branch(from[i], reader(r).children[i], i, dest, at)
                                 : read(from[i], r, dest, at);
    most_cells = std::max(most_cells, level_.cells);
    return read_it;
  });
  level_ = {.cells = most_cells, .most = outer.most, .nest = outer.nest};
  return good;
}

}  // namespace avocet::avro
