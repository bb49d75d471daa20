#include "avocet/avro/random_value.h"

#include <gtest/gtest.h>

#include <cmath>

#include "avocet/avro/encode.h"
#include "avocet/avro/logical_value.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

Schema parsed(std::string_view text) {
  auto schema = parse(text);
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

bool has_values(std::string_view text) {
  const Schema schema = parsed(text);
  return RandomValues(schema).has_values(schema.root());
}

constexpr std::string_view kOrder = R"({"type":"record","name":"Order","fields":[
  {"name":"id","type":{"type":"string","logicalType":"uuid"}},
  {"name":"key","type":{"type":"fixed","name":"K","size":16,"logicalType":"uuid"}},
  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
  {"name":"rate","type":{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":9,"scale":9}},
  {"name":"exact","type":{"type":"bytes","logicalType":"big-decimal"}},
  {"name":"day","type":{"type":"int","logicalType":"date"}},
  {"name":"time","type":{"type":"int","logicalType":"time-millis"}},
  {"name":"finer","type":{"type":"long","logicalType":"time-micros"}},
  {"name":"a","type":{"type":"long","logicalType":"timestamp-millis"}},
  {"name":"b","type":{"type":"long","logicalType":"timestamp-micros"}},
  {"name":"c","type":{"type":"long","logicalType":"timestamp-nanos"}},
  {"name":"d","type":{"type":"long","logicalType":"local-timestamp-millis"}},
  {"name":"e","type":{"type":"long","logicalType":"local-timestamp-micros"}},
  {"name":"f","type":{"type":"long","logicalType":"local-timestamp-nanos"}},
  {"name":"for","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}},
  {"name":"note","type":["null","string"]},
  {"name":"tags","type":{"type":"map","values":"double"}},
  {"name":"next","type":["null","Order"]}]})";

TEST(RandomValues, TheSameForTheSameSeed) {
  const Schema schema = parsed(kOrder);
  const RandomValues values(schema);
  Random one(5);
  Random same(5);
  Random other(6);
  const Value first = values.make(one);
  EXPECT_TRUE(first == values.make(same));
  EXPECT_FALSE(first == values.make(other));
  EXPECT_FALSE(first == values.make(one));  // the next one
}

TEST(RandomValues, LogicalTypesHoldWhatTheyStandFor) {
  const Schema schema = parsed(kOrder);
  const EncodePlan plan(schema);
  const RandomValues values(schema);
  const Node& order = schema.node(schema.root());
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Value value = values.make(random);
    Bytes bytes;
    ASSERT_TRUE(encode(plan, value, bytes));
    EXPECT_LT(bytes.size(), 100'000U);
    for (std::size_t i = 0; i < 15; ++i) {
      const Node& type = schema.node(order.fields[i].type);
      const Value& raw = value.as<RecordValue>().fields[i].value;
      const auto meant = read_logical(logical_type(type), raw);
      ASSERT_TRUE(meant) << meant.error().message;
      ASSERT_NE(*meant, LogicalValue());
      const auto again = to_raw(type, *meant);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_TRUE(*again == raw) << order.fields[i].name;
      if (i >= 8 && i < 14) {
        const std::string text = to_text(*meant);
        EXPECT_TRUE(text >= "2000" && text < "2030") << text;
      }
    }
  }
}

TEST(RandomValues, PlausibleNumbersAreFinite) {
  const Schema schema = parsed(R"({"type":"array","items":"double"})");
  const RandomValues plausible(schema);
  const RandomValues wild(schema, RandomStyle::Wild);
  Random random(1);
  bool wild_is_wild = false;
  for (int i = 0; i < 300; ++i) {
    const Value tame = plausible.make(random);
    for (const Value& item : tame.as<ArrayValue>()) {
      EXPECT_LT(std::abs(item.as<double>()), 1e6);
    }
    const Value any = wild.make(random);
    for (const Value& item : any.as<ArrayValue>()) {
      wild_is_wild = wild_is_wild || !(std::abs(item.as<double>()) < 1e6);
    }
  }
  EXPECT_TRUE(wild_is_wild);
}

TEST(RandomValues, TypesThatHaveNone) {
  EXPECT_TRUE(has_values(R"("null")"));
  EXPECT_FALSE(has_values("[]"));
  EXPECT_FALSE(has_values(R"({"type":"record","name":"R","fields":[{"name":"r","type":"R"}]})"));
  EXPECT_TRUE(has_values(
      R"({"type":"record","name":"R","fields":[{"name":"r","type":{"type":"array","items":"R"}}]})"));
  EXPECT_TRUE(has_values(R"({"type":"fixed","name":"F","size":1000000})"));
  EXPECT_FALSE(has_values(R"({"type":"fixed","name":"F","size":2000000000})"));
}

// Each record has the next one twice: the smallest datum has 2^30 values.
TEST(RandomValues, DataThatGrowWithEveryType) {
  std::string text = R"({"type":"record","name":"R0","fields":[]})";
  for (int i = 1; i <= 30; ++i) {
    text = base::cat(R"({"type":"record","name":"R)", i, R"(","fields":[{"name":"a","type":)", text,
                     R"(},{"name":"b","type":"R)", i - 1, R"("}]})");
  }
  EXPECT_FALSE(has_values(text));
  const Schema schema = parsed(base::cat(R"(["null",{"type":"array","items":)", text, "}]"));
  const RandomValues values(schema);
  ASSERT_TRUE(values.has_values(schema.root()));
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    const Value value = values.make(random);
    const Value& inside = value.as<UnionValue>().value();
    EXPECT_TRUE(inside == Value() || inside == Value(ArrayValue{}));
  }
}

// A union in every value would grow without end, if nothing bounded it.
TEST(RandomValues, RecursionEnds) {
  const Schema schema = parsed(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]},
        {"name":"b","type":["R","null"]},{"name":"c","type":{"type":"array","items":"R"}}]})");
  const EncodePlan plan(schema);
  for (const RandomStyle style : {RandomStyle::Plausible, RandomStyle::Wild}) {
    const RandomValues values(schema, style);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      Random random(seed);
      Bytes bytes;
      ASSERT_TRUE(encode(plan, values.make(random), bytes)) << seed;
      EXPECT_LT(bytes.size(), 10'000U);
    }
  }
}

}  // namespace
}  // namespace avocet::avro
