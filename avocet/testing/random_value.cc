// random_value.cc - data, defaults and damage by chance, for generators.h.
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

class ValueMaker {
 public:
  ValueMaker(Random& random, const Schema& schema)
      : random_(random), schema_(schema), heights_(least_heights(schema)) {}

  // Every branch can be reached: there is room for the tallest type inside any other.
  Value make(NodeId type) {
    return make(type, height(type) + *std::ranges::max_element(heights_) + 4);
  }

 private:
  static constexpr std::size_t kManyValues = 300;  // then collections stay empty

  std::size_t height(NodeId id) const { return heights_[static_cast<std::size_t>(id)]; }

  // `room`: how many records, arrays and maps may be inside one another; at least height(type).
  Value make(NodeId type, std::size_t room) {
    const Node& node = schema_.node(type);
    ++made_;
    switch (node.kind) {
      case Kind::Null:
        return Value();
      case Kind::Boolean:
        return Value(random_.chance(50));
      case Kind::Int:
        return Value(static_cast<std::int32_t>(integer(32)));
      case Kind::Long:
        return Value(integer(64));
      case Kind::Float:
        return Value(random_.chance(30)
                         ? std::bit_cast<float>(static_cast<std::uint32_t>(random_.next()))
                         : static_cast<float>(integer(12)) / 8);
      case Kind::Double:
        return Value(random_.chance(30) ? std::bit_cast<double>(random_.next())
                                        : static_cast<double>(integer(20)) / 8);
      case Kind::Bytes:
        return Value(bytes(length()));
      case Kind::String:
        return Value(text());
      case Kind::Fixed:
        return Value(avro::FixedValue{bytes(node.size_bytes)});
      case Kind::Enum: {
        const std::size_t index = random_.below(node.symbols.size());
        return Value(avro::EnumValue{static_cast<std::int32_t>(index), node.symbols[index]});
      }
      case Kind::Record: {
        avro::RecordValue record;
        for (const avro::Field& field : node.fields) {
          record.fields.push_back({field.name, make(field.type, room - 1)});
        }
        return Value(std::move(record));
      }
      case Kind::Array: {
        avro::ArrayValue items(count(node.children[0], room));
        for (Value& item : items) item = make(node.children[0], room - 1);
        return Value(std::move(items));
      }
      case Kind::Map: {
        avro::MapValue map;
        map.entries.resize(count(node.children[0], room));
        for (Member& entry : map.entries) entry = {text(), make(node.children[0], room - 1)};
        return Value(std::move(map));
      }
      case Kind::Union:
        return make_union(node, room);
    }
    return {};
  }

  Value make_union(const Node& node, std::size_t room) {
    std::size_t least = 0;
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (height(node.children[i]) < height(node.children[least])) least = i;
      if (height(node.children[i]) <= room) candidates.push_back(i);
    }
    const std::size_t i =
        made_ > kManyValues ? least : candidates[random_.below(candidates.size())];
    return Value(avro::UnionValue(static_cast<std::uint32_t>(i),
                                  branch_name(schema_.node(node.children[i])),
                                  make(node.children[i], room)));
  }

  std::size_t count(NodeId item, std::size_t room) {
    if (room - 1 < height(item) || made_ > kManyValues) return 0;
    return random_.below(random_.chance(10) ? 70 : 4);
  }

  // Of any length in bits up to `most_bits`, its sign included.
  std::int64_t integer(unsigned most_bits) {
    const auto bits = static_cast<unsigned>(random_.below(most_bits + 1));
    return bits == 0 ? 0 : static_cast<std::int64_t>(random_.next()) >> (64 - bits);
  }

  std::size_t length() { return random_.below(random_.chance(5) ? 400 : 9); }

  Bytes bytes(std::size_t size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_.next());
    return bytes;
  }

  std::string text() {
    constexpr std::array<char32_t, 5> kRare = {0, 0x7f, 0xe9, 0x20ac, 0x1f600};
    std::string text;
    for (std::size_t left = length(); left > 0; --left) {
      base::append_utf8(text, random_.chance(10) ? kRare[random_.below(kRare.size())]
                                                 : static_cast<char32_t>('a' + random_.below(26)));
    }
    return text;
  }

  Random& random_;
  const Schema& schema_;
  std::vector<std::size_t> heights_;
  std::size_t made_ = 0;
};

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
  return ValueMaker(random, schema).make(type);
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
  const std::vector<std::size_t> heights = least_heights(schema);
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
