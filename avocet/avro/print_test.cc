#include "avocet/avro/print.h"

#include <gtest/gtest.h>

#include "avocet/avro/canonical.h"
#include "avocet/avro/parse.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Result<Schema> stored(std::string_view text, std::span<const std::string_view> references = {}) {
  return parse(text, {.validation = Validation::RegistryStored}, references);
}

TEST(Print, ItsTextIsAFixedPoint) {
  for (const std::string_view file : {"avro/types.case", "avro/names.case", "avro/defaults.case"}) {
    for (const testing::Case& c : testing::read_cases(file)) {
      SCOPED_TRACE(c.where + " " + c.title);
      const auto schema = stored(c["schema"]);
      if (!schema) continue;
      const std::string text = to_text(*schema);
      const auto again = stored(text);
      ASSERT_TRUE(again) << text << ": " << again.error().message;
      EXPECT_EQ(to_text(*again), text);
    }
  }
}

TEST(Print, References) {
  for (const testing::Case& c : testing::read_cases("avro/references.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    std::vector<std::string_view> references;
    for (const auto& [name, text] : c.sections) {
      if (name == "reference") references.push_back(text);
    }
    const auto schema = parse(c["schema"], {.validation = Validation::RegistryNew}, references);
    if (c.has("error")) {
      ASSERT_FALSE(schema);
      EXPECT_EQ(schema.error().message, c["error"]);
      continue;
    }
    ASSERT_TRUE(schema) << schema.error().message;
    EXPECT_EQ(to_text(*schema), c["text"]);
    EXPECT_EQ(to_resolved_text(*schema), c["resolved"]);
    const auto again = stored(c["text"], references);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_text(*again), c["text"]);
    const auto resolved = stored(c["resolved"]);
    ASSERT_TRUE(resolved) << resolved.error().message;
    EXPECT_EQ(to_text(*resolved), c["resolved"]);
    EXPECT_EQ(canonical_form(*resolved), canonical_form(*schema));
  }
}

TEST(Print, Recorded) {
  for (const testing::Case& c : testing::read_cases("avro/recorded.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto schema = parse(c["sent"], {.validation = Validation::RegistryNew});
    ASSERT_TRUE(schema) << schema.error().message;
    if (c.has("stored")) {
      EXPECT_EQ(to_text(*schema), c["stored"]);
      continue;
    }
    const auto text = normal_form(*schema);
    ASSERT_TRUE(text) << text.error().message;
    const auto normal = stored(*text);
    ASSERT_TRUE(normal) << normal.error().message;
    EXPECT_EQ(to_text(*normal), c["normal"]);
  }
}

}  // namespace
}  // namespace avocet::avro
