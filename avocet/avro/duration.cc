// Durations as twelve bytes and as text.
#include "avocet/avro/duration.h"

#include <limits>

#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// A letter of ISO 8601 and what one of it adds to a count.
struct Unit {
  char letter;
  std::uint32_t Duration::* count;
  std::uint64_t factor;
};

constexpr std::array<Unit, 4> kDateUnits = {{{'Y', &Duration::months, 12},
                                             {'M', &Duration::months, 1},
                                             {'W', &Duration::days, 7},
                                             {'D', &Duration::days, 1}}};
constexpr std::array<Unit, 3> kTimeUnits = {{{'H', &Duration::millis, 3'600'000},
                                             {'M', &Duration::millis, 60'000},
                                             {'S', &Duration::millis, 1'000}}};

bool is_digit(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

// The number in front of `text`, which moves behind it; nothing: none, or beyond 32 bits.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  if (!is_digit(text)) return std::nullopt;
  std::uint64_t number = 0;
  for (; is_digit(text); text.remove_prefix(1)) {
    number = number * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  }
  return number;
}

// Thousandths behind a point, if one is there; nothing: no digit or more than three.
std::optional<std::uint64_t> take_thousandths(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  text.remove_prefix(1);
  if (!is_digit(text)) return std::nullopt;
  std::uint64_t thousandths = 0;
  for (std::uint64_t factor = 100; is_digit(text); factor /= 10, text.remove_prefix(1)) {
    if (factor == 0) return std::nullopt;
    thousandths += factor * static_cast<std::uint64_t>(text.front() - '0');
  }
  return thousandths;
}

// Takes numbers with the letters of `units`, in their order, up to "T" or the end; false: something
// else stands there.
bool take_units(std::string_view& text, std::span<const Unit> units, Duration& duration) {
  while (!text.empty() && text.front() != 'T') {
    const auto number = take_number(text);
    if (!number) return false;
    const bool has_point = !text.empty() && text.front() == '.';
    const auto thousandths = take_thousandths(text);
    if (!thousandths || text.empty()) return false;
    while (!units.empty() && units.front().letter != text.front()) units = units.subspan(1);
    if (units.empty() || (has_point && text.front() != 'S')) return false;
    std::uint32_t& count = duration.*units.front().count;
    const std::uint64_t sum = count + *number * units.front().factor + *thousandths;
    if (sum > std::numeric_limits<std::uint32_t>::max()) return false;
    count = static_cast<std::uint32_t>(sum);
    units = units.subspan(1);
    text.remove_prefix(1);
  }
  return true;
}

}  // namespace

Duration read_duration(std::span<const std::uint8_t, kDurationBytes> fixed) noexcept {
  const auto part = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{fixed[at + i]} << (8 * i);
    return value;
  };
  return {.months = part(0), .days = part(4), .millis = part(8)};
}

std::array<std::uint8_t, kDurationBytes> to_bytes(const Duration& duration) noexcept {
  std::array<std::uint8_t, kDurationBytes> bytes{};
  std::size_t at = 0;
  for (const std::uint32_t part : {duration.months, duration.days, duration.millis}) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes[at++] = static_cast<std::uint8_t>(part >> shift);
    }
  }
  return bytes;
}

std::string to_text(const Duration& duration) {
  std::string text = "P";
  if (duration.months != 0) text += base::cat(duration.months, 'M');
  if (duration.days != 0) text += base::cat(duration.days, 'D');
  if (duration.millis == 0 && text.size() > 1) return text;
  text += base::cat('T', duration.millis / 1000);
  if (const std::uint32_t thousandths = duration.millis % 1000; thousandths != 0) {
    std::string digits = std::to_string(1000 + thousandths).substr(1);
    digits.resize(digits.find_last_not_of('0') + 1);
    text += '.' + digits;
  }
  return text + 'S';
}

std::optional<Duration> parse_duration(std::string_view text) noexcept {
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  Duration duration;
  if (!take_units(text, kDateUnits, duration)) return std::nullopt;
  if (text.empty()) return duration;
  text.remove_prefix(1);  // T
  if (text.empty() || !take_units(text, kTimeUnits, duration) || !text.empty()) return std::nullopt;
  return duration;
}

}  // namespace avocet::avro
