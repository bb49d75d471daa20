// random_value.cc - defaults and damage by chance, for generators.h.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/utf8.h"
#include "avocet/testing/random_parts.h"

namespace avocet::testing {

using avro::Bytes;
using avro::Kind;
using avro::Member;
using avro::Node;
using avro::NodeId;
using avro::Schema;
using avro::Value;
using base::Json;

namespace {

template <class Float>
Json json_of_float(Float value) {
  if (std::isnan(value)) return Json(std::string("NaN"));
  if (std::isinf(value)) return Json(std::string(value < 0 ? "-Infinity" : "Infinity"));
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), double{value}).ptr;
  return Json(base::JsonNumber{{text.data(), end}});
}

Json json_of_bytes(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) base::append_utf8(text, byte);
  return Json(std::move(text));
}

Json json_of_members(const std::vector<Member>& members) {
  Json::Object object;
  for (const Member& member : members) object.push_back({member.name, default_json(member.value)});
  return Json(std::move(object));
}

}  // namespace

avro::Value random_value_of(Random& random, const Schema& schema, NodeId type) {
  return avro::RandomValues(schema, avro::RandomStyle::Wild).make(random, type);
}

avro::Value random_value(Random& random, const Schema& schema) {
  return random_value_of(random, schema, schema.root());
}

Json default_json(const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      return Json();
    case Kind::Boolean:
      return Json(value.as<bool>());
    case Kind::Int:
      return Json(std::int64_t{value.as<std::int32_t>()});
    case Kind::Long:
      return Json(value.as<std::int64_t>());
    case Kind::Float:
      return json_of_float(value.as<float>());
    case Kind::Double:
      return json_of_float(value.as<double>());
    case Kind::Bytes:
      return json_of_bytes(value.as<Bytes>());
    case Kind::Fixed:
      return json_of_bytes(value.as<avro::FixedValue>().bytes);
    case Kind::String:
      return Json(value.as<std::string>());
    case Kind::Enum:
      return Json(value.as<avro::EnumValue>().symbol);
    case Kind::Record:
      return json_of_members(value.as<avro::RecordValue>().fields);
    case Kind::Map:
      return json_of_members(value.as<avro::MapValue>().entries);
    case Kind::Array: {
      Json::Array items;
      for (const Value& item : value.as<avro::ArrayValue>()) items.push_back(default_json(item));
      return Json(std::move(items));
    }
    case Kind::Union:
      return default_json(value.as<avro::UnionValue>().value());
  }
  return {};
}

Schema with_defaults(Random& random, const Schema& schema) {
  Schema::Graph graph{.nodes = {schema.nodes().begin(), schema.nodes().end()},
                      .root = schema.root(),
                      .referenced = {}};
  for (Node& node : graph.nodes) {
    for (avro::Field& field : node.fields) {
      if (!random.chance(30)) continue;
      field.default_value = default_json(random_value_of(random, schema, field.type));
    }
  }
  return Schema(std::move(graph));
}

std::optional<Schema> parsed_again(const Schema& schema) {
  auto parsed = avro::parse(to_text(schema));
  if (!parsed) return std::nullopt;
  return *std::move(parsed);
}

bool all_finite(const Schema& schema) {
  const std::vector<std::size_t> heights = avro::least_heights(schema);
  return std::ranges::find(heights, std::numeric_limits<std::size_t>::max()) == heights.end();
}

Bytes random_damage(Random& random, const Bytes& bytes) {
  constexpr std::array<std::uint8_t, 8> kEvil = {0x00, 0x01, 0x02, 0x7f, 0x80, 0xff, 0xc3, 0xfe};
  Bytes damaged = bytes;
  for (std::size_t left = 1 + random.below(3); left > 0; --left) {
    const std::size_t at = random.below(damaged.size() + 1);
    const auto place = damaged.begin() + static_cast<std::ptrdiff_t>(at);
    const std::uint8_t byte = random.chance(50) ? kEvil[random.below(kEvil.size())]
                                                : static_cast<std::uint8_t>(random.next());
    switch (random.below(5)) {
      case 0:
        damaged.insert(place, byte);
        break;
      case 1:
        damaged.resize(at);
        break;
      case 2:
        if (place != damaged.end()) damaged.erase(place);
        break;
      default:
        if (place != damaged.end()) *place = byte;
        break;
    }
  }
  return damaged;
}

}  // namespace avocet::testing
