#include "avocet/registry/event.h"

#include <gtest/gtest.h>

#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::registry {
namespace {

constexpr base::Timestamp kTime{std::chrono::milliseconds(1'700'000'000'000)};

std::optional<std::string_view> value_of(const std::string& text) {
  return text == "NULL" ? std::nullopt : std::optional<std::string_view>(text);
}

TEST(Event, RecordsOfTheReferenceComeOutByteForByte) {
  int checked = 0;
  for (const auto& c : testing::read_cases("registry/records.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto event = decode(c["key"], value_of(c["value"]));
    ASSERT_TRUE(event) << event.error();
    const Record record = encode(*event, kTime);
    EXPECT_EQ(record.key, c["key"]);
    if (c["key"].find("NOOP") != std::string::npos)
      continue;  // our own NOOP carries the ids given out
    EXPECT_EQ(record.value.value_or("NULL"), c["value"]);
    ++checked;
  }
  EXPECT_GT(checked, 20);
}

TEST(Event, OldFormsAreRead) {
  for (const auto& c : testing::read_cases("registry/old_records.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto event = decode(c["key"], c["value"]);
    if (!event) {
      EXPECT_EQ("error: " + event.error(), c["expect"]);
      continue;
    }
    const Record record = encode(*event, kTime);
    EXPECT_EQ(base::cat(record.key, ' ', record.value.value_or("NULL")), c["expect"]);
  }
}

TEST(Event, KeyEscapesAsJacksonDoes) {
  const Subject subject{".", "a\"b\\c/d\t\x01\x1f\u00e9\U0001F680\x7f"};
  const std::string key = encode(VersionRemoved{subject, Version{1}}, kTime).key;
  const auto bytes = base::from_hex(
      "7b226b657974797065223a22534348454d41222c227375626a656374223a22615c22625c5c632f645c745c753030"
      "30315c7530303146c3a9"
      "5c75443833445c75444538307f222c2276657273696f6e223a312c226d61676963223a317d");
  EXPECT_EQ(key, bytes);
}

TEST(Event, ValuesEscapeAsKeysDo) {
  const Record record = encode(ContextSeen{".\U0001F680"}, kTime);
  EXPECT_NE(record.key.find(R"("context":".\uD83D\uDE80")"), std::string::npos) << record.key;
  EXPECT_EQ(record.value, R"({"tenant":"default","context":".\uD83D\uDE80"})");
}

TEST(Event, IdsGivenSurvive) {
  const Record record = encode(IdsGiven{{{".", 1207}, {".depot", 9}}}, kTime);
  EXPECT_EQ(record.key, R"({"keytype":"NOOP","magic":0})");
  EXPECT_EQ(record.value, R"({"v":1,"maxId":{".":1207,".depot":9}})");
  const auto event = decode(record.key, record.value);
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<IdsGiven>(*event).highest,
            (std::map<std::string, std::int32_t>{{".", 1207}, {".depot", 9}}));
}

TEST(Guid, OverTextReferencesAndMetadata) {
  Content content{
      .type = schema::Type::Avro, .text = "\"string\"", .references = {}, .metadata = {}};
  EXPECT_EQ(to_text(guid_of(content)), "095d71cf-1255-6b9d-5e33-0ad575b3df5d");
  content.references = {{"com.acme.Addr", "addr-value", 2}};
  EXPECT_EQ(to_text(guid_of(content)), "8d21c272-9e0d-698b-50c6-f67fa4e04bcb");
  content.references.clear();
  content.metadata = Metadata{};
  EXPECT_EQ(to_text(guid_of(content)), "cecc02e2-232b-87f1-1b0c-aa0e70dbb74d");
  content.metadata->properties["owner"] = "team-a";
  EXPECT_EQ(to_text(guid_of(content)), "9b9f0344-c519-7923-9fa9-d5301d664ca2");
  content.metadata->tags["b"] = {"z", "a"};
  content.metadata->properties["app"] = "x";
  content.metadata->sensitive = {"owner"};
  EXPECT_EQ(to_text(guid_of(content)), "52e12cb4-d194-6a81-a025-91b797ea01ba");
}

}  // namespace
}  // namespace avocet::registry
