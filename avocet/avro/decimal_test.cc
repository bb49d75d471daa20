#include "avocet/avro/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "avocet/base/bytes.h"
#include "avocet/testing/generators.h"

namespace avocet::avro {
namespace {

Decimal number(std::string_view text) {
  auto decimal = Decimal::from_text(text);
  if (decimal) return *std::move(decimal);
  ADD_FAILURE() << text << " " << to_text(decimal.error());
  return Decimal(0);
}

// The text of unscaled bytes in hex, or the fault.
std::string text_of(std::string_view hex, std::int32_t scale) {
  const std::string bytes = *base::from_hex(hex);
  const auto decimal = Decimal::from_bytes(
      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, scale);
  return decimal ? decimal->to_text() : std::string(to_text(decimal.error()));
}

TEST(Decimal, FromBytes) {
  EXPECT_EQ(text_of("04d2", 2), "12.34");
  EXPECT_EQ(text_of("fb2e", 2), "-12.34");
  EXPECT_EQ(text_of("00", 2), "0.00");
  EXPECT_EQ(text_of("0080", 2), "1.28");      // T64
  EXPECT_EQ(text_of("80", 2), "-1.28");       // T64
  EXPECT_EQ(text_of("", 2), "has no bytes");  // T65
  EXPECT_EQ(text_of("ffffff", 0), "-1");
  EXPECT_EQ(text_of("00000001", 3), "0.001");
  EXPECT_EQ(text_of("05", -3), "5000");
  EXPECT_EQ(text_of("00", -3), "0");
  EXPECT_EQ(text_of("8000000000000000", 0), "-9223372036854775808");
  EXPECT_EQ(text_of("80000000000000000000000000000000", 0),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(text_of("7fffffffffffffffffffffffffffffff", 38),
            "1.70141183460469231731687303715884105727");
  EXPECT_EQ(text_of("01" + std::string(32, '0'), 0), "340282366920938463463374607431768211456");
  EXPECT_EQ(text_of("01", 10'001), "has a scale beyond 10000");
}

TEST(Decimal, LengthIsLimited) {
  const std::string most(2 * kMaxDecimalBytes - 2, 'f');
  EXPECT_EQ(text_of("7f" + most, 0).size(), 9'864U);
  EXPECT_EQ(text_of("007f" + most, 0).size(), 9'864U);  // the zeros in front do not count
  EXPECT_EQ(text_of("00ff" + most, 0), "has too many digits");
  EXPECT_EQ(
      number(text_of("80" + most.substr(0, most.size() - 1) + "0", 0)).unscaled_bytes().size(),
      kMaxDecimalBytes);
  EXPECT_EQ(Decimal::from_text("1" + std::string(9'864, '0')).error(), DecimalFault::TooLong);
  EXPECT_EQ(Decimal::from_text(std::string(9'864, '9')).error(), DecimalFault::TooLong);
  EXPECT_EQ(Decimal::from_text(std::string(20'000, '0') + "1")->to_text(), "1");
  EXPECT_EQ(Decimal::from_text("1e-10001").error(), DecimalFault::Scale);
  EXPECT_EQ(Decimal::from_text("1e99999999999").error(), DecimalFault::Scale);
  EXPECT_EQ(number("1").with_scale(9'900).error(), DecimalFault::TooLong);
}

TEST(Decimal, Text) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"12.34", "12.34"}, {"-0.05", "-0.05"}, {"+7", "7"},       {"007.10", "7.10"},
      {".5", "0.5"},      {"5.", "5"},        {"1.20", "1.20"},  {"-0", "0"},
      {"-0.00", "0.00"},  {"1.5E+3", "1500"}, {"15e-3", "0.015"}};
  for (const auto& [text, printed] : table) EXPECT_EQ(number(text).to_text(), printed);
  for (const std::string_view text :
       {"", "-", ".", "1.2.3", "1e", "e5", "1 ", " 1", "0x1", "NaN", "1,5"}) {
    EXPECT_EQ(Decimal::from_text(text).error(), DecimalFault::Text) << text;
  }
}

TEST(Decimal, WholeNumbers) {
  using Long = std::numeric_limits<std::int64_t>;
  EXPECT_EQ(Decimal(Long::min()).to_text(), "-9223372036854775808");
  EXPECT_EQ(Decimal(Long::max()).to_int64(), Long::max());
  EXPECT_EQ(number("-9223372036854775808.00").to_int64(), Long::min());
  EXPECT_EQ(number("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(number("1.5").to_int64(), std::nullopt);
  EXPECT_EQ(number("2E3").to_int64(), 2000);
  const Int128 large = Int128{Long::max()} * 1000;
  EXPECT_EQ(Decimal::from_unscaled(large, 3)->to_text(), "9223372036854775807.000");
  EXPECT_EQ(Decimal::from_unscaled(-large, 3)->unscaled(), -large);
  EXPECT_EQ(number("1" + std::string(39, '0')).unscaled(), std::nullopt);
}

TEST(Decimal, Doubles) {
  EXPECT_EQ(number("0.1").to_double(), 0.1);
  EXPECT_EQ(number("-1234.5678").to_double(), -1234.5678);
  EXPECT_EQ(number("9007199254740993").to_double(), 9007199254740992.0);  // to the nearest
  EXPECT_EQ(number("1E400").to_double(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("-1E400").to_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("1E-400").to_double(), 0.0);
  EXPECT_TRUE(std::signbit(number("-1E-400").to_double()));
}

TEST(Decimal, OrderIsByNumber) {
  const std::vector<std::string> ascending = {"-1E50",  "-12.341", "-12.34", "-1.9", "-0.01",
                                              "0",      "1E-60",   "0.01",   "1.9",  "12.34",
                                              "12.341", "13",      "1E38",   "1E39", "1.1E39"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(number(ascending[i]) <=> number(ascending[j]), i <=> j)
          << ascending[i] << " " << ascending[j];
    }
  }
  EXPECT_EQ(number("1.2"), number("1.200"));
  EXPECT_EQ(number("0.00"), number("0"));
  EXPECT_EQ(number("1E3"), number("1000"));
  EXPECT_NE(number("1.2"), number("12"));
}

TEST(Decimal, NothingIsRounded) {
  EXPECT_EQ(number("1.20").with_scale(1)->to_text(), "1.2");
  EXPECT_EQ(number("1.2").with_scale(4)->to_text(), "1.2000");
  EXPECT_EQ(number("1200").with_scale(-2)->unscaled(), 12);
  EXPECT_EQ(number("1.25").with_scale(1).error(), DecimalFault::Rounding);
  EXPECT_EQ(number("0.001").with_scale(-5).error(), DecimalFault::Rounding);
  EXPECT_EQ(number("0").with_scale(9'900)->scale(), 9'900);
  EXPECT_EQ(number("99.99").fit(4, 2)->to_text(), "99.99");
  EXPECT_EQ(number("100").fit(4, 2).error(), DecimalFault::Overflow);
  EXPECT_EQ(number("99.999").fit(4, 2).error(), DecimalFault::Rounding);
  EXPECT_EQ(number("0").fit(1, 1)->to_text(), "0.0");
}

TEST(Decimal, Fixed) {
  std::vector<std::uint8_t> fixed(4, 0xee);
  EXPECT_TRUE(number("-2").write_fixed(fixed));
  EXPECT_EQ(base::to_hex(fixed), "fffffffe");
  EXPECT_TRUE(number("2147483647").write_fixed(fixed));
  EXPECT_EQ(base::to_hex(fixed), "7fffffff");
  EXPECT_FALSE(number("2147483648").write_fixed(fixed));
  EXPECT_EQ(base::to_hex(fixed), "7fffffff");
  EXPECT_FALSE(number("0").write_fixed({}));
}

TEST(Decimal, TextAndBytesAgreeForAnyLength) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    testing::Random random(seed);
    std::vector<std::uint8_t> bytes(1 + random.below(60));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    if (random.chance(30)) bytes[0] = random.chance(50) ? 0x00 : 0xff;
    const auto scale = static_cast<std::int32_t>(random.below(40));
    const auto decimal = Decimal::from_bytes(bytes, scale);
    ASSERT_TRUE(decimal);
    const Decimal again = number(decimal->to_text());
    EXPECT_EQ(again.scale(), scale);
    EXPECT_TRUE(std::ranges::equal(again.unscaled_bytes(), decimal->unscaled_bytes()));
    EXPECT_TRUE(decimal->write_fixed(bytes));  // the bytes that it came from
    EXPECT_EQ(Decimal::from_bytes(bytes, scale), *decimal);
  }
}

}  // namespace
}  // namespace avocet::avro
