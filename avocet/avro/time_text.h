// time_text.h - dates and times of day as ISO 8601 has them, to and from the counts that data hold.
//
//   2023-11-14   22:13:20.000   2023-11-14T22:13:20.000Z   +12023-11-14   -0044-03-15
//
// The calendar is the Gregorian one, also before it began; the year before 0001 is 0000. Years have
// four digits, or a sign and as many as they need: whatever 64 bits can count has a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/base/result.h"

namespace avocet::avro {

enum class TimeUnit : std::uint8_t { Millis, Micros, Nanos };

enum class Zone : std::uint8_t {
  Utc,    // an instant; its text ends with Z
  Local,  // what a clock on the wall shows, wherever that is; its text ends with the seconds
};

enum class TimeFault : std::uint8_t {
  Text,      // no such text, or no such day or time
  Range,     // it cannot be counted in the type's bits
  Rounding,  // it is finer than the unit
};

std::int64_t units_per_day(TimeUnit unit) noexcept;

// Append the text, with all digits of the unit. `days` and `count` are from 1970-01-01 on, that of
// append_time_of_day from midnight on and less than a day.
void append_date(std::string& out, std::int32_t days);
void append_time_of_day(std::string& out, std::int64_t count, TimeUnit unit);
void append_timestamp(std::string& out, std::int64_t count, TimeUnit unit, Zone zone);

// The way back. Of a time, seconds and their fraction may be left out; digits beyond the unit must
// be 0. An instant ends with Z or with an offset (+01:00), and may have a blank for its T.
base::Result<std::int32_t, TimeFault> parse_date(std::string_view text) noexcept;
base::Result<std::int64_t, TimeFault> parse_time_of_day(std::string_view text,
                                                        TimeUnit unit) noexcept;
base::Result<std::int64_t, TimeFault> parse_timestamp(std::string_view text, TimeUnit unit,
                                                      Zone zone) noexcept;

}  // namespace avocet::avro
