// The value and the two ends of the interval that is read back as it are scaled by a power of ten,
// so that their whole parts have one digit more than is ever needed. What matters of the rest is
// whether there is any: it is kept in the lowest bit ("round to odd").
#include "avocet/transcode/internal/shortest.h"

#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>

namespace avocet::transcode {
namespace {

struct Wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

__extension__ typedef unsigned __int128 Product;  // NOLINT: `using` cannot carry __extension__

constexpr int kLeastPower = -292;
constexpr int kMostPower = 324;

// floor(log2(10^e)), floor(log10(2^e)), floor(log10(3/4 · 2^e)): exact for all exponents here.
constexpr int floor_log2_of_pow10(int e) noexcept { return (e * 1'741'647) >> 19; }
constexpr int floor_log10_of_pow2(int e) noexcept { return (e * 1'262'611) >> 22; }
constexpr int floor_log10_of_three_quarters_pow2(int e) noexcept {
  return (e * 1'262'611 - 524'031) >> 22;
}

// A number of many bits, to make the table of powers with; limbs of 32 bits, the lowest first.
constexpr std::size_t kLimbs = 42;
using Limbs = std::array<std::uint32_t, kLimbs>;

// The 128 bits from the highest that is set; one more in the lowest place if there is anything
// below them.
constexpr Wide leading_bits(const Limbs& limbs) noexcept {
  std::size_t top = kLimbs;
  while (limbs[top - 1] == 0) --top;
  const int shift = std::countl_zero(limbs[top - 1]);
  std::array<std::uint32_t, 4> bits{};
  const auto limb = [&](std::size_t below_top) {
    return below_top < top ? limbs[top - 1 - below_top] : 0;
  };
  for (std::size_t i = 0; i < 4; ++i) {
    bits[i] = shift == 0 ? limb(i) : (limb(i) << shift | limb(i + 1) >> (32 - shift));
  }
  bool has_more = shift != 0 && (limb(4) << shift) != 0;
  for (std::size_t i = shift == 0 ? 4 : 5; i < top; ++i) has_more = has_more || limb(i) != 0;
  Wide wide{.high = std::uint64_t{bits[0]} << 32 | bits[1],
            .low = std::uint64_t{bits[2]} << 32 | bits[3]};
  if (has_more && ++wide.low == 0) ++wide.high;
  return wide;
}

// 10^power for all powers, each scaled by a power of two to 128 bits, rounded up.
constexpr std::array<Wide, kMostPower - kLeastPower + 1> make_powers() noexcept {
  std::array<Wide, kMostPower - kLeastPower + 1> powers{};
  Limbs number{1};
  for (int power = 0; power <= kMostPower; ++power) {
    powers[static_cast<std::size_t>(power - kLeastPower)] = leading_bits(number);
    std::uint64_t carry = 0;
    for (std::uint32_t& limb : number) {
      carry += std::uint64_t{limb} * 10;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  // A fraction; what is cut off at its end is far below the 128 bits.
  number = {};
  number[kLimbs - 1] = 1;
  for (int power = -1; power >= kLeastPower; --power) {
    std::uint64_t rest = 0;
    for (std::size_t i = kLimbs; i-- > 0;) {
      rest = rest << 32 | number[i];
      number[i] = static_cast<std::uint32_t>(rest / 10);
      rest %= 10;
    }
    powers[static_cast<std::size_t>(power - kLeastPower)] = leading_bits(number);
  }
  return powers;
}
constexpr auto kPowers = make_powers();

// The whole part of power · factor / 2^128, its lowest bit set if anything was cut off.
inline std::uint64_t round_to_odd(const Wide& power, std::uint64_t factor) noexcept {
  const Product low = Product{power.low} * factor;
  const Product high = Product{power.high} * factor + static_cast<std::uint64_t>(low >> 64);
  const auto whole = static_cast<std::uint64_t>(high >> 64);
  return whole | (static_cast<std::uint64_t>(high) > 1 ? 1 : 0);
}

// value = c · 2^q; the one below is nearer than the one above where c is a power of two.
Decimal schubfach(std::uint64_t c, int q, bool below_is_nearer) noexcept {
  const int k = below_is_nearer ? floor_log10_of_three_quarters_pow2(q) : floor_log10_of_pow2(q);
  const int shift = q + floor_log2_of_pow10(-k) + 1;
  const Wide& power = kPowers[static_cast<std::size_t>(-k - kLeastPower)];
  const std::uint64_t is_odd = c & 1;  // then the ends themselves are read as another number
  const std::uint64_t least =
      round_to_odd(power, (4 * c - (below_is_nearer ? 1 : 2)) << shift) + is_odd;
  const std::uint64_t value = round_to_odd(power, (4 * c) << shift);
  const std::uint64_t most = round_to_odd(power, (4 * c + 2) << shift) - is_odd;

  const std::uint64_t whole = value / 4;
  const std::uint64_t tens = whole / 10;
  const bool tens_fit = least <= 40 * tens;
  const bool next_tens_fit = 40 * tens + 40 <= most;
  if (tens != 0 && tens_fit != next_tens_fit) {
    return {.digits = tens + (next_tens_fit ? 1 : 0), .exponent = k + 1};
  }
  const bool whole_fits = least <= 4 * whole;
  const bool next_fits = 4 * whole + 4 <= most;
  if (whole_fits != next_fits) return {.digits = whole + (next_fits ? 1 : 0), .exponent = k};
  const std::uint64_t middle = 4 * whole + 2;
  const bool is_up = value > middle || (value == middle && (whole & 1) != 0);
  return {.digits = whole + (is_up ? 1 : 0), .exponent = k};
}

template <class Float, int kFractionBits>
Decimal shortest_of(Float value) noexcept {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  constexpr Bits kHidden = Bits{1} << kFractionBits;
  constexpr int kBias = (sizeof(Float) == 4 ? 127 : 1023) + kFractionBits;
  const Bits bits = std::bit_cast<Bits>(value);
  const Bits fraction = bits & (kHidden - 1);
  const auto exponent = static_cast<int>(bits >> kFractionBits);
  if (exponent == 0) return schubfach(fraction, 1 - kBias, false);
  return schubfach(fraction | kHidden, exponent - kBias, fraction == 0 && exponent > 1);
}

}  // namespace

Decimal shortest(double value) noexcept { return shortest_of<double, 52>(value); }
Decimal shortest(float value) noexcept { return shortest_of<float, 23>(value); }

}  // namespace avocet::transcode
