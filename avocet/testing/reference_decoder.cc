#include "avocet/testing/reference_decoder.h"

#include <bit>
#include <limits>
#include <optional>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"
#include "avocet/testing/reference_values.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Node;
using avro::NodeId;
using avro::Schema;
using avro::Value;

namespace {

// Which part of the reader's schema receives what is being read; only to know what is skipped.
struct Receiver {
  std::optional<NodeId> type;  // none: not known, or there is none
  bool skipped = false;
};

class ByteReader {
 public:
  ByteReader(const Schema& schema, Resolution* resolution, std::span<const std::uint8_t> bytes,
             const ReferenceOptions& options)
      : schema_(schema), resolution_(resolution), bytes_(bytes), options_(options) {}

  Value read_all(Receiver receiver) {
    Value value = read(schema_.root(), receiver, 0);
    if (at_ != bytes_.size()) fail(ReferenceFault::TrailingBytes);
    return value;
  }

 private:
  [[noreturn]] void fail(ReferenceFault fault) {
    std::string path;
    for (const std::string& step : path_) path += base::cat('/', step);
    throw ReferenceRefusal{{.fault = fault, .path = std::move(path), .skipped = skipped_}};
  }

  std::size_t left() const { return bytes_.size() - at_; }

  std::uint8_t read_byte() {
    if (left() == 0) fail(ReferenceFault::Truncated);
    return bytes_[at_++];
  }

  avro::Bytes read_bytes(std::size_t size) {
    if (size > left()) fail(ReferenceFault::Truncated);
    const auto bytes = bytes_.subspan(at_, size);
    at_ += size;
    return {bytes.begin(), bytes.end()};
  }

  // The first byte has the lowest seven bits; the highest bit says that another byte follows.
  std::uint64_t read_groups(int most_bytes, std::uint8_t most_in_last) {
    std::uint64_t value = 0;
    for (int i = 0; i < most_bytes; ++i) {
      const std::uint8_t byte = read_byte();
      if (i == most_bytes - 1 && byte > most_in_last) fail(ReferenceFault::Varint);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0) break;
    }
    return value;
  }

  static std::int64_t zig_zag(std::uint64_t u) {
    const auto half = static_cast<std::int64_t>(u >> 1);
    return (u & 1) == 0 ? half : -half - 1;
  }

  std::int64_t read_long() { return zig_zag(read_groups(10, 0x01)); }
  std::int32_t read_int() { return static_cast<std::int32_t>(zig_zag(read_groups(5, 0x0f))); }

  std::size_t read_index(std::size_t count, ReferenceFault fault) {
    const std::int32_t index = read_int();
    if (index < 0 || static_cast<std::size_t>(index) >= count) fail(fault);
    return static_cast<std::size_t>(index);
  }

  std::size_t read_length() {
    const std::int64_t length = read_long();
    if (length < 0) fail(ReferenceFault::Length);
    return static_cast<std::size_t>(length);
  }

  std::string read_string(bool check = true) {
    const avro::Bytes bytes = read_bytes(read_length());
    std::string text(bytes.begin(), bytes.end());
    if (check && !base::is_utf8(text)) fail(ReferenceFault::Utf8);
    return text;
  }

  template <class Bits>
  Bits read_little_endian() {
    Bits bits = 0;
    for (std::size_t i = 0; i < sizeof(Bits); ++i) bits |= Bits{read_byte()} << (8 * i);
    return bits;
  }

  bool read_boolean() {
    const std::uint8_t byte = read_byte();
    if (byte > 1) fail(ReferenceFault::Boolean);
    return byte == 1;
  }

  Value read(NodeId type, Receiver receiver, std::size_t depth) {
    const Node& node = schema_.node(type);
    if (node.kind == Kind::Record || node.kind == Kind::Array || node.kind == Kind::Map) {
      if (depth == options_.max_depth) fail(ReferenceFault::DepthLimit);
    }
    receiver = inside_union(type, receiver);
    switch (node.kind) {
      case Kind::Null:
        return Value();
      case Kind::Boolean:
        return Value(read_boolean());
      case Kind::Int:
        return Value(read_int());
      case Kind::Long:
        return Value(read_long());
      case Kind::Float:
        return Value(std::bit_cast<float>(read_little_endian<std::uint32_t>()));
      case Kind::Double:
        return Value(std::bit_cast<double>(read_little_endian<std::uint64_t>()));
      case Kind::Bytes:
        return Value(read_bytes(read_length()));
      case Kind::String:
        return Value(read_string(!becomes_bytes(receiver)));
      case Kind::Fixed:
        return Value(avro::FixedValue{read_bytes(node.size_bytes)});
      case Kind::Enum: {
        const std::size_t index = read_index(node.symbols.size(), ReferenceFault::EnumIndex);
        return Value(avro::EnumValue{static_cast<std::int32_t>(index), node.symbols[index]});
      }
      case Kind::Union: {
        const std::size_t i = read_index(node.children.size(), ReferenceFault::UnionBranch);
        Value value = read(node.children[i], of_branch(type, i, receiver), depth);
        return Value(avro::UnionValue(static_cast<std::uint32_t>(i),
                                      branch_name(schema_.node(node.children[i])),
                                      std::move(value)));
      }
      case Kind::Record:
        return read_record(node, receiver, depth);
      case Kind::Array:
      case Kind::Map:
        return read_collection(node, receiver, depth);
    }
    return {};
  }

  Value read_record(const Node& node, Receiver receiver, std::size_t depth) {
    avro::RecordValue record;
    for (const Field& field : node.fields) {
      path_.push_back(field.name);
      const bool outer = skipped_;
      const Receiver inside = of_field(field, receiver);
      skipped_ = inside.skipped;
      record.fields.push_back({field.name, read(field.type, inside, depth + 1)});
      skipped_ = outer;
      path_.pop_back();
    }
    return Value(std::move(record));
  }

  Value read_collection(const Node& node, Receiver receiver, std::size_t depth) {
    const NodeId item = node.children[0];
    const Receiver inside = of_item(node, receiver);
    const std::size_t least = least_bytes(item) + (node.kind == Kind::Map ? 1 : 0);
    avro::ArrayValue items;
    avro::MapValue map;
    std::size_t position = 0;
    for (;;) {
      std::int64_t count = read_long();
      if (count == 0) break;
      std::optional<std::size_t> end;
      if (count < 0) {
        if (count == std::numeric_limits<std::int64_t>::min()) fail(ReferenceFault::BlockCount);
        count = -count;
        const std::int64_t size = read_long();
        if (size < 0) fail(ReferenceFault::BlockSize);
        if (static_cast<std::uint64_t>(size) > left()) fail(ReferenceFault::BlockSize);
        end = at_ + static_cast<std::size_t>(size);
      }
      const auto items_here = static_cast<std::uint64_t>(count);
      if (least > 0 && items_here > left() / least) fail(ReferenceFault::BlockCount);
      if (least == 0) charge_empty(items_here);
      for (std::uint64_t i = 0; i < items_here; ++i) {
        path_.push_back(std::to_string(position++));
        if (node.kind == Kind::Map) {
          std::string key = read_string();
          map.entries.push_back({std::move(key), read(item, inside, depth + 1)});
        } else {
          items.push_back(read(item, inside, depth + 1));
        }
        path_.pop_back();
      }
      if (end && at_ != *end) fail(ReferenceFault::BlockSize);
    }
    return node.kind == Kind::Map ? Value(std::move(map)) : Value(std::move(items));
  }

  void charge_empty(std::uint64_t items) {
    if (items > options_.max_empty_items - empty_items_) fail(ReferenceFault::ItemLimit);
    empty_items_ += static_cast<std::size_t>(items);
  }

  // spec/avro.md H2: the bytes that a value takes at least. A type that contains itself has no
  // value then, or has a union, an array or a map on the way.
  std::size_t least_bytes(NodeId type, std::size_t depth = 0) const {
    const Node& node = schema_.node(type);
    if (depth > schema_.node_count()) return 0;
    switch (node.kind) {
      case Kind::Null:
        return 0;
      case Kind::Float:
        return 4;
      case Kind::Double:
        return 8;
      case Kind::Fixed:
        return node.size_bytes;
      case Kind::Record: {
        std::size_t sum = 0;
        for (const Field& field : node.fields) sum += least_bytes(field.type, depth + 1);
        return sum;
      }
      default:
        return 1;
    }
  }

  // The branch of the reader's union that takes the writer's type, which is none.
  Receiver inside_union(NodeId type, Receiver receiver) {
    if (!receiver.type || schema_.node(type).kind == Kind::Union) return receiver;
    const Node& r = resolution_->reader().node(*receiver.type);
    if (r.kind != Kind::Union) return receiver;
    resolution_->readable(type, *receiver.type);
    const auto branch = resolution_->branch(type, *receiver.type);
    receiver.type = branch ? std::optional(r.children[*branch]) : std::nullopt;
    return receiver;
  }

  // Who reads a string as bytes does not ask for UTF-8.
  bool becomes_bytes(Receiver receiver) const {
    return receiver.type && resolution_->reader().node(*receiver.type).kind == Kind::Bytes;
  }

  Receiver of_branch(NodeId type, std::size_t branch, Receiver receiver) {
    if (receiver.type && resolution_->same_union(type, *receiver.type)) {
      receiver.type = resolution_->reader().node(*receiver.type).children[branch];
    }
    return receiver;
  }

  Receiver of_field(const Field& field, Receiver receiver) const {
    if (!receiver.type) return receiver;
    const Node& r = resolution_->reader().node(*receiver.type);
    if (r.kind != Kind::Record) return {.type = std::nullopt, .skipped = receiver.skipped};
    for (const Field& candidate : r.fields) {
      if (candidate.name == field.name) return {.type = candidate.type, .skipped = false};
    }
    return {.type = std::nullopt, .skipped = true};
  }

  Receiver of_item(const Node& node, Receiver receiver) const {
    if (!receiver.type) return receiver;
    const Node& r = resolution_->reader().node(*receiver.type);
    receiver.type = r.kind == node.kind ? std::optional(r.children[0]) : std::nullopt;
    return receiver;
  }

  const Schema& schema_;
  Resolution* resolution_;
  std::span<const std::uint8_t> bytes_;
  const ReferenceOptions& options_;
  std::size_t at_ = 0;
  std::size_t empty_items_ = 0;
  bool skipped_ = false;
  std::vector<std::string> path_;
};

}  // namespace

ReferenceResult<Value> reference_decode(const Schema& schema, std::span<const std::uint8_t> bytes,
                                        const ReferenceOptions& options) {
  try {
    if (!has_finite_value(schema, schema.root())) refuse(ReferenceFault::NoFiniteValue);
    return ByteReader(schema, nullptr, bytes, options).read_all({});
  } catch (ReferenceRefusal& fault) {
    return std::unexpected(std::move(fault.error));
  }
}

ReferenceResult<Value> reference_decode(const Schema& writer, const Schema& reader,
                                        std::span<const std::uint8_t> bytes,
                                        const ReferenceOptions& options) {
  try {
    if (!has_finite_value(writer, writer.root())) refuse(ReferenceFault::NoFiniteValue);
    Resolution resolution(writer, reader, options.rules);
    if (!resolution.readable(writer.root(), reader.root())) refuse(ReferenceFault::Unreadable);
    const Value value = ByteReader(resolution.writer(), &resolution, bytes, options)
                            .read_all({.type = reader.root(), .skipped = false});
    return resolved_value(resolution, writer.root(), reader.root(), value);
  } catch (ReferenceRefusal& fault) {
    return std::unexpected(std::move(fault.error));
  }
}

std::string to_text(ReferenceFault fault) {
  switch (fault) {
    case ReferenceFault::Truncated:
      return "Truncated";
    case ReferenceFault::Boolean:
      return "Boolean";
    case ReferenceFault::Varint:
      return "Varint";
    case ReferenceFault::Length:
      return "Length";
    case ReferenceFault::Utf8:
      return "Utf8";
    case ReferenceFault::UnionBranch:
      return "UnionBranch";
    case ReferenceFault::EnumIndex:
      return "EnumIndex";
    case ReferenceFault::BlockCount:
      return "BlockCount";
    case ReferenceFault::BlockSize:
      return "BlockSize";
    case ReferenceFault::DepthLimit:
      return "DepthLimit";
    case ReferenceFault::ItemLimit:
      return "ItemLimit";
    case ReferenceFault::TrailingBytes:
      return "TrailingBytes";
    case ReferenceFault::NoFiniteValue:
      return "NoFiniteValue";
    case ReferenceFault::Unreadable:
      return "Unreadable";
    case ReferenceFault::MissingBranch:
      return "MissingBranch";
    case ReferenceFault::MissingSymbol:
      return "MissingSymbol";
    case ReferenceFault::Default:
      return "Default";
  }
  return {};
}

}  // namespace avocet::testing
