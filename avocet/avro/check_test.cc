#include "avocet/avro/check.h"

#include <gtest/gtest.h>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Schema parsed(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

// One difference a line, as the case files have it.
std::string to_text(const Result<std::vector<Difference>>& differences) {
  if (!differences) {
    const bool ambiguous = differences.error().fault == SchemaFault::Ambiguous;
    return base::cat(ambiguous ? "ambiguous: " : "error: ", differences.error().message);
  }
  if (differences->empty()) return "compatible";
  std::string out;
  for (const Difference& one : *differences) {
    if (!out.empty()) out += '\n';
    out += base::cat(to_text(one.kind), " at ", one.path, ": ", one.info);
  }
  return out;
}

class CheckCases : public ::testing::TestWithParam<const char*> {};

TEST_P(CheckCases, Hold) {
  for (const auto& c : testing::read_cases(base::cat("compat/", GetParam(), ".case"))) {
    SCOPED_TRACE(c.where + " " + c.title);
    EXPECT_EQ(to_text(check(parsed(c["reader"]), parsed(c["writer"]))), c["expect"]);
  }
}

INSTANTIATE_TEST_SUITE_P(Compat, CheckCases,
                         ::testing::Values("record", "named", "promotion", "union", "memo"),
                         [](const auto& one) { return std::string(one.param); });

// Whatever is compared with itself is compatible, recursive or not.
TEST(Check, Itself) {
  for (const char* file : {"record", "named", "union", "memo"}) {
    for (const auto& c : testing::read_cases(base::cat("compat/", file, ".case"))) {
      SCOPED_TRACE(c.where + " " + c.title);
      if (c["reader"] == "[]" || c["expect"].starts_with("ambiguous")) continue;
      EXPECT_EQ(to_text(check(parsed(c["reader"]), parsed(c["reader"]))), "compatible");
      EXPECT_EQ(to_text(check(parsed(c["writer"]), parsed(c["writer"]))), "compatible");
    }
  }
}

// Java sorts by UTF-16 code unit: U+10400 (D801 …) comes before U+FF21.
TEST(Check, SymbolsInJavaOrder) {
  const auto with = [](std::vector<std::string> symbols) {
    Node node{.kind = Kind::Enum};
    node.name.simple = "E";
    node.symbols = std::move(symbols);
    return Schema({.nodes = {node}, .root = {}, .referenced = {}});
  };
  EXPECT_EQ(to_text(check(with({"q"}), with({"\uFF21", "\U00010400", "z", "q"}))),
            "MISSING_ENUM_SYMBOLS at /symbols: [z, \U00010400, \uFF21]");
}

std::string nested_arrays(int depth, std::string_view inside) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += R"({"type":"array","items":)";
  text += inside;
  text.append(static_cast<std::size_t>(depth), '}');
  return text;
}

TEST(Check, Deep) {
  const auto differences =
      check(parsed(nested_arrays(990, "\"int\"")), parsed(nested_arrays(990, "\"string\"")));
  ASSERT_TRUE(differences);
  ASSERT_EQ(differences->size(), 1U);
  EXPECT_EQ(differences->front().path.size(), 990 * std::string_view("/items").size());
}

// A chain of records, each naming the next before it is defined, is as deep as it is long: far
// deeper than its JSON.
TEST(Check, LongChain) {
  const auto chain = [](int length, std::string_view end) {
    Schema::Graph graph;
    for (int i = 0; i < length; ++i) {
      Node node{.kind = Kind::Record};
      node.name.simple = base::cat("R", i);
      node.fields.push_back({.name = "next", .type = static_cast<NodeId>(i + 1)});
      graph.nodes.push_back(node);
    }
    Node last{.kind = Kind::Fixed};
    last.name.simple = end;
    graph.nodes.push_back(last);
    return Schema(std::move(graph));
  };
  const auto differences = check(chain(200'000, "F"), chain(200'000, "G"));
  ASSERT_TRUE(differences);
  ASSERT_EQ(differences->size(), 1U);
  EXPECT_EQ(differences->front().info, "expected: G");
}

// A{i} holds A{i+1} twice: every difference of the last is reported 2^n times, if it were not for
// the limit.
std::string doubling(int levels, int size) {
  std::string text = base::cat(R"({"type":"fixed","name":"F","size":)", size, '}');
  for (int i = levels; i > 0; --i) {
    const std::string_view again = i == levels ? "F" : "A";
    text = base::cat(R"({"type":"record","name":"A)", i, R"(","fields":[{"name":"x","type":)", text,
                     R"(},{"name":"y","type":")", again, i == levels ? "" : std::to_string(i + 1),
                     R"("}]})");
  }
  return text;
}

TEST(Check, DifferencesAreLimited) {
  const Schema reader = parsed(doubling(40, 2));
  const Schema writer = parsed(doubling(40, 1));
  const auto differences = check(reader, writer);
  ASSERT_TRUE(differences);
  EXPECT_EQ(differences->size(), CheckLimits{}.max_differences);
  EXPECT_EQ(check(reader, writer, {.max_differences = 3})->size(), 3U);
  EXPECT_EQ(check(reader, writer, {.max_report_bytes = 0})->size(), 1U);

  const auto few = check(parsed(doubling(9, 2)), parsed(doubling(9, 1)));
  EXPECT_EQ(few->size(), 512U);
}

TEST(Check, StepsAreLimited) {
  const Schema reader = parsed(doubling(10, 2));
  std::size_t needed = 1;
  while (!check(reader, reader, {.max_steps = needed})) ++needed;
  EXPECT_GE(needed, 20U);  // pairs
  EXPECT_LT(needed, 100U);
  const auto refused = check(reader, reader, {.max_steps = needed - 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, SchemaFault::Limit);
}

// Unions of records that refer to each other: every branch is tried against every branch, once.
TEST(Check, UnionsOfUnions) {
  std::string text = "[";
  for (int i = 0; i < 60; ++i) {
    text += base::cat(i == 0 ? "" : ",", R"({"type":"record","name":"R)", i,
                      R"(","fields":[{"name":"f","type":["null")");
    for (int j = 0; j < 60; ++j) text += base::cat(R"(,"R)", j, '"');
    text += "]}]}";
  }
  text += "]";
  const Schema schema = parsed(text);
  EXPECT_EQ(to_text(check(schema, schema)), "compatible");
}

}  // namespace
}  // namespace avocet::avro
