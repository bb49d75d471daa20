// json_cursor_test.cc - the walk takes what parse_json takes, and sees the same.
#include "avocet/base/json_cursor.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/testing/generators.h"

namespace avocet::base {
namespace {

// The next value as a tree.
std::optional<Json> tree(JsonCursor& cursor) {
  Json::Kind kind{};
  if (!cursor.peek(kind)) return std::nullopt;
  switch (kind) {
    case Json::Kind::Null:
      return cursor.read_null() ? std::optional(Json()) : std::nullopt;
    case Json::Kind::Bool: {
      bool value = false;
      return cursor.read_bool(value) ? std::optional(Json(value)) : std::nullopt;
    }
    case Json::Kind::Number: {
      JsonDigits number;
      if (!cursor.read_number(number)) return std::nullopt;
      if (number.is_whole) {
        const std::string sign = number.is_negative ? "-" : "";
        EXPECT_EQ(sign + std::to_string(number.magnitude), number.text);
      }
      return Json(JsonNumber{std::string(number.text)});
    }
    case Json::Kind::String: {
      std::string_view text;
      return cursor.read_string(text) ? std::optional(Json(std::string(text))) : std::nullopt;
    }
    case Json::Kind::Array: {
      Json::Array items;
      cursor.open();
      for (;;) {
        const JsonNext next = cursor.next_item();
        if (next == JsonNext::End) return Json(std::move(items));
        std::optional<Json> item = next == JsonNext::One ? tree(cursor) : std::nullopt;
        if (!item) return std::nullopt;
        items.push_back(std::move(*item));
      }
    }
    case Json::Kind::Object: {
      Json::Object members;
      cursor.open();
      for (;;) {
        std::string_view name;
        const JsonNext next = cursor.next_member(name, "\"a\"");
        if (next == JsonNext::End) return Json(std::move(members));
        if (next == JsonNext::Fault) return std::nullopt;
        std::string key(name);
        std::optional<Json> value = tree(cursor);
        if (!value) return std::nullopt;
        members.push_back({std::move(key), std::move(*value)});
      }
    }
  }
  return std::nullopt;
}

std::optional<Json> whole(std::string_view text) {
  JsonCursor cursor(text);
  std::optional<Json> value = tree(cursor);
  EXPECT_EQ(value.has_value(), !cursor.has_fault());
  JsonCursor skipping(text);
  EXPECT_EQ(skipping.skip_value(1000), value.has_value()) << text;
  if (!value || !cursor.at_end()) return std::nullopt;
  EXPECT_TRUE(skipping.at_end());
  return value;
}

std::string random_json(testing::Random& random, int depth) {
  constexpr std::array<std::string_view, 24> kScalars = {
      "null",
      "true",
      "false",
      "0",
      "-0",
      "1.5",
      "-12e3",
      "0.1E-7",
      "9223372036854775808",
      "12345678901234567890123",
      "\"\"",
      "\"a\"",
      "\"é€😀\"",
      R"("\u00e9\ud83d\ude00\\\/\b\f\n\r\t\"")",
      R"("seventeen letters")",
      R"("sixteen and an \u0041 escape in the middle of it")",
      "\"a\\u0000\"",
      "1e400",
      "0e0",
      "\" \"",
      "-1",
      "100000000000000000000",
      "\"\x7f\"",
      "[]"};
  if (depth == 0 || random.chance(40)) {
    return std::string(kScalars[random.below(kScalars.size())]);
  }
  const bool is_object = random.chance(50);
  std::string out(1, is_object ? '{' : '[');
  const std::size_t count = random.below(5);
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) out += random.chance(80) ? "," : " ,\n ";
    if (is_object) out += cat('"', static_cast<char>('a' + i), random.chance(90) ? "\":" : "\" : ");
    out += random_json(random, depth - 1);
  }
  return out + (is_object ? '}' : ']');
}

TEST(JsonCursor, AgreesWithTheParser) {
  const testing::Seeds seeds(20'000);
  int taken = 0;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    std::string text = random_json(random, 5);
    if (random.chance(20)) text += random.chance(50) ? "\n" : " \t";
    if (random.chance(20)) text.insert(0, " ");
    if (random.chance(70)) {
      const auto damaged =
          testing::random_damage(random, std::vector<std::uint8_t>(text.begin(), text.end()));
      text.assign(damaged.begin(), damaged.end());
    }
    SCOPED_TRACE(cat("seed ", seed, ": ", text));
    const auto wanted = parse_json(text);
    const auto found = whole(text);
    ASSERT_EQ(found.has_value(), wanted.has_value())
        << (wanted ? "the parser takes it" : wanted.error().message);
    if (!found) continue;
    ++taken;
    // A member that is there twice is one in the tree.
    EXPECT_TRUE(to_text(*found) == to_text(*wanted) ||
                to_text(*found).size() > to_text(*wanted).size());
  }
  EXPECT_TRUE(seeds.narrowed || taken > 5'000) << taken;
}

TEST(JsonCursor, TellsWhatIsWrong) {
  const auto fault = [](std::string_view text) {
    JsonCursor cursor(text);
    EXPECT_FALSE(cursor.skip_value(3));
    const JsonError error = cursor.error();
    return cat(error.line, ':', error.column, ' ', error.message);
  };
  EXPECT_EQ(fault(""), "1:1 the text is empty");
  EXPECT_EQ(fault("[1,\n "), "2:2 the text ends where a value is expected");
  EXPECT_EQ(fault("[1,\n ]"), "2:2 expected a value");
  EXPECT_EQ(fault("[1 2]"), "1:4 expected , or ]");
  EXPECT_EQ(fault("{\"a\":1;"), "1:7 expected , or }");
  EXPECT_EQ(fault("{\"a\" 1}"), "1:6 expected a colon behind a member name");
  EXPECT_EQ(fault("{a:1}"), "1:2 expected a member name");
  EXPECT_EQ(fault("[1"), "1:3 an array or object is not closed");
  EXPECT_EQ(fault("\"ab"), "1:1 a string is not closed");
  EXPECT_EQ(fault("\"a\nb\""), "1:3 a control character in a string must be escaped");
  EXPECT_EQ(fault("\"\\x\""), "1:2 malformed escape in a string");
  EXPECT_EQ(fault("\"\\u12\""), "1:2 malformed escape in a string");
  EXPECT_EQ(fault("\"a\\ud800\""), "1:3 a lone surrogate is not allowed");
  EXPECT_EQ(fault("\"\\udfff\""), "1:2 a lone surrogate is not allowed");
  EXPECT_EQ(fault("\"\xc3\""), "1:2 invalid UTF-8");
  EXPECT_EQ(fault("01"), "1:1 malformed number");
  EXPECT_EQ(fault("-"), "1:1 malformed number");
  EXPECT_EQ(fault("1."), "1:1 malformed number");
  EXPECT_EQ(fault("nul"), "1:1 unrecognised word, expected true, false or null");
  EXPECT_EQ(fault("[[[[1]]]]"), "1:4 values are nested too deeply");
  EXPECT_EQ(fault(std::string(1001, '1')), "1:1 a number is longer than 1000 digits");
}

TEST(JsonCursor, GoesBack) {
  JsonCursor cursor(R"({"a": [1, 2], "b": 3})");
  std::string_view name;
  cursor.open();
  ASSERT_EQ(cursor.next_member(name), JsonNext::One);
  EXPECT_EQ(cursor.name_offset(), 1U);
  const std::size_t place = cursor.offset();
  ASSERT_TRUE(cursor.skip_value(10));
  cursor.go_back(place);
  ASSERT_TRUE(cursor.skip_value(10));
  ASSERT_EQ(cursor.next_member(name, "\"b\""), JsonNext::One);
  EXPECT_EQ(name, "b");
}

}  // namespace
}  // namespace avocet::base
