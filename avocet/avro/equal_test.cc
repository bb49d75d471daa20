#include "avocet/avro/equal.h"

#include <gtest/gtest.h>

#include "avocet/avro/canonical.h"
#include "avocet/avro/parse.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Schema parsed(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

TEST(Equal, Cases) {
  for (const auto& c : testing::read_cases("avro/equal.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema a = parsed(c["a"]);
    const Schema b = parsed(c["b"]);
    EXPECT_EQ(equivalent(a, b), c["expect"] == "same");
    EXPECT_EQ(equivalent(b, a), c["expect"] == "same");
    EXPECT_TRUE(equivalent(a, a));
    EXPECT_TRUE(equivalent(b, b));
    // What fingerprints rest on.
    if (c["expect"] == "same") {
      EXPECT_EQ(canonical_form(a), canonical_form(b));
    }
  }
}

}  // namespace
}  // namespace avocet::avro
