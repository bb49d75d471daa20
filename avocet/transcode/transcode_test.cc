// transcode_test.cc - both directions together, on random schemas and data: bytes become text and
// the same bytes again, and the text is what the tree of values says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/bytes.h"
#include "avocet/base/json.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/reference_decoder.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"

namespace avocet::transcode {
namespace {

using avro::Bytes;
using avro::Kind;
using avro::Schema;
using avro::Value;
using base::Json;

// Whether the value is what Avro's JSON encoding makes of it: slow, and by the specification's
// table (spec/avro.md 1.9).
bool says(const Json& json, const Value& value);

bool says_real(const Json& json, double value, bool is_float) {
  if (std::isnan(value)) return json == Json(std::string("NaN"));
  if (std::isinf(value)) return json == Json(std::string(value > 0 ? "Infinity" : "-Infinity"));
  if (!json.is_number() || json.number().find('.') == std::string::npos) return false;
  const double read = is_float ? std::strtof(json.number().c_str(), nullptr)
                               : std::strtod(json.number().c_str(), nullptr);
  return read == value && std::signbit(read) == std::signbit(value);
}

bool says_bytes(const Json& json, const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (byte < 0x80) {
      text += static_cast<char>(byte);
    } else {
      text += static_cast<char>(0xc0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return json == Json(text);
}

bool says_members(const Json& json, const std::vector<avro::Member>& members) {
  if (!json.is_object()) return false;
  for (const avro::Member& member : members) {
    const Json* const found = json.find(member.name);
    if (found == nullptr || !says(*found, member.value)) return false;
  }
  return json.members().size() == members.size();
}

bool says(const Json& json, const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      return json.is_null();
    case Kind::Boolean:
      return json == Json(value.as<bool>());
    case Kind::Int:
      return json == Json(std::int64_t{value.as<std::int32_t>()});
    case Kind::Long:
      return json == Json(value.as<std::int64_t>());
    case Kind::Float:
      return says_real(json, value.as<float>(), true);
    case Kind::Double:
      return says_real(json, value.as<double>(), false);
    case Kind::Bytes:
      return says_bytes(json, value.as<Bytes>());
    case Kind::Fixed:
      return says_bytes(json, value.as<avro::FixedValue>().bytes);
    case Kind::String:
      return json == Json(value.as<std::string>());
    case Kind::Enum:
      return json == Json(value.as<avro::EnumValue>().symbol);
    case Kind::Array: {
      const auto& items = value.as<avro::ArrayValue>();
      if (!json.is_array() || json.items().size() != items.size()) return false;
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (!says(json.items()[i], items[i])) return false;
      }
      return true;
    }
    case Kind::Map:
      return says_members(json, value.as<avro::MapValue>().entries);
    case Kind::Record:
      return says_members(json, value.as<avro::RecordValue>().fields);
    case Kind::Union: {
      const auto& in_union = value.as<avro::UnionValue>();
      if (in_union.name() == "null") return json.is_null();
      return json.is_object() && json.members().size() == 1 &&
             json.members()[0].key == in_union.name() &&
             says(json.members()[0].value, in_union.value());
    }
  }
  return false;
}

// NaNs have one text, so their bits are not kept: all become the usual one.
void make_nans_usual(Value& value) {
  switch (value.kind()) {
    case Kind::Float:
      if (std::isnan(value.as<float>())) value = Value(std::numeric_limits<float>::quiet_NaN());
      return;
    case Kind::Double:
      if (std::isnan(value.as<double>())) value = Value(std::numeric_limits<double>::quiet_NaN());
      return;
    case Kind::Array:
      for (Value& item : value.as<avro::ArrayValue>()) make_nans_usual(item);
      return;
    case Kind::Map:
      for (auto& entry : value.as<avro::MapValue>().entries) make_nans_usual(entry.value);
      return;
    case Kind::Record:
      for (auto& field : value.as<avro::RecordValue>().fields) make_nans_usual(field.value);
      return;
    case Kind::Union:
      return make_nans_usual(value.as<avro::UnionValue>().value());
    default:
      return;
  }
}

bool has_double_key(const Value& value) {
  const auto any = [](const std::vector<avro::Member>& members) {
    return std::ranges::any_of(members,
                               [](const avro::Member& m) { return has_double_key(m.value); });
  };
  switch (value.kind()) {
    case Kind::Array:
      return std::ranges::any_of(value.as<avro::ArrayValue>(), has_double_key);
    case Kind::Map: {
      const auto& map = value.as<avro::MapValue>();
      for (const avro::Member& entry : map.entries) {
        if (map.find(entry.name) != &entry.value) return true;
      }
      return any(map.entries);
    }
    case Kind::Record:
      return any(value.as<avro::RecordValue>().fields);
    case Kind::Union:
      return has_double_key(value.as<avro::UnionValue>().value());
    default:
      return false;
  }
}

// Members of objects in another order, at all depths.
Json shuffled(testing::Random& random, const Json& json) {
  if (json.is_array()) {
    Json::Array items;
    for (const Json& item : json.items()) items.push_back(shuffled(random, item));
    return Json(std::move(items));
  }
  if (!json.is_object()) return json;
  Json::Object members;
  for (const auto& member : json.members()) {
    members.push_back({member.key, shuffled(random, member.value)});
  }
  for (std::size_t i = members.size(); i > 1; --i) {
    std::swap(members[i - 1], members[random.below(i)]);
  }
  return Json(std::move(members));
}

TEST(Transcode, RandomDataComesBack) {
  const testing::Seeds seeds(3'000);
  int values = 0;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const Schema schema = testing::random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, " schema ", to_text(schema)));
    Transcoder transcoder(avro::compile(schema).value());
    JsonReader reader(schema);
    for (int i = 0; i < 3; ++i) {
      Value value = testing::random_value(random, schema);
      make_nans_usual(value);
      Bytes bytes;
      ASSERT_TRUE(encode(schema, value, bytes));
      std::string text;
      const auto printed = transcoder.append_json(bytes, text);
      ASSERT_TRUE(printed) << printed.error().message;
      EXPECT_EQ(*printed, bytes.size());
      if (has_double_key(value)) continue;
      const auto tree = base::parse_json(text);
      ASSERT_TRUE(tree) << text;
      ASSERT_TRUE(says(*tree, value)) << text << "\n" << to_text(value);

      Bytes again;
      const auto read = reader.append_datum(text, again);
      ASSERT_TRUE(read) << text << "\n" << read.error().path << ": " << read.error().message;
      ASSERT_EQ(base::to_hex(again), base::to_hex(bytes)) << text;
      ++values;

      // Members of records may come in any order; those of maps then do too.
      const std::string mixed = base::to_text(shuffled(random, *tree));
      again.clear();
      const auto from_mixed = reader.append_datum(mixed, again);
      ASSERT_TRUE(from_mixed) << mixed << "\n" << from_mixed.error().message;
      const auto decoded = testing::reference_decode(schema, again);
      ASSERT_TRUE(decoded) << mixed;
      ASSERT_TRUE(says(*tree, *decoded)) << mixed << "\n" << to_text(*decoded);
    }
  }
  EXPECT_TRUE(seeds.narrowed || values > 5'000) << values;
}

// Where no union leaves a doubt, people's form comes back too.
TEST(Transcode, ReadableDataComesBackOrIsRefused) {
  const testing::Seeds seeds(2'000);
  int same = 0;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const Schema schema = testing::random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, " schema ", to_text(schema)));
    Value value = testing::random_value(random, schema);
    make_nans_usual(value);
    if (has_double_key(value)) continue;
    Bytes bytes;
    ASSERT_TRUE(encode(schema, value, bytes));
    for (const BytesText form : {BytesText::Base64, BytesText::Hex, BytesText::Latin1}) {
      FromJsonOptions options = FromJsonOptions::readable();
      options.form.bytes = form;
      std::string text;
      ASSERT_TRUE(Transcoder(avro::compile(schema).value(), {.form = options.form})
                      .append_json(bytes, text));
      ASSERT_TRUE(base::parse_json(text)) << text;
      Bytes again;
      const auto read = JsonReader(schema, options).append_datum(text, again);
      if (!read) {
        EXPECT_TRUE(again.empty());
        continue;
      }
      const auto decoded = testing::reference_decode(schema, again);
      ASSERT_TRUE(decoded) << text;
      std::string second;
      ASSERT_TRUE(Transcoder(avro::compile(schema).value(), {.form = options.form})
                      .append_json(again, second));
      EXPECT_EQ(second, text);
      same += again == bytes ? 1 : 0;
    }
  }
  EXPECT_TRUE(seeds.narrowed || same > 2'000) << same;
}

TEST(Transcode, DamagedDataIsRefusedOrPrinted) {
  const testing::Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const Schema schema = testing::random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, " schema ", to_text(schema)));
    Bytes bytes;
    ASSERT_TRUE(encode(schema, testing::random_value(random, schema), bytes));
    const Bytes damaged = testing::random_damage(random, bytes);
    std::string text = "before";
    const avro::Plan plan = avro::compile(schema).value();
    avro::Arena arena;
    const bool is_good = avro::decode(plan, damaged, arena).has_value();
    const auto printed = Transcoder(plan).append_json(damaged, text);
    EXPECT_EQ(printed.has_value(), is_good);
    if (!printed) {
      EXPECT_EQ(text, "before");
      continue;
    }
    EXPECT_TRUE(base::parse_json(std::string_view(text).substr(6))) << text;
  }
}

TEST(Transcode, DamagedTextIsRefusedOrRead) {
  const testing::Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const Schema schema = testing::random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, " schema ", to_text(schema)));
    Bytes bytes;
    ASSERT_TRUE(encode(schema, testing::random_value(random, schema), bytes));
    Transcoder transcoder(avro::compile(schema).value());
    std::string text;
    ASSERT_TRUE(transcoder.append_json(bytes, text));
    const Bytes damaged = testing::random_damage(random, Bytes(text.begin(), text.end()));
    const std::string damaged_text(damaged.begin(), damaged.end());
    Bytes again;
    const auto read = JsonReader(schema).append_datum(damaged_text, again);
    if (!read) {
      EXPECT_TRUE(again.empty());
      EXPECT_FALSE(read.error().message.empty());
      EXPECT_LE(read.error().offset, damaged_text.size());
      if (read.error().fault == ReadFault::Syntax) {
        EXPECT_FALSE(base::parse_json(damaged_text)) << damaged_text;
      }
      continue;
    }
    ASSERT_TRUE(base::parse_json(damaged_text)) << damaged_text;
    std::string second;
    ASSERT_TRUE(transcoder.append_json(again, second));
  }
}

}  // namespace
}  // namespace avocet::transcode
