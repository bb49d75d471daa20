// decimal.h - a decimal number of any length: what the logical types decimal and big-decimal hold.
//
//   unscaled bytes + scale --from_bytes()--> Decimal --to_text()--> "12.34"
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "avocet/base/result.h"

namespace avocet::avro {

__extension__ typedef __int128 Int128;  // NOLINT: `using` cannot carry __extension__

// Printing takes time with the square of the length, and zeros for the scale: a datum of a few
// bytes must not ask for gigabytes of text.
inline constexpr std::size_t kMaxDecimalBytes = 4'096;  // of the unscaled value: 9'864 digits
inline constexpr std::int32_t kMaxDecimalScale = 10'000;

enum class DecimalFault : std::uint8_t {
  Empty,     // no bytes at all: no number (spec/avro.md T65)
  Text,      // not a decimal number in text
  TooLong,   // more than kMaxDecimalBytes
  Scale,     // beyond ±kMaxDecimalScale
  Rounding,  // the scale wanted would lose digits
  Overflow,  // more digits or bytes than wanted
};

// "no digits", "is not a decimal number" … without the number.
std::string_view to_text(DecimalFault fault) noexcept;

// unscaled · 10^-scale. The scale is part of it (1.20 is printed with its zero), but equality and
// order are of the numbers: 1.2 == 1.20. Nothing is ever rounded but by to_double.
class Decimal {
 public:
  Decimal() : Decimal(0) {}                // 0
  explicit Decimal(std::int64_t unscaled)  // a whole number
      : Decimal(Int128{unscaled}, 0) {}

  // Errors: Scale.
  static base::Result<Decimal, DecimalFault> from_unscaled(Int128 unscaled, std::int32_t scale);
  // Two's complement, big-endian, of any length but 0; need not be the shortest. What a bytes or
  // fixed decimal holds. Errors: Empty, TooLong, Scale.
  static base::Result<Decimal, DecimalFault> from_bytes(std::span<const std::uint8_t> unscaled,
                                                        std::int32_t scale);
  // "-12.340", "5", ".5", "1.2E+3": a sign, digits with a point among them, an exponent. The scale
  // is the number of digits behind the point less the exponent. Errors: Text, TooLong, Scale.
  static base::Result<Decimal, DecimalFault> from_text(std::string_view text);

  // The shortest two's complement, big-endian, at least one byte: what a bytes decimal holds. A
  // view of this object.
  std::span<const std::uint8_t> unscaled_bytes() const noexcept {
    return {reinterpret_cast<const std::uint8_t*>(unscaled_.data()), unscaled_.size()};
  }
  std::optional<Int128> unscaled() const noexcept;  // nothing: it does not fit
  std::int32_t scale() const noexcept { return scale_; }
  bool is_negative() const noexcept { return (unscaled_.front() & '\x80') != 0; }
  std::size_t digits() const;  // of the unscaled value; 0 has 1

  // Fills all of `fixed` with the unscaled value, sign-extended. False: it does not fit, and
  // nothing is written.
  bool write_fixed(std::span<std::uint8_t> fixed) const noexcept;

  // The same number with another scale. Errors: Rounding, TooLong, Scale.
  base::Result<Decimal, DecimalFault> with_scale(std::int32_t scale) const;
  // The same number with the scale of a decimal type and no more digits than its precision.
  // Errors: Rounding; Overflow.
  base::Result<Decimal, DecimalFault> fit(std::int32_t precision, std::int32_t scale) const;

  // Plain, with `scale` digits behind the point: "-0.05"; a negative scale gives zeros: "1200".
  std::string to_text() const;
  // The nearest double: most decimals have none of their own; infinite beyond the largest.
  double to_double() const;
  // Nothing: it has a fraction or is too large.
  std::optional<std::int64_t> to_int64() const;

  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  Decimal(Int128 unscaled, std::int32_t scale);
  Decimal(std::string unscaled, std::int32_t scale)
      : unscaled_(std::move(unscaled)), scale_(scale) {}

  std::string unscaled_;  // bytes; a std::string holds 15 of them (36 digits) without the heap
  std::int32_t scale_ = 0;
};

}  // namespace avocet::avro
