#include "avocet/avro/compile.h"

#include <gtest/gtest.h>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Schema parsed(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  EXPECT_TRUE(schema) << text << (schema ? "" : schema.error().message);
  return schema ? *schema : parse("\"null\"").value();
}

std::string outcome(const base::Result<Plan, SchemaError>& plan) {
  if (!plan) return base::cat("no plan at ", plan.error().path, ": ", plan.error().message);
  std::string text = plan->dump();
  text.pop_back();  // the case files have no last line end
  return text;
}

void hold(std::string_view file) {
  for (const testing::Case& c : testing::read_cases(file)) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema writer = parsed(c["writer"]);
    const Schema reader = c.has("reader") ? parsed(c["reader"]) : writer;
    const CompileOptions options = c.has("options") && c["options"] == "registry"
                                       ? CompileOptions::registry()
                                       : CompileOptions{};
    EXPECT_EQ(outcome(compile(writer, reader, options)), c["plan"]);
  }
}

TEST(Compile, Types) { hold("avro/plan/types.case"); }
TEST(Compile, Resolution) { hold("avro/plan/resolution.case"); }

// A record of two fields of the next one: inlined it would take 2^40 steps.
std::string ladder(int levels) {
  std::string text = R"({"type":"record","name":"R0","fields":[{"name":"s","type":"string"}]})";
  for (int i = 1; i <= levels; ++i) {
    text = base::cat(R"({"type":"record","name":"R)", i, R"(","fields":[{"name":"a","type":)", text,
                     R"(},{"name":"b","type":"R)", i - 1, R"("}]})");
  }
  return text;
}

TEST(Compile, SharedRecordsArePlannedOnce) {
  const auto plan = compile(parsed(ladder(40)));
  ASSERT_TRUE(plan);
  EXPECT_LT(plan->steps().size(), 10'000U);
}

// Types that name each other nest as deep as there are nodes; the compiler's stack does not.
TEST(Compile, AChainOfNamesIsNoDepth) {
  std::string text = R"([{"type":"record","name":"R0","fields":[]})";
  for (int i = 1; i <= 4'000; ++i) {
    text += base::cat(R"(,{"type":"record","name":"R)", i, R"(","fields":[{"name":"f","type":"R)",
                      i - 1, R"("}]})");
  }
  const auto plan = compile(parsed(text + "]"));
  ASSERT_TRUE(plan);
  EXPECT_LT(plan->steps().size(), 100'000U);
}

TEST(Compile, LimitsAreNamed) {
  const Schema schema = parsed(ladder(10));
  const auto steps = compile(schema, {.limits = {.max_steps = 100}});
  ASSERT_FALSE(steps);
  EXPECT_EQ(steps.error().fault, SchemaFault::Limit);
  const auto work = compile(schema, {.limits = {.max_work = 100}});
  ASSERT_FALSE(work);
  EXPECT_EQ(work.error().fault, SchemaFault::Limit);
}

// T42's schema as a reader: each level doubles the default.
TEST(Compile, ADefaultBombHasALimit) {
  std::string text =
      R"({"type":"record","name":"A0","fields":[{"name":"s","type":"int","default":1}]})";
  for (int i = 1; i <= 28; ++i) {
    text = base::cat(R"({"type":"record","name":"A)", i,
                     R"(","fields":[{"name":"x","default":{},"type":)", text,
                     R"(},{"name":"y","default":{},"type":"A)", i - 1, R"("}]})");
  }
  const auto plan = compile(parsed(R"({"type":"record","name":"A28","fields":[]})"), parsed(text));
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().fault, SchemaFault::Limit);
  EXPECT_EQ(plan.error().path, "/fields/0/type");
}

}  // namespace
}  // namespace avocet::avro
