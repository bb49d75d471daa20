// Every limit at its value and one beyond; what a hostile text may cost.
#include <gtest/gtest.h>

#include <chrono>

#include "avocet/avro/canonical.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

using base::cat;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// `count` pieces made by `piece`, with commas.
template <class Piece>
std::string list(std::size_t count, Piece piece) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + piece(i);
  return out;
}

std::string nested_arrays(std::size_t depth) {
  return repeated(R"({"type":"array","items":)", depth) + "\"int\"" + std::string(depth, '}');
}

std::string record_of(std::size_t fields) {
  return cat(
      R"({"type":"record","name":"R","fields":[)",
      list(fields, [](std::size_t i) { return cat(R"({"name":"f)", i, R"(","type":"int"})"); }),
      "]}");
}

std::string enum_of(std::size_t symbols) {
  return cat(R"({"type":"enum","name":"E","symbols":[)",
             list(symbols, [](std::size_t i) { return cat("\"S", i, '"'); }), "]}");
}

std::string union_of(std::size_t branches) {
  return cat(
      '[',
      list(branches,
           [](std::size_t i) { return cat(R"({"type":"fixed","name":"F)", i, R"(","size":1})"); }),
      ']');
}

std::string with_aliases(std::size_t aliases) {
  return cat(R"({"type":"fixed","name":"F","size":1,"aliases":[)",
             list(aliases, [](std::size_t i) { return cat("\"A", i, '"'); }), "]}");
}

std::string named(std::size_t bytes) {
  return cat(R"({"type":"fixed","name":")", std::string(bytes, 'x'), R"(","size":1})");
}

std::string field_named(std::size_t bytes) {
  return cat(R"({"type":"record","name":"R","fields":[{"name":")", std::string(bytes, 'x'),
             R"(","type":"int"}]})");
}

std::string sized(std::size_t bytes) {
  return cat(R"({"type":"fixed","name":"F","size":)", bytes, '}');
}

std::string with_number(std::size_t digits) {
  return cat(R"({"type":"int","x":)", std::string(digits, '7'), '}');
}

std::string array_of_nodes(std::size_t nodes) { return nested_arrays(nodes - 1); }

// A field whose default is `items` ints: as many steps, and one for the array.
std::string with_default(std::size_t items) {
  return cat(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"int"},"default":[)",
      list(items, [](std::size_t) { return std::string("1"); }), "]}]}");
}

void expect_limit(const ParseLimits& limits, std::string_view inside, std::string_view beyond,
                  std::string_view name) {
  SCOPED_TRACE(name);
  for (const Validation validation :
       {Validation::Strict, Validation::RegistryNew, Validation::RegistryStored}) {
    const ParseOptions options{.validation = validation, .limits = limits};
    const auto good = parse(inside, options);
    EXPECT_TRUE(good) << good.error().message;
    const auto bad = parse(beyond, options);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().fault, SchemaFault::Limit) << bad.error().message;
    EXPECT_NE(bad.error().message.find(name), std::string::npos) << bad.error().message;
  }
}

TEST(ParseLimits, EachAtItsDefaultAndOneBeyond) {
  const ParseLimits limits;
  expect_limit(limits, nested_arrays(1000), nested_arrays(1001), "1000 levels");
  expect_limit(limits, record_of(65'535), record_of(65'536), "max_fields = 65535");
  expect_limit(limits, union_of(4'096), union_of(4'097), "max_branches = 4096");
  expect_limit(limits, enum_of(262'144), enum_of(262'145), "max_symbols = 262144");
  expect_limit(limits, with_aliases(1'024), with_aliases(1'025), "max_aliases = 1024");
  expect_limit(limits, named(4'095), named(4'096), "max_name_bytes = 4096");  // and a dot before it
  expect_limit(limits, field_named(4'096), field_named(4'097), "max_name_bytes = 4096");
  expect_limit(limits, sized(2'147'483'639), sized(2'147'483'640), "max_fixed_size = 2147483639");
  expect_limit(limits, with_number(1'000), with_number(1'001), "1000 digits");
}

TEST(ParseLimits, OthersAtSmallerValues) {
  expect_limit({.max_text_bytes = 5}, "\"int\"", " \"int\"", "max_text_bytes = 5");
  expect_limit({.max_nodes = 10}, array_of_nodes(10), array_of_nodes(11), "max_nodes = 10");
}

TEST(ParseLimits, StepsOfDefaults) {
  const ParseOptions options{.limits = {.max_default_steps = 100}};
  EXPECT_TRUE(parse(with_default(98), options));
  const auto schema = parse(with_default(100), options);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().fault, SchemaFault::Limit);
  EXPECT_NE(schema.error().message.find("max_default_steps = 100"), std::string::npos);
}

// T40, T41.
TEST(ParseLimits, DepthNeverOverflowsTheStack) {
  for (const std::size_t depth : {1'001U, 20'000U, 200'000U}) {
    const auto schema = parse(nested_arrays(depth));
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().fault, SchemaFault::Limit);
  }
  const auto unions = parse(std::string(1'000'000, '['));
  ASSERT_FALSE(unions);
  const auto docs =
      parse(cat(R"({"type":"int","x":)", std::string(2'000, '['), std::string(2'000, ']'), '}'));
  ASSERT_FALSE(docs);
  EXPECT_EQ(docs.error().fault, SchemaFault::Limit);
}

// 4,000 records, each of which uses the next: flat as written, 4,000 deep as printed.
TEST(ParseLimits, DefinitionsThatMoveMustNotNestTooDeep) {
  const std::string text = cat(
      '[',
      list(4'000,
           [](std::size_t i) {
             return cat(R"({"type":"record","name":"R)", i, R"(","fields":[{"name":"a","type":")",
                        i == 3'999 ? std::string("int") : cat('R', i + 1), R"("}]})");
           }),
      ']');
  const auto schema = parse(text, {.validation = Validation::RegistryNew});
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().fault, SchemaFault::Limit);
}

// The same chain through references; only the resolved text is deep, and printing it needs no
// stack.
TEST(ParseLimits, ReferencesMayNestDeeperThanATextMay) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 1'000; ++i) {
    texts.push_back(cat(R"({"type":"record","name":"R)", i, R"(","fields":[{"name":"a","type":")",
                        i == 0 ? std::string("int") : cat('R', i - 1), R"("}]})"));
  }
  const std::vector<std::string_view> references(texts.begin(), texts.end());
  const auto schema = parse("\"R999\"", {.validation = Validation::RegistryNew}, references);
  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_EQ(to_text(*schema), "\"R999\"");
  EXPECT_GT(to_resolved_text(*schema).size(), 50'000U);
  EXPECT_GT(canonical_form(*schema).size(), 50'000U);
}

class Stopwatch {
 public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// T42: A_n has two fields of type A_{n-1} with the default {}. Checked one by one that is 2^28
// defaults.
TEST(ParseLimits, DefaultBomb) {
  std::string text =
      R"({"type":"record","name":"A0","fields":[{"name":"v","type":"int","default":0}]})";
  for (int n = 1; n <= 28; ++n) {
    text =
        cat(R"({"type":"record","name":"A)", n, R"(","fields":[{"name":"x","default":{},"type":)",
            text, R"(},{"name":"y","default":{},"type":"A)", n - 1, R"("}]})");
  }
  for (const Validation validation : {Validation::Strict, Validation::RegistryNew}) {
    const Stopwatch watch;
    EXPECT_TRUE(parse(text, {.validation = validation}));
    EXPECT_LT(watch.milliseconds(), 500);  // 1 ms; Java needs half a minute
  }
}

// Two branches that both fail only at the bottom, at every level of one default.
TEST(ParseLimits, BranchBomb) {
  const std::string branches = R"(["A","B"])";
  std::string value = "5";
  for (int n = 0; n < 40; ++n) value = cat(R"({"x":)", value, '}');
  const std::string text = cat(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"record","name":"A","fields":[{"name":"x","type":)",
      branches,
      R"(}]}},{"name":"b","type":{"type":"record","name":"B","fields":[{"name":"x","type":)",
      branches, R"(}]}},{"name":"d","type":["null","A"],"default":)", value, "}]}");
  const Stopwatch watch;
  const auto schema = parse(text, {.validation = Validation::RegistryNew});
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().fault, SchemaFault::Default);
  EXPECT_LT(watch.milliseconds(), 500);
}

// Defaults that lean on each other in the order that is worst for recursion.
TEST(ParseLimits, DefaultsThatLeanOnEachOther) {
  const std::size_t count = 20'000;
  const std::string text =
      cat(R"({"type":"record","name":"R","fields":[)",
          list(count,
               [&](std::size_t i) {
                 return cat(R"({"name":"f)", i, R"(","type":{"type":"record","name":"A)", i,
                            R"(","fields":[{"name":"x","type":["null")",
                            i == 0 ? std::string() : cat(",\"A", i - 1, '"'), R"(],"default":)",
                            i == 0 ? "null" : "{}", "}]}}");
               }),
          "]}");
  const auto schema = parse(text, {.validation = Validation::RegistryNew});
  EXPECT_TRUE(schema) << schema.error().message;
}

TEST(ParseLimits, TimeIsLinearInTheText) {
  const auto seconds = [](const std::string& text) {
    const Stopwatch watch;
    EXPECT_TRUE(parse(text));
    return watch.milliseconds();
  };
  EXPECT_LT(seconds(record_of(65'535)), 2'000);
  EXPECT_LT(seconds(enum_of(262'144)), 2'000);
}

}  // namespace
}  // namespace avocet::avro
