#include "avocet/avro/value.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace avocet::avro {
namespace {

Value record(std::vector<Member> fields) { return Value(RecordValue{std::move(fields)}); }

TEST(Value, Text) {
  EXPECT_EQ(to_text(Value()), "null");
  EXPECT_EQ(to_text(Value(true)), "true");
  EXPECT_EQ(to_text(Value(std::int32_t{-5})), "-5");
  EXPECT_EQ(to_text(Value(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(to_text(Value(Bytes{0, 255})), "0x00ff");
  EXPECT_EQ(to_text(Value(Bytes{})), "0x");
  EXPECT_EQ(to_text(Value("\"\n\xc3\xa9")), "\"\\\"\\n\xc3\xa9\"");
  EXPECT_EQ(to_text(Value(EnumValue{1, "B"})), "\"B\"");
  EXPECT_EQ(to_text(Value(FixedValue{{0xab}})), "0xab");
  EXPECT_EQ(to_text(Value(ArrayValue{Value(std::int32_t{1}), Value()})), "[1,null]");
  EXPECT_EQ(to_text(Value(MapValue{{{"a", Value(true)}, {"a", Value(false)}}})),
            R"({"a":true,"a":false})");
  EXPECT_EQ(to_text(record({{"a", Value(std::int32_t{1})}, {"b", Value("x")}})),
            R"({"a":1,"b":"x"})");
  EXPECT_EQ(to_text(Value(UnionValue(0, "null", Value()))), R"({"null":null})");
  EXPECT_EQ(to_text(Value(UnionValue(2, "a.B", record({})))), R"({"a.B":{}})");
}

TEST(Value, TextOfFloats) {
  EXPECT_EQ(to_text(Value(3.0F)), "3.0");
  EXPECT_EQ(to_text(Value(-0.0)), "-0.0");
  EXPECT_EQ(to_text(Value(0.1F)), "0.1");
  EXPECT_EQ(to_text(Value(1e300)), "1e+300");
  EXPECT_EQ(to_text(Value(16777216.0F)), "16777216.0");
  EXPECT_EQ(to_text(Value(-std::numeric_limits<float>::infinity())), "-Infinity");
  EXPECT_EQ(to_text(Value(std::bit_cast<float>(0x7fc00001U))), "NaN(7fc00001)");
  EXPECT_EQ(to_text(Value(std::numeric_limits<double>::quiet_NaN())), "NaN(7ff8000000000000)");
}

TEST(Value, Equality) {
  EXPECT_EQ(Value(std::bit_cast<float>(0x7fc00001U)), Value(std::bit_cast<float>(0x7fc00001U)));
  EXPECT_NE(Value(std::bit_cast<float>(0x7fc00001U)), Value(std::bit_cast<float>(0x7fc00000U)));
  EXPECT_NE(Value(0.0), Value(-0.0));
  EXPECT_NE(Value(std::int32_t{1}), Value(std::int64_t{1}));
  EXPECT_NE(Value(UnionValue(0, "int", Value())), Value(UnionValue(1, "int", Value())));
  EXPECT_EQ(record({{"a", Value()}}), record({{"a", Value()}}));
  EXPECT_NE(record({{"a", Value()}}), record({{"b", Value()}}));
}

TEST(Value, Editing) {
  Value value =
      record({{"list", Value(ArrayValue{})}, {"maybe", Value(UnionValue(0, "null", {}))}});
  const Value before = value;
  value.as<RecordValue>().find("list")->as<ArrayValue>().push_back(Value(std::int64_t{7}));
  *value.as<RecordValue>().find("maybe") = Value(UnionValue(1, "string", Value("x")));
  EXPECT_EQ(to_text(value), R"({"list":[7],"maybe":{"string":"x"}})");
  EXPECT_EQ(to_text(before), R"({"list":[],"maybe":{"null":null}})");  // a copy of its own
  EXPECT_EQ(value.as<RecordValue>().find("none"), nullptr);
}

// The last entry of a key counts (spec/avro.md B14).
TEST(Value, FindsTheLastEntry) {
  const MapValue map{{{"a", Value(std::int32_t{1})}, {"a", Value(std::int32_t{2})}}};
  ASSERT_NE(map.find("a"), nullptr);
  EXPECT_EQ(*map.find("a"), Value(std::int32_t{2}));
  EXPECT_EQ(map.find("b"), nullptr);
}

}  // namespace
}  // namespace avocet::avro
