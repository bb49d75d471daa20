// number_text_test.cc - numbers read back are the same, with the fewest digits, in Java's spelling.
#include "avocet/transcode/internal/number_text.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "avocet/testing/generators.h"

namespace avocet::transcode {
namespace {

std::string text(std::int64_t value) {
  std::array<char, kMostNumberText> out{};
  return {out.data(), write_integer(out.data(), value)};
}
std::string text(double value) {
  std::array<char, kMostNumberText> out{};
  return {out.data(), write_double(out.data(), value)};
}
std::string text(float value) {
  std::array<char, kMostNumberText> out{};
  return {out.data(), write_float(out.data(), value)};
}

TEST(NumberText, Integers) {
  std::int64_t value = 1;
  for (int i = 0; i < 19; ++i, value *= 10) {
    for (const std::int64_t near :
         {value - 1, value, value + 1, -value, 1 - value, 5 * (value / 10)}) {
      EXPECT_EQ(text(near), std::to_string(near));
    }
    if (i == 18) break;
  }
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  testing::Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto any = static_cast<std::int64_t>(random.next()) >> random.below(64);
    ASSERT_EQ(text(any), std::to_string(any));
  }
}

TEST(NumberText, JavasSpelling) {
  EXPECT_EQ(text(0.0), "0.0");
  EXPECT_EQ(text(-0.0), "-0.0");
  EXPECT_EQ(text(3.0), "3.0");
  EXPECT_EQ(text(100.0), "100.0");
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(-12.75), "-12.75");
  EXPECT_EQ(text(0.001), "0.001");
  EXPECT_EQ(text(0.00123), "0.00123");
  EXPECT_EQ(text(0.0009999), "9.999E-4");
  EXPECT_EQ(text(9'999'999.0), "9999999.0");
  EXPECT_EQ(text(1e7), "1.0E7");
  EXPECT_EQ(text(12'345'678.5), "1.23456785E7");
  EXPECT_EQ(text(1e300), "1.0E300");
  EXPECT_EQ(text(5e-324), "5.0E-324");  // Java: 4.9E-324, as it wants two digits
  EXPECT_EQ(text(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(text(3.0F), "3.0");
  EXPECT_EQ(text(0.1F), "0.1");
  EXPECT_EQ(text(16'777'216.0F), "1.6777216E7");
  EXPECT_EQ(text(std::numeric_limits<float>::max()), "3.4028235E38");
  EXPECT_EQ(text(std::numeric_limits<float>::denorm_min()), "1.0E-45");  // Java: 1.4E-45
  EXPECT_EQ(text(std::nan("")), "\"NaN\"");
  EXPECT_EQ(text(-std::numeric_limits<double>::infinity()), "\"-Infinity\"");
  EXPECT_EQ(text(std::numeric_limits<float>::infinity()), "\"Infinity\"");
}

int digits_of(const std::string& text) {
  const std::string mantissa = text.substr(0, text.find_first_of("eE"));
  std::string digits;
  for (const char c : mantissa) {
    if (c >= '0' && c <= '9' && !(digits.empty() && c == '0')) digits += c;
  }
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return static_cast<int>(digits.size());
}

template <class Float>
void expect_shortest(Float value) {
  const std::string written = text(value);
  Float back = 0;
  ASSERT_EQ(std::from_chars(written.data(), written.data() + written.size(), back).ptr,
            written.data() + written.size())
      << written;
  ASSERT_EQ(back, value) << written;
  std::array<char, 64> wanted{};
  const auto end = std::to_chars(wanted.data(), wanted.data() + wanted.size(), value,
                                 std::chars_format::scientific);
  ASSERT_EQ(digits_of(written), digits_of({wanted.data(), end.ptr})) << written;
}

TEST(NumberText, ShortestAndExact) {
  testing::Random random(2);
  for (int i = 0; i < 300'000; ++i) {
    const auto any = std::bit_cast<double>(random.next());
    if (std::isfinite(any)) expect_shortest(any);
    const auto small = std::bit_cast<float>(static_cast<std::uint32_t>(random.next()));
    if (std::isfinite(small)) expect_shortest(small);
    // As people write them.
    const auto whole = static_cast<double>(random.next() >> random.below(64));
    expect_shortest(whole / std::pow(10.0, static_cast<double>(random.below(20))));
    expect_shortest(static_cast<float>(random.below(10'000'000)) /
                    std::pow(10.0F, static_cast<float>(random.below(10))));
    expect_shortest(whole / 256);
    expect_shortest(std::ldexp(1.0, static_cast<int>(random.below(2098)) - 1074));
    expect_shortest(std::ldexp(1.0F, static_cast<int>(random.below(277)) - 149));
  }
}

}  // namespace
}  // namespace avocet::transcode
