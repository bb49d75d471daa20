// shortest.h - a float or double as the decimal number of the fewest digits that is read back as
// itself.
#pragma once

#include <cstdint>

namespace avocet::transcode {

// digits · 10^exponent. The last digits may be 0.
struct Decimal {
  std::uint64_t digits = 0;
  std::int32_t exponent = 0;
};

// Of several numbers as short the nearest. The value is finite and above 0.
// Source: Raffaello Giulietti, "The Schubfach way to render doubles", 2020.
Decimal shortest(double value) noexcept;
Decimal shortest(float value) noexcept;

}  // namespace avocet::transcode
