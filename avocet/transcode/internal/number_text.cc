#include "avocet/transcode/internal/number_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <string_view>

#include "avocet/transcode/internal/shortest.h"

namespace avocet::transcode {
namespace {

constexpr std::uint64_t kHundredMillion = 100'000'000;
constexpr std::uint64_t kZeros = 0x3030303030303030U;  // eight times '0'

constexpr std::array<std::uint64_t, 20> make_powers() {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<std::uint64_t, 20> kPowers = make_powers();

// How many digits `value`, which is not 0, has.
inline int digit_count(std::uint64_t value) noexcept {
  const int guess = static_cast<int>(std::bit_width(value)) * 1233 >> 12;
  return guess + (value >= kPowers[static_cast<std::size_t>(guess)] ? 1 : 0);
}

inline std::uint64_t load8(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  return word;
}
inline void store8(char* at, std::uint64_t word) noexcept { std::memcpy(at, &word, 8); }

// Eight digits of a number below 10^8, one in each byte, the first in the lowest: halves of four
// digits, then pairs, then digits, all of a step at once.
inline std::uint64_t eight_digits(std::uint32_t value) noexcept {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t halves = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = (halves * 10'486 >> 20) & 0x0000007f0000007fU;
  const std::uint64_t pairs = hundreds | (halves - hundreds * 100) << 16;
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000fU;
  return tens | (pairs - tens * 10) << 8;
}

// Without leading zeros; "0" for 0.
inline char* write_head(char* out, std::uint32_t value) noexcept {
  const std::uint64_t digits = eight_digits(value);
  const int zeros = std::countr_zero(digits | std::uint64_t{1} << 56) / 8;
  store8(out, (digits | kZeros) >> (8 * zeros));
  return out + 8 - zeros;
}

inline char* write_eight(char* out, std::uint32_t value) noexcept {
  store8(out, eight_digits(value) | kZeros);
  return out + 8;
}

inline char* write_unsigned(char* out, std::uint64_t value) noexcept {
  if (value < kHundredMillion) return write_head(out, static_cast<std::uint32_t>(value));
  const std::uint64_t upper = value / kHundredMillion;
  const auto lower = static_cast<std::uint32_t>(value % kHundredMillion);
  if (upper < kHundredMillion) {
    out = write_head(out, static_cast<std::uint32_t>(upper));
  } else {
    out = write_head(out, static_cast<std::uint32_t>(upper / kHundredMillion));
    out = write_eight(out, static_cast<std::uint32_t>(upper % kHundredMillion));
  }
  return write_eight(out, lower);
}

char* put_text(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// How many zeros a number ends with; at most 16 of one that is not 0 and has up to 17 digits.
inline int trailing_zeros(std::uint64_t value) noexcept {
  const auto lower = static_cast<std::uint32_t>(value % kHundredMillion);
  if (lower != 0) return std::countl_zero(eight_digits(lower)) / 8;
  const auto upper = static_cast<std::uint32_t>(value / kHundredMillion % kHundredMillion);
  return upper == 0 ? 16 : 8 + std::countl_zero(eight_digits(upper)) / 8;
}

// Java's Double.toString: a point and at least one digit on each side of it; an exponent below
// 10^-3 and from 10^7 on.
char* put_decimal(char* out, const Decimal& value) noexcept {
  const int all = digit_count(value.digits);
  const int count = all - trailing_zeros(value.digits);  // up to the last that is not 0
  const int point = all + value.exponent;                // before the point
  if (point > 7 || point < -2) {
    write_unsigned(out + 1, value.digits);
    out[0] = out[1];
    out[1] = '.';
    if (count == 1) out[2] = '0';
    char* at = out + 1 + std::max(count, 2);
    *at++ = 'E';
    return write_integer(at, point - 1);
  }
  if (point <= 0) {
    std::memcpy(out, "0.000", 5);
    write_unsigned(out + 2 - point, value.digits);
    return out + 2 - point + count;
  }
  if (point >= count) {
    write_unsigned(out, value.digits);
    for (int i = all; i < point; ++i) out[i] = '0';
    return put_text(out + point, ".0");
  }
  // Digits before the point, at most seven, move one place to the front.
  write_unsigned(out + 1, value.digits);
  const int bits = 8 * point;
  const std::uint64_t before = (std::uint64_t{1} << bits) - 1;
  const std::uint64_t behind = ~(before << 8 | 0xff);
  store8(out, (load8(out + 1) & before) | std::uint64_t{'.'} << bits | (load8(out) & behind));
  return out + 1 + count;
}

template <class Float>
char* write_real(char* out, Float value) noexcept {
  if (!std::isfinite(value)) {
    if (std::isnan(value)) return put_text(out, "\"NaN\"");
    return put_text(out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }
  *out = '-';
  out += std::signbit(value) ? 1 : 0;
  value = std::abs(value);
  if (value == 0) return put_text(out, "0.0");
  return put_decimal(out, shortest(value));
}

}  // namespace

char* write_integer(char* out, std::int64_t value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  *out = '-';
  return write_unsigned(out + (value < 0 ? 1 : 0), value < 0 ? 0 - bits : bits);
}

char* write_float(char* out, float value) noexcept { return write_real(out, value); }
char* write_double(char* out, double value) noexcept { return write_real(out, value); }

}  // namespace avocet::transcode
