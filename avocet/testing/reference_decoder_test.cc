#include "avocet/testing/reference_decoder.h"

#include <gtest/gtest.h>

#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::testing {
namespace {

using avro::Bytes;
using avro::Schema;
using avro::Value;

Schema parsed(std::string_view text) {
  auto schema = avro::parse(text);
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<avro::Node>(1), .root = {}, .referenced = {}});
}

Bytes from_hex(std::string_view hex) {
  const std::string text = base::from_hex(hex).value();
  return {text.begin(), text.end()};
}

std::string shown(const ReferenceResult<Value>& value) {
  return value ? to_text(*value) : base::cat("error ", to_text(value.error().fault));
}

TEST(ReferenceDecoder, Encoding) {
  for (const auto& c : read_cases("avro/encoding.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema schema = parsed(c["schema"]);
    const auto value = reference_decode(schema, from_hex(c["bytes"]));
    EXPECT_EQ(shown(value), c["value"]);
    Bytes out;
    ASSERT_TRUE(value && encode(schema, *value, out));
    EXPECT_EQ(base::to_hex(out), c["bytes"]);
  }
}

TEST(ReferenceDecoder, Decoding) {
  for (const auto& c : read_cases("avro/decoding.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema writer = parsed(c["schema"]);
    const Bytes bytes = from_hex(c["bytes"]);
    if (!c.has("reader")) {
      EXPECT_EQ(shown(reference_decode(writer, bytes)), c["expect"]);
      EXPECT_EQ(shown(reference_decode(writer, writer, bytes)), c["expect"]);
      continue;
    }
    const Schema reader = parsed(c["reader"]);
    EXPECT_EQ(shown(reference_decode(writer, reader, bytes)), c["expect"]);
    EXPECT_EQ(shown(reference_decode(writer, reader, bytes, {.rules = Rules::Registry})),
              c[c.has("registry") ? "registry" : "expect"]);
  }
}

// T80, T81, T83: at the limit and one beyond, in one array and in two.
TEST(ReferenceDecoder, EmptyItemsAreLimited) {
  const Schema schema = parsed(
      R"({"type":"array","items":{"type":"array","items":{"type":"record","name":"E","fields":[]}}})");
  const ReferenceOptions options{.max_empty_items = 3};
  EXPECT_EQ(shown(reference_decode(schema, from_hex("02060000"), options)), "[[{},{},{}]]");
  EXPECT_EQ(shown(reference_decode(schema, from_hex("02080000"), options)), "error ItemLimit");
  EXPECT_EQ(shown(reference_decode(schema, from_hex("040400020000"), options)), "[[{},{}],[{}]]");
  EXPECT_EQ(shown(reference_decode(schema, from_hex("040400040000"), options)), "error ItemLimit");
}

// T86, T87.
TEST(ReferenceDecoder, DepthIsLimited) {
  const Schema either =
      parsed(R"({"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]}]})");
  const auto nested = [](std::size_t depth, std::uint8_t step, std::uint8_t end) {
    Bytes bytes(depth, step);
    bytes.push_back(end);
    return bytes;
  };
  EXPECT_TRUE(reference_decode(either, nested(255, 0, 2)));
  EXPECT_EQ(shown(reference_decode(either, nested(256, 0, 2))), "error DepthLimit");
  EXPECT_EQ(shown(reference_decode(either, nested(20'000, 0, 2))), "error DepthLimit");
  const Schema list = parsed(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"R"}}]})");
  EXPECT_EQ(shown(reference_decode(list, nested(20'000, 2, 0))), "error DepthLimit");
}

TEST(ReferenceDecoder, SaysWhere) {
  const Schema writer = parsed(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"boolean"}},
          {"name":"b","type":"boolean"}]})");
  const Schema reader =
      parsed(R"({"type":"record","name":"R","fields":[{"name":"b","type":"boolean"}]})");
  const auto wrong = reference_decode(writer, reader, from_hex("0401020000"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().path, "/a/1");
  EXPECT_TRUE(wrong.error().skipped);
  EXPECT_FALSE(reference_decode(writer, reader, from_hex("0002")).error().skipped);
}

}  // namespace
}  // namespace avocet::testing
