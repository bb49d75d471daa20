#include "avocet/schema/schema.h"

#include <gtest/gtest.h>

#include "avocet/testing/cases.h"

namespace avocet::schema {
namespace {

std::vector<ResolvedReference> references(const testing::Case& c) {
  std::vector<ResolvedReference> out;
  for (const auto& [section, text] : c.sections) {
    if (section == "reference") out.push_back({.name = "any", .text = text});
  }
  return out;
}

std::string stored_text(const Result<Schema>& schema) {
  return schema ? schema->text() : schema.error().message;
}

TEST(Schema, Parse) {
  for (const auto& c : testing::read_cases("schema/parse.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto refs = references(c);
    const auto plain = parse(Type::Avro, c["text"], refs, {});
    EXPECT_EQ(stored_text(plain), c["stored"]);
    const auto normal = parse(Type::Avro, c["text"], refs, {.normalize = Normalize::Yes});
    EXPECT_EQ(stored_text(normal), c["normal"]);
    ASSERT_TRUE(plain && normal);
    EXPECT_EQ(resolved_text(*plain), c["resolved"]);

    // What is stored reads back as the same schema, and its normal form is settled.
    const avro::Validation stored = avro::Validation::RegistryStored;
    const auto again = parse(Type::Avro, plain->text(), refs, {.validation = stored});
    EXPECT_EQ(stored_text(again), plain->text());
    ASSERT_TRUE(again);
    EXPECT_TRUE(equivalent(*plain, *again));
    EXPECT_EQ(stored_text(parse(Type::Avro, normal->text(), refs,
                                {.validation = stored, .normalize = Normalize::Yes})),
              normal->text());
  }
}

// spec/avro.md 2.4: the fully resolved text finds the schema that has references.
TEST(Schema, EquivalentToItsResolvedText) {
  for (const auto& c : testing::read_cases("schema/parse.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto schema = parse(Type::Avro, c["text"], references(c), {});
    const auto resolved = parse(Type::Avro, c["resolved"], {}, {});
    ASSERT_TRUE(schema && resolved);
    EXPECT_TRUE(equivalent(*schema, *resolved));
    EXPECT_EQ(resolved->text(), c["resolved"]);
  }
}

TEST(Schema, Validation) {
  const std::string odd = R"({"type":"record","name":"Café","fields":[]})";
  EXPECT_FALSE(parse(Type::Avro, odd, {}, {}));
  const auto stored = parse(Type::Avro, odd, {}, {.validation = avro::Validation::RegistryStored});
  EXPECT_EQ(stored_text(stored), odd);
}

TEST(Schema, OtherTypes) {
  const auto json = parse(Type::Json, "{}", {}, {});
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().message, "schemas of type JSON are not supported by this build");
  const auto protobuf = parse(Type::Protobuf, "", {}, {});
  ASSERT_FALSE(protobuf);
  EXPECT_EQ(protobuf.error().message, "schemas of type PROTOBUF are not supported by this build");
}

TEST(Schema, TypeNames) {
  for (const Type type : {Type::Avro, Type::Json, Type::Protobuf}) {
    EXPECT_EQ(parse_type(to_text(type)), type);
  }
  EXPECT_FALSE(parse_type("avro"));
  EXPECT_FALSE(parse_type(""));
}

}  // namespace
}  // namespace avocet::schema
