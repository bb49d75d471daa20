// Dates and times as text: days to year, month and day by eras of 400 years, which all have the
// same number of days.
#include "avocet/avro/time_text.h"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "avocet/avro/decimal.h"  // Int128

namespace avocet::avro {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kDaysPerEra = 146'097;
constexpr std::int64_t kDaysBeforeEpoch = 719'468;  // from March 1st of the year 0 to 1970-01-01
constexpr std::size_t kMaxYearDigits = 9;           // 64 bits of milliseconds need no more

constexpr std::int64_t units_per_second(TimeUnit unit) noexcept {
  switch (unit) {
    case TimeUnit::Millis:
      return 1'000;
    case TimeUnit::Micros:
      return 1'000'000;
    case TimeUnit::Nanos:
      return 1'000'000'000;
  }
  return 1;
}

struct Date {
  std::int64_t year = 0;
  unsigned month = 1;  // 1 to 12
  unsigned day = 1;    // 1 to 31
};

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Years begin in March here, so that a leap day is the last of its year.
constexpr std::int64_t days_before_month(std::int64_t month_from_march) {
  return (153 * month_from_march + 2) / 5;
}

Date date_of(std::int64_t days) {
  const std::int64_t shifted = days + kDaysBeforeEpoch;
  const std::int64_t era = floor_divide(shifted, kDaysPerEra);
  const std::int64_t day_of_era = shifted - era * kDaysPerEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  const bool next_year = month >= 10;  // January and February
  return {.year = era * 400 + year_of_era + (next_year ? 1 : 0),
          .month = static_cast<unsigned>(next_year ? month - 9 : month + 3),
          .day = static_cast<unsigned>(day_of_year - days_before_month(month) + 1)};
}

std::int64_t days_of(const Date& date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = (date.month + 9) % 12;
  const std::int64_t day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 +
                                  days_before_month(month) + date.day - 1;
  return era * kDaysPerEra + day_of_era - kDaysBeforeEpoch;
}

// A text that is being put together: a sign, nine digits of a year, and the rest.
class Line {
 public:
  void put(char c) { text_[size_++] = c; }
  void put(std::uint64_t number, std::size_t digits) {
    for (std::size_t i = digits; i-- > 0; number /= 10) {
      text_[size_ + i] = static_cast<char>('0' + number % 10);
    }
    size_ += digits;
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 48> text_{};
  std::size_t size_ = 0;
};

void put_date(Line& line, std::int64_t days) {
  const Date date = date_of(days);
  const auto year = static_cast<std::uint64_t>(date.year < 0 ? -date.year : date.year);
  std::size_t digits = 4;
  for (std::uint64_t more = year / 10'000; more != 0; more /= 10) ++digits;
  if (date.year < 0) line.put('-');
  if (date.year > 9'999) line.put('+');
  line.put(year, digits);
  line.put('-');
  line.put(date.month, 2);
  line.put('-');
  line.put(date.day, 2);
}

void put_time(Line& line, std::int64_t count, TimeUnit unit) {
  const std::int64_t per_second = units_per_second(unit);
  const auto seconds = static_cast<std::uint64_t>(count / per_second);
  line.put(seconds / 3'600, 2);
  line.put(':');
  line.put(seconds / 60 % 60, 2);
  line.put(':');
  line.put(seconds % 60, 2);
  line.put('.');
  line.put(static_cast<std::uint64_t>(count % per_second), 3 * (std::to_underlying(unit) + 1U));
}

// Text that is taken away from the front. What cannot be taken gives nothing.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }
  std::optional<unsigned> digit() {
    if (!at_digit()) return std::nullopt;
    const auto value = static_cast<unsigned>(text_.front() - '0');
    text_.remove_prefix(1);
    return value;
  }
  // Exactly two digits, at most `most`.
  std::optional<unsigned> two_digits(unsigned most) {
    const auto tens = digit();
    const auto ones = digit();
    if (!tens || !ones || *tens * 10 + *ones > most) return std::nullopt;
    return *tens * 10 + *ones;
  }

 private:
  std::string_view text_;
};

unsigned days_in(std::int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

// Four digits, or a sign and at least four.
std::optional<std::int64_t> take_year(Reader& text) {
  const bool negative = text.take('-');
  const bool has_sign = negative || text.take('+');
  std::int64_t year = 0;
  std::size_t digits = 0;
  for (; text.at_digit(); ++digits) year = year * 10 + *text.digit();
  if (digits < 4 || digits > (has_sign ? kMaxYearDigits : 4)) return std::nullopt;
  return negative ? -year : year;
}

// Days from 1970-01-01 on.
std::optional<std::int64_t> take_date(Reader& text) {
  const auto year = take_year(text);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.two_digits(12);
  if (!month || *month == 0 || !text.take('-')) return std::nullopt;
  const auto day = text.two_digits(days_in(*year, *month));
  if (!day || *day == 0) return std::nullopt;
  return days_of({.year = *year, .month = *month, .day = *day});
}

// Units behind the point: as many digits as the unit has, and then only zeros.
base::Result<std::int64_t, TimeFault> take_fraction(Reader& text, TimeUnit unit) {
  if (!text.take('.')) return 0;
  if (!text.at_digit()) return std::unexpected(TimeFault::Text);
  std::int64_t fraction = 0;
  std::int64_t weight = units_per_second(unit);
  while (text.at_digit()) {
    const unsigned digit = *text.digit();
    weight /= 10;
    if (weight == 0 && digit != 0) return std::unexpected(TimeFault::Rounding);
    fraction += digit * weight;
  }
  return fraction;
}

// Units from midnight on.
base::Result<std::int64_t, TimeFault> take_time(Reader& text, TimeUnit unit) {
  const auto hours = text.two_digits(23);
  if (!hours || !text.take(':')) return std::unexpected(TimeFault::Text);
  const auto minutes = text.two_digits(59);
  if (!minutes) return std::unexpected(TimeFault::Text);
  std::int64_t seconds = std::int64_t{*hours} * 3'600 + *minutes * 60;
  if (!text.take(':')) return seconds * units_per_second(unit);
  const auto last = text.two_digits(59);
  if (!last) return std::unexpected(TimeFault::Text);
  seconds += *last;
  const auto fraction = take_fraction(text, unit);
  if (!fraction) return fraction;
  return seconds * units_per_second(unit) + *fraction;
}

// "Z" or "+01:00": seconds east of Greenwich.
std::optional<std::int64_t> take_offset(Reader& text) {
  if (text.take('Z') || text.take('z')) return 0;
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto hours = text.two_digits(18);  // as java.time has it
  if (!hours || !text.take(':')) return std::nullopt;
  const auto minutes = text.two_digits(59);
  if (!minutes) return std::nullopt;
  const std::int64_t seconds = std::int64_t{*hours} * 3'600 + *minutes * 60;
  return west ? -seconds : seconds;
}

}  // namespace

std::int64_t units_per_day(TimeUnit unit) noexcept {
  return kSecondsPerDay * units_per_second(unit);
}

void append_date(std::string& out, std::int32_t days) {
  Line line;
  put_date(line, days);
  out += line.view();
}

void append_time_of_day(std::string& out, std::int64_t count, TimeUnit unit) {
  Line line;
  put_time(line, count, unit);
  out += line.view();
}

void append_timestamp(std::string& out, std::int64_t count, TimeUnit unit, Zone zone) {
  Line line;
  const std::int64_t per_day = units_per_day(unit);
  const std::int64_t days = floor_divide(count, per_day);
  put_date(line, days);
  line.put('T');
  // The first day that can be counted begins before the least count: no product of days.
  put_time(line, count % per_day < 0 ? count % per_day + per_day : count % per_day, unit);
  if (zone == Zone::Utc) line.put('Z');
  out += line.view();
}

base::Result<std::int32_t, TimeFault> parse_date(std::string_view text) noexcept {
  Reader reader(text);
  const auto days = take_date(reader);
  if (!days || !reader.at_end()) return std::unexpected(TimeFault::Text);
  if (!std::in_range<std::int32_t>(*days)) return std::unexpected(TimeFault::Range);
  return static_cast<std::int32_t>(*days);
}

base::Result<std::int64_t, TimeFault> parse_time_of_day(std::string_view text,
                                                        TimeUnit unit) noexcept {
  Reader reader(text);
  const auto count = take_time(reader, unit);
  if (count && !reader.at_end()) return std::unexpected(TimeFault::Text);
  return count;
}

base::Result<std::int64_t, TimeFault> parse_timestamp(std::string_view text, TimeUnit unit,
                                                      Zone zone) noexcept {
  Reader reader(text);
  const auto days = take_date(reader);
  if (!days || !(reader.take('T') || reader.take('t') || reader.take(' '))) {
    return std::unexpected(TimeFault::Text);
  }
  const auto time = take_time(reader, unit);
  if (!time) return time;
  const auto offset = zone == Zone::Utc ? take_offset(reader) : 0;
  if (!offset || !reader.at_end()) return std::unexpected(TimeFault::Text);
  const Int128 count =
      Int128{*days} * units_per_day(unit) + *time - Int128{*offset} * units_per_second(unit);
  using Long = std::numeric_limits<std::int64_t>;
  if (count < Long::min() || count > Long::max()) return std::unexpected(TimeFault::Range);
  return static_cast<std::int64_t>(count);
}

}  // namespace avocet::avro
