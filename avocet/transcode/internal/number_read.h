// number_read.h - numbers and bytes as JSON text writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/base/json_cursor.h"

namespace avocet::transcode {

enum class WholeFault : std::uint8_t { None, Fraction, Range };

struct WholeNumber {
  std::int64_t value = 0;
  WholeFault fault = WholeFault::None;
};

// Exact: also 1.50e1 is a whole number, 9223372036854775808 is beyond the range.
WholeNumber whole_number(const base::JsonDigits& digits) noexcept;

// The nearest float or double, ties to even. Nothing: it is beyond the largest.
template <class Float>
std::optional<Float> nearest(std::string_view number) noexcept;

// NaN, Infinity, -Infinity, INF, -INF.
std::optional<double> named_real(std::string_view word) noexcept;

// One byte for each character U+0000–U+00FF of a UTF-8 text. False: there is another character.
bool read_latin1(std::string_view text, std::string& bytes);

}  // namespace avocet::transcode
