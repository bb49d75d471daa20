// encode_view_test.cc - what was decoded, encoded again: against the tree of the same datum, for
// random schemas, data and resolutions; into buffers of every size.
#include <gtest/gtest.h>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/generators.h"

namespace avocet::avro {
namespace {

using testing::Random;

Schema parsed(std::string_view text) {
  auto schema = parse(text);
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

// The bytes in hex, or the fault's number and the path.
template <class Datum>
std::string encoded(const EncodePlan& plan, const Datum& datum, const EncodeOptions& options) {
  Bytes out = {0xee};
  const auto done = encode(plan, datum, out, options);
  EXPECT_EQ(out.front(), 0xee);
  if (done) return base::to_hex(std::span(out).subspan(1));
  EXPECT_EQ(out.size(), 1U);
  return base::cat("fault ", static_cast<int>(done.error().fault), " at ", done.error().path);
}

// The same through a buffer of `room` bytes, which must be told to be too small if it is.
template <class Datum>
std::string encoded_into(const EncodePlan& plan, const Datum& datum, const EncodeOptions& options,
                         std::size_t room) {
  Bytes buffer(room);
  const auto size = encode(plan, datum, std::span(buffer), options);
  if (!size) {
    return base::cat("fault ", static_cast<int>(size.error().fault), " at ", size.error().path);
  }
  if (*size <= room) return base::to_hex(std::span(buffer).first(*size));
  buffer.resize(*size);
  EXPECT_EQ(encode(plan, datum, std::span(buffer), options), *size);
  return base::to_hex(buffer);
}

EncodeOptions random_options(Random& random) {
  return {.blocks = random.chance(50) ? BlockForm::Sized : BlockForm::Counted,
          .max_block_items = random.below(4)};
}

TEST(EncodeView, DecodedAndEncodedAgainIsTheSame) {
  const testing::Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema schema = testing::random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(schema)));
    const Plan plan = compile(schema).value();
    const EncodePlan encode_plan(plan.reader());
    Arena arena;
    for (int i = 0; i < 3; ++i) {
      const Value value = testing::random_value(random, schema);
      const EncodeOptions options = random_options(random);
      Bytes bytes;
      ASSERT_TRUE(encode(encode_plan, value, bytes, options)) << to_text(value);
      const auto decoded = decode(plan, bytes, arena);
      ASSERT_TRUE(decoded) << to_text(value);
      ASSERT_TRUE(to_value(decoded->value) == value) << to_text(value);
      ASSERT_EQ(encoded(encode_plan, decoded->value, options), base::to_hex(bytes));
      const std::size_t room = random.below(bytes.size() + 40);
      ASSERT_EQ(encoded_into(encode_plan, decoded->value, options, room), base::to_hex(bytes));
      ASSERT_EQ(encoded_into(encode_plan, value, options, room), base::to_hex(bytes));
    }
  }
}

// Promotions, defaults, unions that became others: the tape is the reader's, wherever it came from.
TEST(EncodeView, ResolvedIsAsItsTree) {
  const testing::Seeds seeds(2'000);
  int resolved = 0;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema writer = testing::random_schema(random);
    const Schema reader = testing::random_evolution(random, writer);
    const auto plan = compile(writer, reader);
    if (!plan) continue;
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(writer), "\n", to_text(reader)));
    const EncodePlan encode_plan(plan->reader());
    Arena arena;
    Bytes bytes;
    ASSERT_TRUE(encode(writer, testing::random_value(random, writer), bytes));
    const auto decoded = decode(*plan, bytes, arena);
    if (!decoded) continue;
    const EncodeOptions options = random_options(random);
    ASSERT_EQ(encoded(encode_plan, decoded->value, options),
              encoded(encode_plan, to_value(decoded->value), options));
    const EncodeOptions shallow{.max_depth = random.below(4)};
    ASSERT_EQ(encoded(encode_plan, decoded->value, shallow),
              encoded(encode_plan, to_value(decoded->value), shallow));
    ++resolved;
  }
  if (!seeds.narrowed) {
    EXPECT_GT(resolved, 500);
  }
}

TEST(EncodeView, LargeData) {
  const Schema schema = parsed(
      R"({"type":"array","items":{"type":"record","name":"R","fields":[
        {"name":"text","type":"string"},{"name":"longs","type":{"type":"array","items":"long"}},
        {"name":"end","type":"double"}]}})");
  ArrayValue items;
  for (std::int64_t i = 0; i < 300; ++i) {
    ArrayValue longs;
    for (std::int64_t j = 0; j < i; ++j) longs.emplace_back(j * j * j * 1'000'003);
    items.emplace_back(
        RecordValue{{{"text", Value(std::string(static_cast<std::size_t>(i * 7), 'x'))},
                     {"longs", Value(std::move(longs))},
                     {"end", Value(1.5)}}});
  }
  const Value value(std::move(items));
  const Plan plan = compile(schema).value();
  const EncodePlan encode_plan(plan.reader());
  for (const EncodeOptions& options :
       {EncodeOptions{}, EncodeOptions{.blocks = BlockForm::Sized, .max_block_items = 100}}) {
    Bytes bytes;
    ASSERT_TRUE(encode(encode_plan, value, bytes, options));
    Arena arena;
    const auto decoded = decode(plan, bytes, arena);
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(to_value(decoded->value) == value);
    Bytes again;
    ASSERT_TRUE(encode(encode_plan, decoded->value, again, options));
    EXPECT_EQ(again, bytes);
    for (const std::size_t room : {std::size_t{0}, std::size_t{17}, std::size_t{1'000},
                                   bytes.size() - 1, bytes.size(), bytes.size() + 1}) {
      EXPECT_EQ(encoded_into(encode_plan, decoded->value, options, room), base::to_hex(bytes));
    }
  }
}

// A few bytes that stand for many: items without bytes whose reader has a default.
TEST(EncodeView, SizeIsLimited) {
  const Schema writer =
      parsed(R"({"type":"array","items":{"type":"record","name":"R","fields":[]}})");
  const Schema reader = parsed(
      R"({"type":"array","items":{"type":"record","name":"R","fields":[
        {"name":"a","type":"string","default":")" +
      std::string(1'000, 'x') + R"("}]}})");
  const Plan plan = compile(writer, reader).value();
  const EncodePlan encode_plan(plan.reader());
  const Bytes bytes = {0x80, 0x80, 0x7a, 0x00};  // 999,424 items
  Arena arena;
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded) << decoded.error().message;
  const EncodeOptions options{.max_bytes = 1'000'000};
  const std::string too_large =
      base::cat("fault ", static_cast<int>(EncodeFault::TooLarge), " at ");
  EXPECT_EQ(encoded(encode_plan, decoded->value, options).substr(0, too_large.size()), too_large);
  EXPECT_EQ(encoded_into(encode_plan, decoded->value, options, 500).substr(0, too_large.size()),
            too_large);
  EXPECT_EQ(encoded(encode_plan, decoded->value, {.max_bytes = 0}), too_large);
}

TEST(EncodeView, AsDeepAsTheDecoderGoes) {
  const Schema schema =
      parsed(R"({"type":"record","name":"R","fields":[{"name":"a","type":["null","R"]}]})");
  const Plan plan = compile(schema).value();
  const EncodePlan encode_plan(plan.reader());
  Bytes bytes(kMaxEncodeDepth - 1, 0x02);
  bytes.push_back(0x00);
  Arena arena;
  const DecodeOptions deep{.limits = {.max_depth = kMaxEncodeDepth}};
  const auto decoded = decode(plan, bytes, arena, deep);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(encoded(encode_plan, decoded->value, {.max_depth = 1'000'000}), base::to_hex(bytes));
  Bytes out;
  const auto done = encode(encode_plan, decoded->value, out, {.max_depth = kMaxEncodeDepth - 1});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, EncodeFault::TooDeep);
}

}  // namespace
}  // namespace avocet::avro
