// duration.h - what the logical type duration holds: three counts that cannot be made one, since
// months and days differ in length.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace avocet::avro {

// Has equality, but no order: whether a month is more than 30 days depends on the month.
struct Duration {
  std::uint32_t months = 0;
  std::uint32_t days = 0;
  std::uint32_t millis = 0;

  friend bool operator==(const Duration&, const Duration&) = default;
};

inline constexpr std::size_t kDurationBytes = 12;

// The fixed: months, days, milliseconds, each 4 bytes, little-endian, unsigned.
Duration read_duration(std::span<const std::uint8_t, kDurationBytes> fixed) noexcept;
std::array<std::uint8_t, kDurationBytes> to_bytes(const Duration& duration) noexcept;

// ISO 8601: "P1M2DT3.004S", with months, days and seconds only; "PT0S" for nothing at all.
std::string to_text(const Duration& duration);

// ISO 8601 with years, months, weeks, days, hours, minutes, and seconds of at most three digits
// behind the point, each at most once and in this order. Nothing: it is something else, or a count
// does not fit 32 bits.
std::optional<Duration> parse_duration(std::string_view text) noexcept;

}  // namespace avocet::avro
