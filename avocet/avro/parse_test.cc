#include "avocet/avro/parse.h"

#include <gtest/gtest.h>

#include "avocet/avro/print.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Validation mode(std::string_view word) {
  if (word == "strict") return Validation::Strict;
  if (word == "new") return Validation::RegistryNew;
  EXPECT_EQ(word, "stored");
  return Validation::RegistryStored;
}

// The printed text, or the error with its place.
std::string outcome(std::string_view schema, Validation validation) {
  const auto parsed = parse(schema, {.validation = validation});
  if (parsed) return to_text(*parsed);
  return base::cat("error at ", parsed.error().path, ": ", parsed.error().message);
}

// Each section but the first is named by modes and holds what they answer.
void hold(std::string_view file) {
  for (const testing::Case& c : testing::read_cases(file)) {
    SCOPED_TRACE(c.where + " " + c.title);
    int asked = 0;
    for (const auto& [words, expected] : c.sections) {
      if (words == "schema") continue;
      for (const std::string_view word : base::split(words, ' ')) {
        EXPECT_EQ(outcome(c["schema"], mode(word)), expected) << word;
        ++asked;
      }
    }
    EXPECT_EQ(asked, 3);
  }
}

TEST(Parse, Types) { hold("avro/types.case"); }
TEST(Parse, Names) { hold("avro/names.case"); }
TEST(Parse, Defaults) { hold("avro/defaults.case"); }

TEST(Parse, AJsonFaultHasLineAndColumn) {
  const auto schema = parse("{\n  \"type\": 'int'\n}");
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().fault, SchemaFault::Json);
  EXPECT_EQ(schema.error().line, 2U);
  EXPECT_EQ(schema.error().column, 11U);
}

TEST(Parse, FaultsAreTold) {
  const auto fault = [](std::string_view text) {
    const auto schema = parse(text);
    EXPECT_FALSE(schema) << text;
    return schema ? SchemaFault::Ambiguous : schema.error().fault;
  };
  EXPECT_EQ(fault("{"), SchemaFault::Json);
  EXPECT_EQ(fault("5"), SchemaFault::Type);
  EXPECT_EQ(fault(R"(["int","int"])"), SchemaFault::Type);
  EXPECT_EQ(fault(R"("Nope")"), SchemaFault::Name);
  EXPECT_EQ(fault(R"({"type":"fixed","name":"1","size":1})"), SchemaFault::Name);
  EXPECT_EQ(fault(R"([{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":1}])"),
            SchemaFault::Redefined);
  EXPECT_EQ(fault(R"({"type":"record","name":"R"})"), SchemaFault::Field);
  EXPECT_EQ(fault(R"({"type":"enum","name":"E","symbols":["A","A"]})"), SchemaFault::Symbol);
  EXPECT_EQ(fault(R"({"type":"fixed","name":"F"})"), SchemaFault::Size);
  EXPECT_EQ(
      fault(R"({"type":"record","name":"R","fields":[{"name":"a","type":"int","default":""}]})"),
      SchemaFault::Default);
  EXPECT_EQ(fault(R"({"type":"enum","name":"E","symbols":[],"aliases":5})"),
            SchemaFault::Attribute);
}

TEST(Parse, TheTreeIsAGraph) {
  const auto schema = parse(
      R"({"type":"record","name":"n.R","doc":"d","fields":[{"name":"next","type":["null","R"],"order":"ignore"}]})");
  ASSERT_TRUE(schema);
  const Node& record = schema->node(schema->root());
  EXPECT_EQ(record.kind, Kind::Record);
  EXPECT_EQ(record.name, (Name{"n", "R"}));
  EXPECT_EQ(record.doc, "d");
  ASSERT_EQ(record.fields.size(), 1U);
  EXPECT_EQ(record.fields[0].order, Order::Ignore);
  const Node& next = schema->node(record.fields[0].type);
  EXPECT_EQ(next.kind, Kind::Union);
  ASSERT_EQ(next.children.size(), 2U);
  EXPECT_EQ(next.children[1], schema->root());
  EXPECT_EQ(schema->node_count(), 3U);
}

TEST(Parse, WhatIsDefinedAgainLeavesNoNodes) {
  const auto schema = parse(R"([{"type":"fixed","name":"F","size":1},
      {"type":"map","values":{"type":"fixed","name":"F","size":1}}])",
                            {.validation = Validation::RegistryNew});
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->node_count(), 3U);
}

}  // namespace
}  // namespace avocet::avro
