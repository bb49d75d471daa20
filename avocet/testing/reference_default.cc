#include "avocet/testing/reference_default.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Member;
using avro::Node;
using avro::NodeId;
using avro::Schema;
using avro::Value;
using base::Json;

namespace {

// A default can lean on itself, through a record's member that is left out; then it has no end.
struct Endless {};
constexpr int kMaxDepth = 500;

std::optional<Value> value_of(const Schema& schema, NodeId type, const Json& json, int depth);
std::optional<Value> default_of(const Schema& schema, NodeId type, const Json& json, int depth);

std::optional<double> number_of(const Json& json) {
  if (!json.is_number()) return std::nullopt;
  return std::strtod(json.number().c_str(), nullptr);
}

// Only the whole default of a float or double may be a string.
std::optional<double> number_in_string(const Json& json) {
  if (json.string() == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (json.string() == "Infinity") return std::numeric_limits<double>::infinity();
  if (json.string() == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

// One code point up to U+00FF for each byte.
std::optional<avro::Bytes> bytes_of(const Json& json) {
  if (!json.is_string()) return std::nullopt;
  avro::Bytes bytes;
  for (std::string_view left = json.string(); !left.empty();) {
    const base::CodePoint c = base::decode_utf8(left);
    if (c.length_bytes == 0 || c.value > 0xff) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(c.value));
    left.remove_prefix(c.length_bytes);
  }
  return bytes;
}

std::optional<Value> record_of(const Schema& schema, const Node& node, const Json& json,
                               int depth) {
  if (!json.is_object()) return std::nullopt;
  avro::RecordValue record;
  for (const Field& field : node.fields) {
    std::optional<Value> value;
    if (const Json* member = json.find(field.name)) {
      value = value_of(schema, field.type, *member, depth);
    } else if (field.default_value) {
      value = default_of(schema, field.type, *field.default_value, depth);
    }
    if (!value) return std::nullopt;
    record.fields.push_back({field.name, *std::move(value)});
  }
  return Value(std::move(record));
}

std::optional<Value> array_of(const Schema& schema, const Node& node, const Json& json, int depth) {
  if (!json.is_array()) return std::nullopt;
  avro::ArrayValue items;
  for (const Json& item : json.items()) {
    auto value = value_of(schema, node.children[0], item, depth);
    if (!value) return std::nullopt;
    items.push_back(*std::move(value));
  }
  return Value(std::move(items));
}

std::optional<Value> map_of(const Schema& schema, const Node& node, const Json& json, int depth) {
  if (!json.is_object()) return std::nullopt;
  avro::MapValue map;
  for (const auto& [key, item] : json.members()) {
    auto value = value_of(schema, node.children[0], item, depth);
    if (!value) return std::nullopt;
    map.entries.push_back({key, *std::move(value)});
  }
  return Value(std::move(map));
}

std::optional<Value> union_of(const Schema& schema, const Node& node, const Json& json, int depth) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    auto value = value_of(schema, node.children[i], json, depth);
    if (!value) continue;
    return Value(avro::UnionValue(static_cast<std::uint32_t>(i),
                                  branch_name(schema.node(node.children[i])), *std::move(value)));
  }
  return std::nullopt;
}

std::optional<Value> value_of(const Schema& schema, NodeId type, const Json& json, int depth) {
  if (depth > kMaxDepth) throw Endless();
  const Node& node = schema.node(type);
  switch (node.kind) {
    case Kind::Null:
      return json.is_null() ? std::optional(Value()) : std::nullopt;
    case Kind::Boolean:
      return json.is_bool() ? std::optional(Value(json.as_bool())) : std::nullopt;
    case Kind::Int: {
      const auto number = json.is_number() ? base::parse_int32(json.number()) : std::nullopt;
      return number ? std::optional(Value(*number)) : std::nullopt;
    }
    case Kind::Long: {
      const auto number = json.is_number() ? base::parse_int64(json.number()) : std::nullopt;
      return number ? std::optional(Value(*number)) : std::nullopt;
    }
    case Kind::Float: {
      const auto number = number_of(json);
      return number ? std::optional(Value(static_cast<float>(*number))) : std::nullopt;
    }
    case Kind::Double: {
      const auto number = number_of(json);
      return number ? std::optional(Value(*number)) : std::nullopt;
    }
    case Kind::Bytes: {
      auto bytes = bytes_of(json);
      return bytes ? std::optional(Value(*std::move(bytes))) : std::nullopt;
    }
    case Kind::Fixed: {
      auto bytes = bytes_of(json);
      if (!bytes || bytes->size() != node.size_bytes) return std::nullopt;
      return Value(avro::FixedValue{*std::move(bytes)});
    }
    case Kind::String:
      return json.is_string() ? std::optional(Value(json.string())) : std::nullopt;
    case Kind::Enum: {
      if (!json.is_string()) return std::nullopt;
      const auto symbol = std::ranges::find(node.symbols, json.string());
      if (symbol == node.symbols.end()) return std::nullopt;
      return Value(
          avro::EnumValue{static_cast<std::int32_t>(symbol - node.symbols.begin()), *symbol});
    }
    case Kind::Record:
      return record_of(schema, node, json, depth + 1);
    case Kind::Array:
      return array_of(schema, node, json, depth + 1);
    case Kind::Map:
      return map_of(schema, node, json, depth + 1);
    case Kind::Union:
      return union_of(schema, node, json, depth + 1);
  }
  return std::nullopt;
}

std::optional<Value> default_of(const Schema& schema, NodeId type, const Json& json, int depth) {
  const Kind kind = schema.node(type).kind;
  const bool is_real = kind == Kind::Float || kind == Kind::Double;
  if (!is_real || !json.is_string()) return value_of(schema, type, json, depth);
  const auto number = number_in_string(json);
  if (!number) return std::nullopt;
  return kind == Kind::Float ? Value(static_cast<float>(*number)) : Value(*number);
}

}  // namespace

std::optional<Value> reference_default(const Schema& schema, NodeId type, const Json& json) {
  try {
    return default_of(schema, type, json, 0);
  } catch (Endless) {
    return std::nullopt;
  }
}

}  // namespace avocet::testing
