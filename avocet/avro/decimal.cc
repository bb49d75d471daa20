// Decimals: between two's complement and decimal digits by long division in base 10^9; all else is
// done on the digits.
#include "avocet/avro/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

constexpr std::size_t kMaxDigits = 9'864;  // that kMaxDecimalBytes can need

// Digits and sign: what text and comparison work on. No leading zeros; 0 is "0".
struct Digits {
  bool negative = false;
  std::string text;
};

bool is_zero(const Digits& digits) { return digits.text == "0"; }

// Drops the bytes in front that only repeat the sign.
std::string_view shortest(std::string_view bytes) {
  const auto repeats_sign = [&] {
    const bool next_is_negative = (bytes[1] & '\x80') != 0;
    return bytes[0] == (next_is_negative ? '\xff' : '\0');
  };
  while (bytes.size() > 1 && repeats_sign()) bytes.remove_prefix(1);
  return bytes;
}

void negate(std::string& bytes) {
  unsigned carry = 1;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    carry += static_cast<std::uint8_t>(~*byte);
    *byte = static_cast<char>(carry);
    carry >>= 8;
  }
}

// Magnitude, big-endian -> limbs of 32 bits, the highest first.
std::vector<std::uint32_t> limbs_of(std::string_view bytes) {
  std::vector<std::uint32_t> limbs((bytes.size() + 3) / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t from_end = bytes.size() - 1 - i;
    limbs[limbs.size() - 1 - from_end / 4] |= static_cast<std::uint32_t>(
        static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * (from_end % 4)));
  }
  return limbs;
}

constexpr std::uint32_t kBillion = 1'000'000'000;

// Divides in place; the remainder.
std::uint32_t divide_by_billion(std::span<std::uint32_t> limbs) {
  std::uint64_t rest = 0;
  for (std::uint32_t& limb : limbs) {
    rest = rest << 32 | limb;
    limb = static_cast<std::uint32_t>(rest / kBillion);
    rest %= kBillion;
  }
  return static_cast<std::uint32_t>(rest);
}

std::string digits_of_limbs(std::vector<std::uint32_t> limbs) {
  std::string reversed;
  for (std::size_t first = 0; first < limbs.size();) {
    if (limbs[first] == 0) {
      ++first;
      continue;
    }
    std::uint32_t group = divide_by_billion(std::span(limbs).subspan(first));
    for (int i = 0; i < 9; ++i, group /= 10) reversed += static_cast<char>('0' + group % 10);
  }
  while (reversed.size() > 1 && reversed.back() == '0') reversed.pop_back();
  if (reversed.empty()) reversed = "0";
  return {reversed.rbegin(), reversed.rend()};
}

Digits digits_of(std::string bytes) {
  Digits digits;
  digits.negative = (bytes.front() & '\x80') != 0;
  if (digits.negative) negate(bytes);  // the least value becomes itself, read without a sign
  digits.text = digits_of_limbs(limbs_of(bytes));
  return digits;
}

// The shortest two's complement.
std::string bytes_of(const Digits& digits) {
  std::vector<std::uint32_t> limbs;  // the lowest first
  for (std::size_t at = 0; at < digits.text.size();) {
    const std::size_t size = (digits.text.size() - at - 1) % 9 + 1;
    std::uint64_t carry = 0;
    std::from_chars(digits.text.data() + at, digits.text.data() + at + size, carry);
    for (std::uint32_t& limb : limbs) {
      carry += std::uint64_t{limb} * kBillion;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
    at += size;
  }
  std::string bytes(1, '\0');
  for (auto limb = limbs.rbegin(); limb != limbs.rend(); ++limb) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(*limb >> shift);
  }
  if (digits.negative) negate(bytes);
  return std::string(shortest(bytes));
}

bool is_scale(std::int64_t scale) {
  return scale >= -kMaxDecimalScale && scale <= kMaxDecimalScale;
}

}  // namespace

std::string_view to_text(DecimalFault fault) noexcept {
  switch (fault) {
    case DecimalFault::Empty:
      return "has no bytes";
    case DecimalFault::Text:
      return "is not a decimal number";
    case DecimalFault::TooLong:
      return "has too many digits";
    case DecimalFault::Scale:
      return "has a scale beyond 10000";
    case DecimalFault::Rounding:
      return "has more digits behind the point than the scale allows";
    case DecimalFault::Overflow:
      return "has more digits than the precision allows";
  }
  return "";
}

Decimal::Decimal(Int128 unscaled, std::int32_t scale) : scale_(scale) {
  std::array<char, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(unscaled >> (8 * (bytes.size() - 1 - i)));
  }
  unscaled_ = shortest({bytes.data(), bytes.size()});
}

base::Result<Decimal, DecimalFault> Decimal::from_unscaled(Int128 unscaled, std::int32_t scale) {
  if (!is_scale(scale)) return std::unexpected(DecimalFault::Scale);
  return Decimal(unscaled, scale);
}

base::Result<Decimal, DecimalFault> Decimal::from_bytes(std::span<const std::uint8_t> unscaled,
                                                        std::int32_t scale) {
  if (unscaled.empty()) return std::unexpected(DecimalFault::Empty);
  if (!is_scale(scale)) return std::unexpected(DecimalFault::Scale);
  const std::string_view bytes =
      shortest({reinterpret_cast<const char*>(unscaled.data()), unscaled.size()});
  if (bytes.size() > kMaxDecimalBytes) return std::unexpected(DecimalFault::TooLong);
  return Decimal(std::string(bytes), scale);
}

base::Result<Decimal, DecimalFault> Decimal::from_text(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  Digits digits;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    digits.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool any = false;
  bool point = false;
  std::int64_t scale = 0;
  std::size_t at = 0;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    if (point) ++scale;
    if (digits.text.empty() && text[at] == '0') continue;
    if (digits.text.size() == kMaxDigits) return std::unexpected(DecimalFault::TooLong);
    digits.text += text[at];
  }
  if (!any) return std::unexpected(DecimalFault::Text);
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::unexpected(DecimalFault::Text);
    const auto exponent = base::parse_int64(text.substr(at + 1));
    if (!exponent) return std::unexpected(DecimalFault::Text);
    if (*exponent > std::numeric_limits<std::int32_t>::max() ||
        *exponent < std::numeric_limits<std::int32_t>::min()) {
      return std::unexpected(DecimalFault::Scale);
    }
    scale -= *exponent;
  }
  if (!is_scale(scale)) return std::unexpected(DecimalFault::Scale);
  if (digits.text.empty()) digits.text = "0";
  std::string bytes = bytes_of(digits);
  if (bytes.size() > kMaxDecimalBytes) return std::unexpected(DecimalFault::TooLong);
  return Decimal(std::move(bytes), static_cast<std::int32_t>(scale));
}

std::optional<Int128> Decimal::unscaled() const noexcept {
  if (unscaled_.size() > sizeof(Int128)) return std::nullopt;
  Int128 value = is_negative() ? -1 : 0;
  for (const char byte : unscaled_) value = value * 256 + static_cast<std::uint8_t>(byte);
  return value;
}

std::size_t Decimal::digits() const { return digits_of(unscaled_).text.size(); }

bool Decimal::write_fixed(std::span<std::uint8_t> fixed) const noexcept {
  if (unscaled_.size() > fixed.size()) return false;
  const auto sign_bytes = static_cast<std::ptrdiff_t>(fixed.size() - unscaled_.size());
  std::fill_n(fixed.begin(), sign_bytes, is_negative() ? 0xff : 0x00);
  std::ranges::copy(unscaled_bytes(), fixed.begin() + sign_bytes);
  return true;
}

base::Result<Decimal, DecimalFault> Decimal::with_scale(std::int32_t scale) const {
  if (scale == scale_) return *this;
  if (!is_scale(scale)) return std::unexpected(DecimalFault::Scale);
  Digits digits = digits_of(unscaled_);
  if (is_zero(digits)) return Decimal(Int128{0}, scale);
  if (scale > scale_) {
    const auto zeros = static_cast<std::size_t>(scale - scale_);
    if (digits.text.size() + zeros > kMaxDigits) return std::unexpected(DecimalFault::TooLong);
    digits.text.append(zeros, '0');
  } else {
    const auto lost = static_cast<std::size_t>(scale_ - scale);
    const std::size_t zeros = digits.text.size() - 1 - digits.text.find_last_not_of('0');
    if (zeros < lost) return std::unexpected(DecimalFault::Rounding);
    digits.text.resize(digits.text.size() - lost);
  }
  std::string bytes = bytes_of(digits);
  if (bytes.size() > kMaxDecimalBytes) return std::unexpected(DecimalFault::TooLong);
  return Decimal(std::move(bytes), scale);
}

base::Result<Decimal, DecimalFault> Decimal::fit(std::int32_t precision, std::int32_t scale) const {
  auto same = with_scale(scale);
  if (!same && same.error() == DecimalFault::TooLong) {
    return std::unexpected(DecimalFault::Overflow);
  }
  if (same && std::cmp_greater(same->digits(), precision)) {
    return std::unexpected(DecimalFault::Overflow);
  }
  return same;
}

std::string Decimal::to_text() const {
  Digits digits = digits_of(unscaled_);
  std::string& text = digits.text;
  if (scale_ < 0 && !is_zero(digits)) text.append(static_cast<std::size_t>(-scale_), '0');
  if (scale_ > 0) {
    const auto behind = static_cast<std::size_t>(scale_);
    if (text.size() <= behind) text.insert(0, behind + 1 - text.size(), '0');
    text.insert(text.size() - behind, 1, '.');
  }
  if (digits.negative) text.insert(0, 1, '-');
  return std::move(text);
}

double Decimal::to_double() const {
  const std::string text = to_text();
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc()) return value;
  const bool is_large = text.find_first_of("123456789") < text.find('.');
  const double size = is_large ? std::numeric_limits<double>::infinity() : 0.0;
  return is_negative() ? -size : size;
}

std::optional<std::int64_t> Decimal::to_int64() const {
  const auto whole = with_scale(0);
  if (!whole || whole->unscaled_.size() > 8) return std::nullopt;
  return static_cast<std::int64_t>(*whole->unscaled());
}

std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.is_negative() != b.is_negative()) return b.is_negative() <=> a.is_negative();
  if (a.scale_ == b.scale_ && a.unscaled_.size() <= 16 && b.unscaled_.size() <= 16) {
    const Int128 left = *a.unscaled();
    const Int128 right = *b.unscaled();
    return left < right   ? std::weak_ordering::less
           : left > right ? std::weak_ordering::greater
                          : std::weak_ordering::equivalent;
  }
  const Digits left = digits_of(a.unscaled_);
  const Digits right = digits_of(b.unscaled_);
  if (is_zero(left) || is_zero(right)) return !is_zero(left) <=> !is_zero(right);
  // By the place of the first digit, then by the digits; a shorter row of them goes on with zeros.
  const std::int64_t left_place = static_cast<std::int64_t>(left.text.size()) - a.scale_;
  const std::int64_t right_place = static_cast<std::int64_t>(right.text.size()) - b.scale_;
  const auto without_zeros = [](std::string_view text) {
    return text.substr(0, text.find_last_not_of('0') + 1);
  };
  const std::weak_ordering sizes = left_place != right_place
                                       ? std::weak_ordering(left_place <=> right_place)
                                       : without_zeros(left.text) <=> without_zeros(right.text);
  return left.negative ? 0 <=> sizes : sizes;
}

}  // namespace avocet::avro
