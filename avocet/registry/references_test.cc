#include "avocet/registry/references.h"

#include <gtest/gtest.h>

namespace avocet::registry {
namespace {

// A state in which "s1" refers to "s2", "s2" to "s3" and so on, to the last one.
State chain(int length) {
  State state;
  for (int i = 1; i <= length; ++i) {
    Content content{.type = schema::Type::Avro,
                    .text = std::to_string(i),  // no schema: nothing here is parsed
                    .references = {},
                    .metadata = {}};
    if (i < length) {
      const std::string next = std::to_string(i + 1);
      content.references.push_back({.name = "n" + next, .subject = "s" + next, .version = 1});
    }
    state.apply(VersionStored{Subject::parse("s" + std::to_string(i)), Version{1}, SchemaId{i},
                              store(std::move(content)), Deleted::No},
                state.end(), {});
  }
  return state;
}

const std::vector<schema::Reference> kFirst = {{.name = "n1", .subject = "s1", .version = 1}};

std::string fault(const State& state, const std::vector<schema::Reference>& references,
                  const ReferenceLimits& limits) {
  const auto texts = resolve(state, Subject::parse("x"), references, Include::Live, limits);
  return texts ? "" : texts.error();
}

TEST(References, EachTextComesBeforeItsUsers) {
  const auto texts = resolve(chain(3), Subject::parse("x"), kFirst, Include::Live);
  ASSERT_TRUE(texts);
  std::string order;
  for (const auto& [name, text] : *texts) order += name + '=' + text + ' ';
  EXPECT_EQ(order, "n3=3 n2=2 n1=1 ");
}

TEST(References, EveryLimitHoldsAndOneBeyondIsRefused) {
  const State state = chain(4);
  EXPECT_EQ(fault(state, kFirst, {.max_references = 4}), "");
  EXPECT_EQ(fault(state, kFirst, {.max_references = 3}), "More than 3 references");
  EXPECT_EQ(fault(state, kFirst, {.max_depth = 4}), "");
  EXPECT_EQ(fault(state, kFirst, {.max_depth = 3}), "References are nested deeper than 3");
  EXPECT_EQ(fault(state, kFirst, {.max_text_bytes = 4}), "");
  EXPECT_EQ(fault(state, kFirst, {.max_text_bytes = 3}),
            "The referenced schemas are longer than 3 bytes");
  // One name many times is resolved once, but not without end.
  const std::vector<schema::Reference> same(5, {.name = "n4", .subject = "s4", .version = 1});
  EXPECT_EQ(fault(state, same, {.max_references = 5}), "");
  EXPECT_EQ(fault(state, same, {.max_references = 4}), "More than 4 references");
}

}  // namespace
}  // namespace avocet::registry
