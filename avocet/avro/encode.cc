#include "avocet/avro/encode.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <type_traits>

#include "avocet/avro/internal/pointer.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

void append_long(Bytes& out, std::int64_t value) {
  std::uint64_t left =
      (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  while (left >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(left | 0x80));
    left >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(left));
}

template <class Float>
void append_float(Bytes& out, Float value) {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  const Bits bits = std::bit_cast<Bits>(value);
  for (std::size_t i = 0; i < sizeof(Float); ++i) {
    out.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
  }
}

// The functions that write return false after a fault; the way back adds the path to it.
class Encoder {
 public:
  Encoder(const Schema& schema, Bytes& out, const EncodeOptions& options)
      : schema_(schema), out_(&out), options_(options) {}

  bool write(NodeId type, const Value& value, std::size_t depth) {
    const Node& node = schema_.node(type);
    switch (node.kind) {
      case Kind::Null:
        return expect(node, value);
      case Kind::Boolean:
        if (!expect(node, value)) return false;
        out_->push_back(value.as<bool>() ? 1 : 0);
        return true;
      case Kind::Int:
      case Kind::Long:
        return write_integer(node, value);
      case Kind::Float:
        if (!expect(node, value)) return false;
        append_float(*out_, value.as<float>());
        return true;
      case Kind::Double:
        if (!expect(node, value)) return false;
        append_float(*out_, value.as<double>());
        return true;
      case Kind::Bytes:
        if (!expect(node, value)) return false;
        append_long(*out_, static_cast<std::int64_t>(value.as<Bytes>().size()));
        append(value.as<Bytes>());
        return true;
      case Kind::String:
        return expect(node, value) && write_string(value.as<std::string>());
      case Kind::Record:
        return expect(node, value) && deeper(depth) &&
               write_record(node, value.as<RecordValue>(), depth);
      case Kind::Enum:
        return expect(node, value) && write_enum(node, value.as<EnumValue>());
      case Kind::Array:
        return expect(node, value) && deeper(depth) &&
               write_array(node, value.as<ArrayValue>(), depth);
      case Kind::Map:
        return expect(node, value) && deeper(depth) && write_map(node, value.as<MapValue>(), depth);
      case Kind::Union:
        return write_union(node, value, depth);
      case Kind::Fixed:
        return expect(node, value) && write_fixed(node, value.as<FixedValue>());
    }
    return false;
  }

  EncodeError take_error() { return std::move(error_); }

 private:
  bool fail(EncodeFault fault, std::string message) {
    error_ = {.fault = fault, .path = {}, .message = std::move(message)};
    return false;
  }

  bool fail_inside(std::string_view step) {
    error_.path.insert(0, pointer_step(step));
    return false;
  }

  bool expect(const Node& node, const Value& value) {
    if (value.kind() == node.kind) return true;
    return fail(EncodeFault::WrongKind,
                base::cat("expected ", branch_name(node), ", got ", to_text(value.kind())));
  }

  bool deeper(std::size_t depth) {
    if (depth < options_.max_depth) return true;
    return fail(EncodeFault::TooDeep,
                base::cat("more than ", options_.max_depth, " values inside one another"));
  }

  void append(const Bytes& bytes) { out_->insert(out_->end(), bytes.begin(), bytes.end()); }

  bool write_integer(const Node& node, const Value& value) {
    if (value.kind() != Kind::Int && value.kind() != Kind::Long) return expect(node, value);
    const std::int64_t number =
        value.kind() == Kind::Int ? value.as<std::int32_t>() : value.as<std::int64_t>();
    using Int = std::numeric_limits<std::int32_t>;
    if (node.kind == Kind::Int && (number < Int::min() || number > Int::max())) {
      return fail(EncodeFault::OutOfRange, base::cat(number, " does not fit an int"));
    }
    append_long(*out_, number);
    return true;
  }

  bool write_string(const std::string& text) {
    if (!base::is_utf8(text)) {
      return fail(EncodeFault::InvalidUtf8, "a string that is not UTF-8");
    }
    append_long(*out_, static_cast<std::int64_t>(text.size()));
    out_->insert(out_->end(), text.begin(), text.end());
    return true;
  }

  bool write_record(const Node& node, const RecordValue& record, std::size_t depth) {
    for (std::size_t i = 0; i < node.fields.size(); ++i) {
      const Field& field = node.fields[i];
      const bool in_place = i < record.fields.size() && record.fields[i].name == field.name;
      const Value* value = in_place ? &record.fields[i].value : record.find(field.name);
      if (value == nullptr) {
        return fail(EncodeFault::MissingField,
                    base::cat("record ", node.name.full(), " lacks its field \"", field.name, '"'));
      }
      if (!write(field.type, *value, depth + 1)) return fail_inside(field.name);
    }
    if (record.fields.size() == node.fields.size()) return true;
    return fail(EncodeFault::UnknownField,
                base::cat("record ", node.name.full(), " has ", node.fields.size(),
                          " fields, the value ", record.fields.size()));
  }

  bool write_enum(const Node& node, const EnumValue& value) {
    const auto symbol = std::ranges::find(node.symbols, value.symbol);
    if (symbol == node.symbols.end()) {
      return fail(EncodeFault::UnknownSymbol,
                  base::cat("enum ", node.name.full(), " has no symbol \"", value.symbol, '"'));
    }
    append_long(*out_, symbol - node.symbols.begin());
    return true;
  }

  bool write_fixed(const Node& node, const FixedValue& value) {
    if (value.bytes.size() != node.size_bytes) {
      return fail(EncodeFault::WrongSize,
                  base::cat("fixed ", node.name.full(), " has ", node.size_bytes,
                            " bytes, the value ", value.bytes.size()));
    }
    append(value.bytes);
    return true;
  }

  bool write_array(const Node& node, const ArrayValue& items, std::size_t depth) {
    return write_blocks(items.size(), [&](std::size_t i) {
      return write(node.children[0], items[i], depth + 1) || fail_inside(std::to_string(i));
    });
  }

  bool write_map(const Node& node, const MapValue& map, std::size_t depth) {
    return write_blocks(map.entries.size(), [&](std::size_t i) {
      const Member& entry = map.entries[i];
      return (write_string(entry.name) && write(node.children[0], entry.value, depth + 1)) ||
             fail_inside(entry.name);
    });
  }

  template <class WriteItem>
  bool write_blocks(std::size_t count, const WriteItem& write_item) {
    const std::size_t most = options_.max_block_items == 0 ? count : options_.max_block_items;
    for (std::size_t first = 0; first < count; first += most) {
      const std::size_t end = std::min(count, first + most);
      if (!write_block(first, end, write_item)) return false;
    }
    out_->push_back(0);
    return true;
  }

  template <class WriteItem>
  bool write_block(std::size_t first, std::size_t end, const WriteItem& write_item) {
    const auto items = static_cast<std::int64_t>(end - first);
    if (options_.blocks == BlockForm::Counted) {
      append_long(*out_, items);
      for (std::size_t i = first; i < end; ++i) {
        if (!write_item(i)) return false;
      }
      return true;
    }
    Bytes block;
    Bytes* const around = std::exchange(out_, &block);
    bool written = true;
    for (std::size_t i = first; i < end && written; ++i) written = write_item(i);
    out_ = around;
    if (!written) return false;
    append_long(*out_, -items);
    append_long(*out_, static_cast<std::int64_t>(block.size()));
    append(block);
    return true;
  }

  bool write_union(const Node& node, const Value& value, std::size_t depth) {
    const bool told = value.kind() == Kind::Union;
    const std::optional<std::size_t> branch =
        told ? told_branch(node, value.as<UnionValue>()) : only_branch(node, value.kind());
    if (!branch) return false;
    append_long(*out_, static_cast<std::int64_t>(*branch));
    return write(node.children[*branch], told ? value.as<UnionValue>().value() : value, depth);
  }

  std::optional<std::size_t> told_branch(const Node& node, const UnionValue& value) {
    for (std::size_t i = 0; i < node.children.size() && !value.name().empty(); ++i) {
      if (branch_name(schema_.node(node.children[i])) == value.name()) return i;
    }
    if (value.name().empty() && value.branch() < node.children.size()) return value.branch();
    fail(EncodeFault::NoBranch, value.name().empty()
                                    ? base::cat("the union has no branch ", value.branch())
                                    : base::cat("the union has no branch \"", value.name(), '"'));
    return std::nullopt;
  }

  std::optional<std::size_t> only_branch(const Node& node, Kind kind) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (schema_.node(node.children[i]).kind != kind) continue;
      if (found) {
        fail(EncodeFault::Ambiguous,
             base::cat("the union has several branches of kind ", to_text(kind)));
        return std::nullopt;
      }
      found = i;
    }
    if (!found)
      fail(EncodeFault::NoBranch, base::cat("the union has no branch for ", to_text(kind)));
    return found;
  }

  const Schema& schema_;
  Bytes* out_;
  const EncodeOptions& options_;
  EncodeError error_;
};

}  // namespace

base::Result<void, EncodeError> encode(const Schema& schema, const Value& value, Bytes& out,
                                       const EncodeOptions& options) {
  const std::size_t before = out.size();
  Encoder encoder(schema, out, options);
  if (encoder.write(schema.root(), value, 0)) return {};
  out.resize(before);
  return std::unexpected(encoder.take_error());
}

}  // namespace avocet::avro
