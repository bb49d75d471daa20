// number_text.h - numbers as JSON text. Whole numbers are digits; a float or double has the fewest
// digits that give it back, spelled as Java does: 3.0, 1.0E10, 1.0E-4, "NaN", "-Infinity".
// Java's digits are others where one is enough and it wants two, which is for the smallest numbers
// (4.9E-324 and 1.4E-45 there, 5.0E-324 and 1.0E-45 here), and before JDK 19 now and then too many.
#pragma once

#include <cstddef>
#include <cstdint>

namespace avocet::transcode {

inline constexpr std::size_t kMostNumberText = 40;  // bytes that any of these may touch

// Each writes to `out` and returns the position behind the text.
char* write_integer(char* out, std::int64_t value) noexcept;
char* write_float(char* out, float value) noexcept;
char* write_double(char* out, double value) noexcept;

}  // namespace avocet::transcode
