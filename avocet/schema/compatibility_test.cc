#include "avocet/schema/compatibility.h"

#include <gtest/gtest.h>

#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::schema {
namespace {

Schema parsed(std::string_view text) {
  auto schema = parse(Type::Avro, text, {}, {.validation = avro::Validation::RegistryStored});
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return *parse(Type::Avro, "\"null\"", {}, {});
}

std::string lines(const std::vector<std::string>& messages) {
  std::string out;
  for (const std::string& message : messages) out += (out.empty() ? "" : "\n") + message;
  return out;
}

void expect_cases(std::string_view file) {
  for (const auto& c : testing::read_cases(file)) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto level = parse_level(c["level"]);
    ASSERT_TRUE(level);
    const Schema old = parsed(c["old"]);
    EXPECT_EQ(lines(incompatibilities(parsed(c["new"]), {.schema = old, .version = 3}, *level)),
              c["expect"]);
  }
}

TEST(Compatibility, Messages) { expect_cases("schema/message.case"); }

// Answers of the reference registry 8.3.1 (their version numbers written as 3).
TEST(Compatibility, Recorded) { expect_cases("compat/recorded.case"); }

TEST(Compatibility, UnknownVersion) {
  const Schema old = parsed("\"int\"");
  const auto messages = incompatibilities(parsed("\"null\""), {.schema = old}, Level::Backward);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1], "{oldSchema: '\"int\"'}");
}

// A schema whose text has `units` UTF-16 code units; `filler`, of one or two, is repeated in its
// doc.
std::string text_of(std::size_t units, std::string_view filler, std::size_t filler_units) {
  const std::string_view head = R"({"type":"fixed","name":"F","doc":")";
  const std::string_view tail = R"(","size":1})";
  std::string text(head);
  std::size_t left = units - head.size() - tail.size();
  if (left % filler_units != 0) text += 'x';
  for (left -= left % filler_units; left > 0; left -= filler_units) text += filler;
  return text.append(tail);
}

// T123: the limit counts UTF-16 code units.
TEST(Compatibility, LongOldSchema) {
  const Schema next = parsed("\"int\"");
  for (const std::string_view filler : {"x", "é", "€", "😀"}) {
    SCOPED_TRACE(filler);
    const std::size_t filler_units = filler.size() == 4 ? 2 : 1;
    const Schema fits = parsed(text_of(10'240, filler, filler_units));
    EXPECT_EQ(incompatibilities(next, {.schema = fits}, Level::Backward).back(),
              base::cat("{oldSchema: '", fits.text(), "'}"));

    const Schema longer = parsed(text_of(10'241, filler, filler_units));
    std::string_view shown = longer.text();
    shown.remove_suffix(1);  // the last brace, one unit
    EXPECT_EQ(incompatibilities(next, {.schema = longer}, Level::Backward).back(),
              base::cat("{oldSchema: <truncated> '", shown, "...'}"));
  }
}

// Java would cut this one through the middle of a surrogate pair.
TEST(Compatibility, LongOldSchemaIsCutBetweenCharacters) {
  const Schema next = parsed("\"int\"");
  std::string text = R"({"type":"fixed","name":"F","doc":")";
  while (text.size() < 10'239) text += 'x';
  const std::string shown = text;
  const Schema old = parsed(text + R"(😀","size":1})");
  EXPECT_EQ(incompatibilities(next, {.schema = old}, Level::Backward).back(),
            base::cat("{oldSchema: <truncated> '", shown, "...'}"));
}

TEST(Compatibility, Levels) {
  for (const std::string_view name : {"NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD",
                                      "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"}) {
    const auto level = parse_level(name);
    ASSERT_TRUE(level) << name;
    EXPECT_EQ(to_text(*level), name);
    EXPECT_EQ(parse_level(base::to_lower(name)), level);
    EXPECT_EQ(is_transitive(*level), name.ends_with("_TRANSITIVE"));
  }
  EXPECT_FALSE(parse_level("BACKWARDS"));
  EXPECT_FALSE(parse_level(""));
}

}  // namespace
}  // namespace avocet::schema
