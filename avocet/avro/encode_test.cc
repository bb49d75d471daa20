#include "avocet/avro/encode.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "avocet/avro/internal/encode_output.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"

namespace avocet::avro {
namespace {

using Int = std::int32_t;
using Long = std::int64_t;

Schema parsed(std::string_view text) {
  auto schema = parse(text);
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

// The bytes in hex, or the path and the sentence of the error.
std::string encoded(std::string_view schema, const Value& value,
                    const EncodeOptions& options = {}) {
  Bytes out = {0xee};  // what was there before stays
  const auto done = encode(parsed(schema), value, out, options);
  EXPECT_EQ(out.front(), 0xee);
  if (done) return base::to_hex(std::span(out).subspan(1));
  EXPECT_EQ(out.size(), 1U);
  return done.error().path + ": " + done.error().message;
}

EncodeFault fault_of(std::string_view schema, const Value& value) {
  Bytes out;
  const auto done = encode(parsed(schema), value, out);
  EXPECT_FALSE(done);
  return done ? EncodeFault{} : done.error().fault;
}

constexpr std::string_view kPair =
    R"({"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"string"}]})";

TEST(Encode, IntegersOfTheOtherWidth) {
  EXPECT_EQ(encoded(R"("long")", Value(Int{64})), "8001");
  EXPECT_EQ(encoded(R"("int")", Value(Long{2147483647})), "feffffff0f");
  EXPECT_EQ(encoded(R"("int")", Value(Long{2147483648})), ": 2147483648 does not fit an int");
  EXPECT_EQ(fault_of(R"("int")", Value(Long{-2147483649})), EncodeFault::OutOfRange);
}

TEST(Encode, FieldsInAnyOrder) {
  EXPECT_EQ(encoded(kPair, Value(RecordValue{{{"b", Value("foo")}, {"a", Value(Long{27})}}})),
            "3606666f6f");
  EXPECT_EQ(encoded(kPair, Value(RecordValue{{{"a", Value(Long{27})}}})),
            ": record R lacks its field \"b\"");
  EXPECT_EQ(
      fault_of(kPair,
               Value(RecordValue{{{"a", Value(Long{1})}, {"b", Value("x")}, {"c", Value()}}})),
      EncodeFault::UnknownField);
}

TEST(Encode, ErrorsSayWhere) {
  const std::string_view schema =
      R"({"type":"map","values":{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"x","type":"int"}]}}})";
  const auto item = [](Value x) { return Value(RecordValue{{{"x", std::move(x)}}}); };
  const Value value(MapValue{{{"a/b", Value(ArrayValue{item(Value(Int{1})), item(Value("no"))})}}});
  EXPECT_EQ(encoded(schema, value), "/a~1b/1/x: expected int, got string");
  EXPECT_EQ(encoded(schema, value, {.blocks = BlockForm::Sized}),
            "/a~1b/1/x: expected int, got string");
}

TEST(Encode, Blocks) {
  const std::string_view schema = R"({"type":"array","items":"long"})";
  const Value value(ArrayValue{Value(Long{3}), Value(Long{27}), Value(Long{64})});
  EXPECT_EQ(encoded(schema, value), "060636800100");
  EXPECT_EQ(encoded(schema, value, {.blocks = BlockForm::Sized}), "05080636800100");
  EXPECT_EQ(encoded(schema, value, {.max_block_items = 2}),
            "0406360280"
            "0100");
  EXPECT_EQ(encoded(schema, value, {.blocks = BlockForm::Sized, .max_block_items = 2}),
            "03040636"
            "0104"
            "8001"
            "00");
  EXPECT_EQ(encoded(schema, Value(ArrayValue{}), {.blocks = BlockForm::Sized}), "00");
}

TEST(Encode, Unions) {
  const std::string_view schema =
      R"(["null","long",{"type":"fixed","name":"n.F","size":1},{"type":"fixed","name":"n.G","size":1}])";
  EXPECT_EQ(encoded(schema, Value()), "00");
  EXPECT_EQ(encoded(schema, Value(Long{1})), "0202");
  EXPECT_EQ(encoded(schema, Value(UnionValue(0, "n.G", Value(FixedValue{{7}})))), "0607");
  EXPECT_EQ(encoded(schema, Value(UnionValue(2, "", Value(FixedValue{{7}})))), "0407");
  EXPECT_EQ(fault_of(schema, Value(FixedValue{{7}})), EncodeFault::Ambiguous);
  EXPECT_EQ(fault_of(schema, Value(Int{1})), EncodeFault::NoBranch);
  EXPECT_EQ(fault_of(schema, Value(UnionValue(4, "", Value()))), EncodeFault::NoBranch);
  EXPECT_EQ(encoded(schema, Value(UnionValue(1, "G", Value()))), ": the union has no branch \"G\"");
  EXPECT_EQ(fault_of("[]", Value()), EncodeFault::NoBranch);
}

TEST(Encode, NamedTypes) {
  const std::string_view symbols = R"({"type":"enum","name":"E","symbols":["A","B"]})";
  EXPECT_EQ(encoded(symbols, Value(EnumValue{0, "B"})), "02");  // the symbol counts
  EXPECT_EQ(encoded(symbols, Value(EnumValue{0, "C"})), ": enum E has no symbol \"C\"");
  EXPECT_EQ(fault_of(R"({"type":"fixed","name":"F","size":2})", Value(FixedValue{{1}})),
            EncodeFault::WrongSize);
  EXPECT_EQ(fault_of(R"("bytes")", Value(FixedValue{{1}})), EncodeFault::WrongKind);
}

TEST(Encode, TextIsUtf8) {
  EXPECT_EQ(fault_of(R"("string")", Value("\xff")), EncodeFault::InvalidUtf8);
  EXPECT_EQ(fault_of(R"({"type":"map","values":"null"})", Value(MapValue{{{"\xed\xa0\x80", {}}}})),
            EncodeFault::InvalidUtf8);
}

TEST(Encode, DepthIsLimited) {
  const std::string_view schema =
      R"({"type":"record","name":"R","fields":[{"name":"a","type":["null","R"]}]})";
  Value value(RecordValue{{{"a", Value()}}});
  for (int depth = 1; depth < 256; ++depth) value = Value(RecordValue{{{"a", std::move(value)}}});
  EXPECT_EQ(encoded(schema, value).size(), 2U * 256);
  EXPECT_EQ(fault_of(schema, Value(RecordValue{{{"a", std::move(value)}}})), EncodeFault::TooDeep);
}

// More than a vector can hold, whatever the machine has.
TEST(EncodeOutput, RoomThatCannotBeIsNone) {
  Bytes bytes{1, 2};
  Output output(bytes, SIZE_MAX, SIZE_MAX / 2 + 1);
  EXPECT_EQ(output.room(output.start(), SIZE_MAX / 2 + 1), nullptr);
  EXPECT_EQ(output.room(output.start(), SIZE_MAX - 2), nullptr);
  output.keep(nullptr);
  EXPECT_EQ(bytes, (Bytes{1, 2}));
}

}  // namespace
}  // namespace avocet::avro
