// number.h - a long as Avro writes it: zig-zag, base 128, low group first (spec/avro.md 1.8). The
// heads of blocks and the counts of the metadata are such numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace avocet::container::internal {

inline constexpr std::size_t kMaxLongBytes = 10;

enum class LongFault : std::uint8_t { Truncated, TooLong };

// Reads what comes next in bytes that stay where they are.
class LongReader {
 public:
  explicit LongReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  // Nothing: fault() says why, and at() is where the number begins.
  std::optional<std::int64_t> next() noexcept;

  // Moves on; false: so many bytes are not there.
  bool skip(std::size_t bytes) noexcept;

  LongFault fault() const noexcept { return fault_; }
  std::size_t at() const noexcept { return at_; }
  std::span<const std::uint8_t> rest() const noexcept { return bytes_.subspan(at_); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  LongFault fault_ = LongFault::Truncated;
};

// Writes to `out`, which has room for kMaxLongBytes; how many it took.
std::size_t write_long(std::uint8_t* out, std::int64_t value) noexcept;

}  // namespace avocet::container::internal
