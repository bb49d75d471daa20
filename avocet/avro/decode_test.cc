#include "avocet/avro/decode.h"

#include <gtest/gtest.h>

#include "avocet/avro/compile.h"
#include "avocet/avro/document.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/heap.h"

namespace avocet::avro {
namespace {

using Input = std::vector<std::uint8_t>;

Schema parsed(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  EXPECT_TRUE(schema) << text << (schema ? "" : schema.error().message);
  return schema ? *schema : parse("\"null\"").value();
}

// Hex digits in any grouping; "00 x10" is that byte so many times.
Input bytes_of(std::string_view text) {
  std::string digits;
  for (const std::string_view line : base::split(text, '\n')) {
    for (const std::string_view word : base::split(line, ' ')) {
      if (word.starts_with('x')) {
        const std::string last = digits.substr(digits.size() - 2);
        for (int n = base::parse_int32(word.substr(1)).value_or(1); n > 1; --n) digits += last;
      } else {
        digits += word;
      }
    }
  }
  const auto bytes = base::from_hex(digits);
  EXPECT_TRUE(bytes) << text;
  const std::string read = bytes.value_or("");
  return {read.begin(), read.end()};
}

std::string outcome(const base::Result<Decoded, DecodeError>& decoded) {
  if (decoded) return to_text(to_value(decoded->value));
  const DecodeError& error = decoded.error();
  const std::string where = error.path.empty() ? "" : base::cat(", ", error.path);
  return base::cat("error: ", error.message, " (byte ", error.offset, where, ")");
}

struct Asked {
  CompileOptions compile;
  DecodeOptions decode;
};

Asked options_of(const testing::Case& c) {
  Asked asked;
  if (!c.has("options")) return asked;
  for (const std::string_view word : base::split(c["options"], ' ')) {
    if (word == "registry") {
      asked.compile = CompileOptions::registry();
    } else if (word == "trust-utf8") {
      asked.decode.utf8 = Utf8::Trust;
    } else if (word == "ignore-block-sizes") {
      asked.decode.block_sizes = BlockSizes::Ignore;
    } else if (word == "allow-trailing") {
      asked.decode.trailing = Trailing::Allow;
    } else {
      ADD_FAILURE() << "no such option: " << word;
    }
  }
  return asked;
}

// Each case is decoded with borrowed and with copied strings, from a buffer that ends where the
// input ends.
void hold(std::string_view file) {
  for (const testing::Case& c : testing::read_cases(file)) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema writer = parsed(c["writer"]);
    const Asked asked = options_of(c);
    const auto plan =
        compile(writer, c.has("reader") ? parsed(c["reader"]) : writer, asked.compile);
    if (!plan) {
      EXPECT_EQ(base::cat("no plan: ", plan.error().message, " (", plan.error().path, ")"),
                c["expect"]);
      continue;
    }
    const Input bytes = bytes_of(c["bytes"]);
    Arena arena;
    DecodeOptions options = asked.decode;
    EXPECT_EQ(outcome(decode(*plan, bytes, arena, options)), c["expect"]);
    options.strings = Strings::Copy;
    EXPECT_EQ(outcome(decode(*plan, bytes, arena, options)), c["expect"]);
  }
}

TEST(Decode, Primitives) { hold("avro/decode/primitives.case"); }
TEST(Decode, Collections) { hold("avro/decode/collections.case"); }
TEST(Decode, Resolution) { hold("avro/decode/resolution.case"); }
TEST(Decode, Unions) { hold("avro/decode/unions.case"); }

constexpr std::string_view kTask = R"({"type":"record","name":"Task","fields":[
  {"name":"id","type":"long"},{"name":"title","type":"string"},{"name":"note","type":["null","string"]},
  {"name":"who","type":["null",{"type":"record","name":"User","fields":[
    {"name":"id","type":"long"},{"name":"email","type":"string"}]}]},
  {"name":"tags","type":{"type":"array","items":"string"}},
  {"name":"labels","type":{"type":"map","values":"string"}},
  {"name":"scores","type":{"type":"array","items":"double"}}]})";
// id 5, title "ab", no note, who {7, "x@y"}, tags [t, u], labels {k: v}, no scores
constexpr std::string_view kTaskBytes =
    "0a 046162 00 02 0e 06784079 04 0274 0275 00 02 026b 0276 00 00";

TEST(Decode, ViewsLeadToEveryValue) {
  const Plan plan = compile(parsed(kTask)).value();
  const Input bytes = bytes_of(kTaskBytes);
  Arena arena;
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded) << outcome(decoded);
  const View task = decoded->value;
  EXPECT_EQ(task["id"].int64(), 5);
  EXPECT_EQ(task["title"].text(), "ab");
  EXPECT_TRUE(task["note"].is_null());
  EXPECT_EQ(task["who"].branch(), 1U);
  EXPECT_EQ(task["who"]["email"].text(), "x@y");
  const auto email = field_index(task["who"].type(), "email");
  ASSERT_TRUE(email);
  EXPECT_EQ(task["who"].field(*email).text(), "x@y");
  ASSERT_EQ(task["tags"].size(), 2U);
  EXPECT_EQ(task["tags"].item(1).text(), "u");
  EXPECT_EQ(task["labels"].key(0), "k");
  EXPECT_EQ(task["labels"]["k"].text(), "v");
  EXPECT_FALSE(task["labels"].find("z"));
  EXPECT_TRUE(task["scores"].doubles().empty());
  EXPECT_EQ(decoded->bytes_read, bytes.size());
}

TEST(Decode, NumbersAreSpans) {
  const Plan plan = compile(parsed(R"({"type":"array","items":"int"})"),
                            parsed(R"({"type":"array","items":"float"})"))
                        .value();
  Arena arena;
  const Input bytes = bytes_of("04 02 05 02 07 00");  // two blocks: [1, -3], [-4]
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded) << outcome(decoded);
  const std::span<const float> floats = decoded->value.floats();
  EXPECT_EQ(std::vector<float>(floats.begin(), floats.end()), (std::vector<float>{1, -3, -4}));
}

TEST(Decode, AllocatesNothingInTheSteadyState) {
  const Plan plan = compile(parsed(kTask)).value();
  const Input bytes = bytes_of(kTaskBytes);
  Arena arena;
  ASSERT_TRUE(decode(plan, bytes, arena));
  const testing::HeapWatch watch;
  std::size_t good = 0;
  for (int i = 0; i < 1'000; ++i) good += decode(plan, bytes, arena).has_value() ? 1U : 0U;
  EXPECT_EQ(watch.allocations(), 0U);
  EXPECT_EQ(good, 1'000U);
}

TEST(Decode, ADocumentOutlivesInputAndPlan) {
  std::optional<Document> document;
  std::optional<View> view;
  {
    Input bytes = bytes_of(kTaskBytes);
    document.emplace(compile(parsed(kTask)).value());
    auto decoded = document->decode(bytes);
    ASSERT_TRUE(decoded);
    view = *decoded;
    std::ranges::fill(bytes, std::uint8_t{0xee});
  }
  const Document moved = std::move(*document);
  EXPECT_EQ((*view)["who"]["email"].text(), "x@y");
  EXPECT_EQ((*view)["labels"].key(0), "k");
}

// Every prefix of a datum is refused, as is every datum with one more byte (B12, B13).
TEST(Decode, NoPrefixIsADatum) {
  const Plan plan = compile(parsed(kTask)).value();
  Input bytes = bytes_of(kTaskBytes);
  Arena arena;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Input prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(decode(plan, prefix, arena)) << size;
  }
  bytes.push_back(0);
  const auto more = decode(plan, bytes, arena);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().fault, DecodeFault::TrailingBytes);
  const auto allowed = decode(plan, bytes, arena, {.trailing = Trailing::Allow});
  ASSERT_TRUE(allowed);
  EXPECT_EQ(allowed->bytes_read, bytes.size() - 1);
}

TEST(Decode, DepthHasALimit) {
  const Plan plan =
      compile(parsed(R"({"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]}]})"))
          .value();
  Arena arena;
  const auto nested = [&](std::size_t records, std::uint32_t limit) {
    Input bytes(records - 1, 0);
    bytes.push_back(2);
    return decode(plan, bytes, arena, {.limits = {.max_depth = limit}}).has_value();
  };
  EXPECT_TRUE(nested(256, 256));
  EXPECT_FALSE(nested(257, 256));
  EXPECT_TRUE(nested(9'000, 10'000));
  EXPECT_TRUE(nested(1, 1));
  EXPECT_FALSE(nested(1, 0));
}

// T86, T87: twenty thousand levels.
TEST(Decode, DeepDataIsRefused) {
  Arena arena;
  const Plan unions =
      compile(parsed(R"({"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]}]})"))
          .value();
  const auto by_union = decode(unions, Input(20'000, 0), arena);
  ASSERT_FALSE(by_union);
  EXPECT_EQ(by_union.error().fault, DecodeFault::DepthLimit);
  EXPECT_EQ(by_union.error().offset, 256U);
  EXPECT_EQ(by_union.error().path.size(), 2U * 256);
  const Plan arrays =
      compile(
          parsed(
              R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"R"}}]})"))
          .value();
  const auto by_array = decode(arrays, Input(20'000, 2), arena);
  ASSERT_FALSE(by_array);
  EXPECT_EQ(by_array.error().fault, DecodeFault::DepthLimit);
}

// A step has eight bits for the branch of the reader's union.
TEST(Decode, AUnionMayBeWide) {
  std::string branches;
  for (int i = 0; i <= 300; ++i) {
    branches += base::cat(i == 0 ? "[" : ",", R"({"type":"fixed","size":1,"name":"F)", i, R"("})");
  }
  const Plan plan =
      compile(parsed(R"({"type":"fixed","size":1,"name":"F300"})"), parsed(branches + "]")).value();
  Arena arena;
  EXPECT_EQ(outcome(decode(plan, bytes_of("2a"), arena)), R"({"F300":0x2a})");
}

TEST(Decode, ItemsWithoutBytesHaveALimit) {
  const Plan plan = compile(parsed(R"({"type":"array","items":"null"})")).value();
  Arena arena;
  const auto counted = [&](std::uint64_t limit) {  // two blocks of 500
    const Input bytes = bytes_of("e807 e807 00");
    return decode(plan, bytes, arena, {.limits = {.max_empty_items = limit}}).has_value();
  };
  EXPECT_TRUE(counted(1'000));
  EXPECT_FALSE(counted(999));
}

// H10: each item takes one byte and fills a hundred cells.
TEST(Decode, OutputHasALimit) {
  std::string fields = R"({"name":"a","type":"boolean"})";
  for (int i = 0; i < 100; ++i)
    fields += base::cat(R"(,{"name":"f)", i, R"(","type":"int","default":1})");
  const auto items = [](std::string_view inner) {
    return parsed(base::cat(R"({"type":"array","items":{"type":"record","name":"R","fields":[)",
                            inner, "]}}"));
  };
  const Plan plan = compile(items(R"({"name":"a","type":"boolean"})"), items(fields)).value();
  Input bytes = bytes_of("80f004");  // 39,936 items follow
  bytes.resize(3 + 39'936, 1);
  bytes.push_back(0);
  Arena arena;
  DecodeOptions options;
  const auto refused = decode(plan, bytes, arena, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, DecodeFault::OutputLimit);
  EXPECT_LE(arena.reserved_bytes(), 2 * (64 * bytes.size() + 1024 * 1024));
  options.limits.output_per_input = 2'000;
  EXPECT_TRUE(decode(plan, bytes, arena, options)) << outcome(decode(plan, bytes, arena, options));
}

// Items with records inside them move when a later block does not fit behind them.
TEST(Decode, ManyBlocksBecomeOneArray) {
  const Plan plan = compile(parsed(R"({"type":"array","items":{"type":"record","name":"R","fields":[
    {"name":"n","type":"long"},{"name":"in","type":{"type":"record","name":"S","fields":[{"name":"s","type":"string"}]}},
    {"name":"l","type":{"type":"array","items":"long"}}]}})"))
                        .value();
  Input bytes;
  std::string expected = "[";
  for (int i = 0; i < 60; ++i) {
    for (const std::uint8_t byte : bytes_of("02 00 0278 02 02 00")) bytes.push_back(byte);
    bytes[bytes.size() - 6] = static_cast<std::uint8_t>(2 * i);
    expected += base::cat(i == 0 ? "" : ",", R"({"n":)", i, R"(,"in":{"s":"x"},"l":[1]})");
  }
  bytes.push_back(0);
  Arena arena;
  EXPECT_EQ(outcome(decode(plan, bytes, arena)), expected + "]");
}

TEST(Decode, ErrorsNameTheField) {
  const Plan plan = compile(parsed(kTask)).value();
  Arena arena;
  const auto wrong = [&](std::string_view bytes) {
    return outcome(decode(plan, bytes_of(bytes), arena));
  };
  EXPECT_EQ(wrong("0a 046162 00 02 0e 067840ff 04"),
            "error: a string is not UTF-8 (byte 7, /who/email)");
  EXPECT_EQ(wrong("0a 046162 00 00 04 0274 02ff 00"),
            "error: a string is not UTF-8 (byte 9, /tags/1)");
  EXPECT_EQ(wrong("0a 046162 00 00 00 02 026b 01"),
            "error: a length is negative (byte 10, /labels/0)");
  EXPECT_EQ(wrong("0a 046162 04"), "error: the union has no branch of this index (byte 4, /note)");
}

}  // namespace
}  // namespace avocet::avro
