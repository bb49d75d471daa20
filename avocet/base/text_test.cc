#include "avocet/base/text.h"

#include <gtest/gtest.h>

#include "avocet/base/boxed.h"
#include "avocet/base/bytes.h"
#include "avocet/base/hash.h"
#include "avocet/base/utf8.h"

namespace avocet::base {
namespace {

TEST(Text, PutsTogetherAndCuts) {
  EXPECT_EQ(cat("Version ", -1, ' ', std::string("x"), std::string_view("y")), "Version -1 xy");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(trim(" \t a b\n"), "a b");
  EXPECT_TRUE(equal_ignoring_case("LaTest", "latest"));
  EXPECT_FALSE(equal_ignoring_case("latest", "late"));
}

TEST(Text, WholeNumbersThatFit) {
  EXPECT_EQ(parse_int32("+01"), 1);
  EXPECT_EQ(parse_int32("-2147483648"), -2147483647 - 1);
  for (const std::string_view bad : {"", "+", "-", " 1", "1 ", "1x", "2147483648", "+-1", "0x1", "1.0"}) {
    EXPECT_FALSE(parse_int32(bad)) << bad;
  }
}

TEST(Utf8, WellFormedOnly) {
  EXPECT_TRUE(is_utf8("aé\u2028🚀"));
  for (const std::string_view bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x80", "\xf4\x90\x80\x80", "\x80", "\xf0\x8f\xbf\xbf"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
  std::string text;
  for (const char32_t c : {U'a', U'é', U'\u2028', U'🚀'}) append_utf8(text, c);
  EXPECT_EQ(text, "aé\u2028🚀");
}

TEST(Utf8, OrderOfJavaStrings) {
  EXPECT_TRUE(utf16_less("a", "b"));
  EXPECT_TRUE(utf16_less("a", "ab"));
  EXPECT_FALSE(utf16_less("ab", "a"));
  EXPECT_TRUE(utf16_less("🚀", "\uFF5E"));   // a surrogate pair begins with D83D
  EXPECT_FALSE(utf16_less("\uFF5E", "🚀"));
  EXPECT_TRUE(utf16_less("\uD7FF", "🚀"));
  EXPECT_FALSE(utf16_less("x", "x"));
}

TEST(Boxed, IsAnOptionalValue) {
  const Boxed<std::string> none;
  Boxed<std::string> some = std::string("x");
  EXPECT_FALSE(none);
  EXPECT_EQ(*some, "x");
  const Boxed<std::string> copy = some;
  some.emplace() = "y";
  EXPECT_EQ(*copy, "x");
  EXPECT_FALSE(some == copy);
  EXPECT_TRUE(none == std::optional<std::string>());
  EXPECT_TRUE(copy == std::optional<std::string>("x"));
  EXPECT_FALSE(copy == std::optional<std::string>());
  EXPECT_EQ(std::optional<std::string>(copy), "x");
}

TEST(Hash, KnownDigests) {
  EXPECT_EQ(to_hex(md5("\"string\"")), "095d71cf12556b9d5e330ad575b3df5d");
  EXPECT_EQ(to_hex(sha256("\"null\"")).substr(0, 16), "f072cbec3bf88418");
  EXPECT_EQ(from_hex("00fF"), std::string("\x00\xff", 2));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace avocet::base
