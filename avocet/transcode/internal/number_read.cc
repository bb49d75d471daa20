#include "avocet/transcode/internal/number_read.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace avocet::transcode {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kHuge = 1'000'000;  // exponents beyond are as good as infinite

// A number in parts: 0.digits · 10^point; no digits: zero. Neither end of them is 0.
struct Parts {
  std::string_view whole;     // digits before the point
  std::string_view fraction;  // and behind it
  std::int64_t exponent = 0;
};

Parts split(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  Parts parts;
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    const bool is_negative = exponent.starts_with('-');
    if (is_negative || exponent.starts_with('+')) exponent.remove_prefix(1);
    for (const char c : exponent) {
      parts.exponent = std::min(parts.exponent * 10 + (c - '0'), kHuge);
    }
    if (is_negative) parts.exponent = -parts.exponent;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = text.substr(point + 1);
  return parts;
}

// The digit that stands at 10^power.
char digit_at(const Parts& parts, std::int64_t power) noexcept {
  const std::int64_t place = power - parts.exponent;  // in the text without its exponent
  if (place >= 0) {
    const auto size = static_cast<std::int64_t>(parts.whole.size());
    return place < size ? parts.whole[static_cast<std::size_t>(size - 1 - place)] : '0';
  }
  const auto behind = static_cast<std::size_t>(-place - 1);
  return behind < parts.fraction.size() ? parts.fraction[behind] : '0';
}

// The highest and the lowest power of ten that the digits reach.
std::int64_t highest(const Parts& parts) noexcept {
  return static_cast<std::int64_t>(parts.whole.size()) - 1 + parts.exponent;
}
std::int64_t lowest(const Parts& parts) noexcept {
  return parts.exponent - static_cast<std::int64_t>(parts.fraction.size());
}

bool is_zero(const Parts& parts) noexcept {
  constexpr auto kNone = std::string_view::npos;
  return parts.whole.find_first_not_of('0') == kNone &&
         parts.fraction.find_first_not_of('0') == kNone;
}

WholeNumber with_sign(std::uint64_t magnitude, bool is_negative) noexcept {
  if (magnitude > kLargest + (is_negative ? 1 : 0)) return {.fault = WholeFault::Range};
  return {.value = static_cast<std::int64_t>(is_negative ? 0 - magnitude : magnitude)};
}

}  // namespace

WholeNumber whole_number(const base::JsonDigits& digits) noexcept {
  if (digits.is_whole) return with_sign(digits.magnitude, digits.is_negative);
  const Parts parts = split(digits.text);
  if (is_zero(parts)) return {};
  for (std::int64_t power = lowest(parts); power < 0 && power <= highest(parts); ++power) {
    if (digit_at(parts, power) != '0') return {.fault = WholeFault::Fraction};
  }
  std::uint64_t magnitude = 0;
  for (std::int64_t power = highest(parts); power >= 0; --power) {
    const auto digit = static_cast<std::uint64_t>(digit_at(parts, power) - '0');
    if (magnitude > (kLargest + 1 - digit) / 10) return {.fault = WholeFault::Range};
    magnitude = magnitude * 10 + digit;
  }
  return with_sign(magnitude, digits.is_negative);
}

template <class Float>
std::optional<Float> nearest(std::string_view number) noexcept {
  Float value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    // Too large, or too small to be told from 0.
    const Parts parts = split(number);
    std::int64_t first = highest(parts);
    while (first >= lowest(parts) && digit_at(parts, first) == '0') --first;
    if (first > 0) return std::nullopt;
    return number.starts_with('-') ? Float{-0.0} : Float{0};
  }
  return std::isfinite(value) ? std::optional<Float>(value) : std::nullopt;
}

template std::optional<float> nearest<float>(std::string_view number) noexcept;
template std::optional<double> nearest<double>(std::string_view number) noexcept;

std::optional<double> named_real(std::string_view word) noexcept {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (word == "Infinity" || word == "INF") return kInfinity;
  if (word == "-Infinity" || word == "-INF") return -kInfinity;
  return std::nullopt;
}

bool read_latin1(std::string_view text, std::string& bytes) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes += text[i];
    } else if (first <= 0xc3) {  // of two bytes, U+0080–U+00FF
      bytes += static_cast<char>((first & 3) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f));
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace avocet::transcode
