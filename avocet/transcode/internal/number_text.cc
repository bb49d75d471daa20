#include "avocet/transcode/internal/number_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace avocet::transcode {
namespace {

constexpr std::array<char, 200> make_pairs() {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr std::array<char, 200> kPairs = make_pairs();

constexpr std::array<std::uint64_t, 20> make_powers() {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<std::uint64_t, 20> kPowers = make_powers();

// Exact as doubles; those up to 10^10 as floats too.
constexpr std::array<double, 23> kExactPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// How many digits `value` has; 1 for 0.
inline unsigned digit_count(std::uint64_t value) noexcept {
  const auto guess = static_cast<unsigned>(std::bit_width(value | 1)) * 1233 >> 12;
  return guess + (value >= kPowers[guess] ? 1 : 0) + (value == 0 ? 1 : 0);
}

inline void put_pair(char* out, std::uint64_t pair) noexcept {
  std::memcpy(out, kPairs.data() + 2 * pair, 2);
}

// Exactly `count` digits.
void put_digits(char* out, std::uint64_t value, unsigned count) noexcept {
  char* at = out + count;
  while (value >= 100'000'000) {
    auto low = static_cast<std::uint32_t>(value % 100'000'000);
    value /= 100'000'000;
    for (int i = 0; i < 4; ++i) {
      at -= 2;
      put_pair(at, low % 100);
      low /= 100;
    }
  }
  auto rest = static_cast<std::uint32_t>(value);
  while (rest >= 100) {
    at -= 2;
    put_pair(at, rest % 100);
    rest /= 100;
  }
  if (rest >= 10) {
    put_pair(at - 2, rest);
  } else if (at != out) {
    at[-1] = static_cast<char>('0' + rest);
  }
}

// A positive number: digits · 10^exponent; the last digit is not 0.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

inline Decimal without_zeros(std::uint64_t digits, int exponent) noexcept {
  if (digits % 100'000'000 == 0) {
    digits /= 100'000'000;
    exponent += 8;
  }
  if (digits % 10'000 == 0) {
    digits /= 10'000;
    exponent += 4;
  }
  if (digits % 100 == 0) {
    digits /= 100;
    exponent += 2;
  }
  if (digits % 10 == 0) {
    digits /= 10;
    exponent += 1;
  }
  return {digits, exponent};
}

// A number of about `most_digits` digits is tried: scaled to a whole number, which is far below
// 2^52 (or 2^23), so that at most one whole number can stand for the value; scaled back exactly
// (both numbers are exact, a division is rounded correctly) it must be the value again. Then no
// shorter number is, as it would be among those tried. False: more digits are needed.
template <class Float>
bool try_short(Float value, int most_digits, Decimal& out) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(value));
  const int binary_exponent = static_cast<int>(bits >> 52) - 1023;
  const int decimal_exponent = (binary_exponent * 1233) >> 12;
  const int scale = most_digits - 1 - decimal_exponent;
  const double power = kExactPowers[static_cast<std::size_t>(scale)];
  const auto whole = static_cast<std::int64_t>(static_cast<double>(value) * power + 0.5);
  if (static_cast<Float>(whole) / static_cast<Float>(power) != value) return false;
  out = without_zeros(static_cast<std::uint64_t>(whole), -scale);
  return true;
}

inline bool find_short(double value, Decimal& out) noexcept {
  return value >= 1e-5 && value < 1e14 && try_short(value, 15, out);
}
inline bool find_short(float value, Decimal& out) noexcept {
  return value >= 1e-4F && value < 1e5F && try_short(value, 6, out);
}

// "d.ddde+XX" of std::to_chars, which has the fewest digits.
template <class Float>
Decimal find_long(Float value) noexcept {
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  Decimal found;
  const char* at = text.data();
  int fraction = 0;
  for (bool behind_point = false; *at != 'e'; ++at) {
    if (*at == '.') {
      behind_point = true;
      continue;
    }
    found.digits = found.digits * 10 + static_cast<std::uint64_t>(*at - '0');
    fraction += behind_point ? 1 : 0;
  }
  ++at;
  if (*at == '+') ++at;
  std::from_chars(at, end.ptr, found.exponent);
  found.exponent -= fraction;
  return without_zeros(found.digits, found.exponent);
}

char* put_text(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Java's Double.toString: a point and at least one digit on each side of it; an exponent below
// 10^-3 and from 10^7 on.
char* put_decimal(char* out, const Decimal& value) noexcept {
  const auto count = static_cast<int>(digit_count(value.digits));
  const int point = count + value.exponent;  // digits before the point
  if (point > 7 || point < -2) {
    put_digits(out + 1, value.digits, static_cast<unsigned>(count));
    out[0] = out[1];
    out[1] = '.';
    if (count == 1) out[2] = '0';
    char* at = out + 1 + std::max(count, 2);
    *at++ = 'E';
    return write_integer(at, point - 1);
  }
  if (point <= 0) {
    std::memcpy(out, "0.000", 5);
    out += 2 - point;
    put_digits(out, value.digits, static_cast<unsigned>(count));
    return out + count;
  }
  if (point >= count) {
    put_digits(out, value.digits, static_cast<unsigned>(count));
    for (int i = count; i < point; ++i) out[i] = '0';
    return put_text(out + point, ".0");
  }
  put_digits(out, value.digits, static_cast<unsigned>(count));
  std::memmove(out + point + 1, out + point, static_cast<std::size_t>(count - point));
  out[point] = '.';
  return out + count + 1;
}

template <class Float>
char* write_real(char* out, Float value) noexcept {
  if (!std::isfinite(value)) {
    if (std::isnan(value)) return put_text(out, "\"NaN\"");
    return put_text(out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }
  if (std::signbit(value)) {
    *out++ = '-';
    value = -value;
  }
  if (value == 0) return put_text(out, "0.0");
  Decimal decimal;
  if (!find_short(value, decimal)) decimal = find_long(value);
  return put_decimal(out, decimal);
}

}  // namespace

char* write_integer(char* out, std::int64_t value) noexcept {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  const unsigned count = digit_count(magnitude);
  put_digits(out, magnitude, count);
  return out + count;
}

char* write_float(char* out, float value) noexcept { return write_real(out, value); }
char* write_double(char* out, double value) noexcept { return write_real(out, value); }

}  // namespace avocet::transcode
