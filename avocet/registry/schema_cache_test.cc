#include "avocet/registry/schema_cache.h"

#include <gtest/gtest.h>

namespace avocet::registry {
namespace {

const Subject kSubject{.name = "s"};

ContentPtr stored(std::string text) {
  return store(
      {.type = schema::Type::Avro, .text = std::move(text), .references = {}, .metadata = {}});
}

// The same content to the cache, but of a text that cannot be parsed: what is answered all the same
// was kept.
ContentPtr unreadable(const ContentPtr& content) {
  return std::make_shared<const StoredContent>(StoredContent{
      {.type = schema::Type::Avro, .text = "{", .references = {}, .metadata = {}}, content->guid});
}

TEST(SchemaCache, KeepsWhatWasUsedLast) {
  const State state;
  const ContentPtr first = stored(R"({"type":"fixed","name":"A","size":1})");
  const ContentPtr second = stored(R"({"type":"fixed","name":"B","size":1})");
  SchemaCache cache(first->content.text.size() + second->content.text.size());
  ASSERT_TRUE(cache.get(state, kSubject, first));
  ASSERT_TRUE(cache.get(state, kSubject, second));
  ASSERT_TRUE(cache.get(state, kSubject, unreadable(first)));
  ASSERT_TRUE(cache.get(state, kSubject, stored("\"int\"")));  // the second goes
  EXPECT_TRUE(cache.get(state, kSubject, unreadable(first)));
  EXPECT_FALSE(cache.get(state, kSubject, unreadable(second)));
  EXPECT_FALSE(cache.get(state, {.context = ".other", .name = "s"}, unreadable(first)));
}

TEST(SchemaCache, AFingerprintOutlivesTheParsedForm) {
  const State state;
  SchemaCache cache(1);  // room for one schema
  const ContentPtr content = stored(R"({"type":"fixed","name":"A","size":1})");
  const auto fresh = cache.fingerprint(state, kSubject, content);
  ASSERT_TRUE(fresh);
  ASSERT_TRUE(cache.get(state, kSubject, stored("\"int\"")));
  ASSERT_FALSE(cache.get(state, kSubject, unreadable(content)));
  EXPECT_EQ(cache.fingerprint(state, kSubject, unreadable(content)), *fresh);
  EXPECT_NE(cache.fingerprint(state, kSubject, stored("\"int\"")), *fresh);
}

}  // namespace
}  // namespace avocet::registry
