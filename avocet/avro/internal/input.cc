#include "avocet/avro/internal/input.h"

#include <limits>

namespace avocet::avro {

std::span<const std::uint8_t> Input::read(std::size_t size) noexcept {
  if (size > left_.size()) {
    fail();
    return {};
  }
  const auto bytes = left_.first(size);
  left_ = left_.subspan(size);
  return bytes;
}

// The unsigned value; bits beyond `bits`, or a byte more than they need, are a fault.
std::uint64_t Input::read_varint(int bits) noexcept {
  std::uint64_t value = 0;
  for (int shift = 0; shift < bits; shift += 7) {
    const auto byte = read(1);
    if (byte.empty()) return 0;
    const std::uint64_t group = byte[0] & 0x7fU;
    if (shift + 7 > bits && group >> (bits - shift) != 0) break;
    value |= group << shift;
    if (byte[0] < 0x80) return value;
  }
  fail();
  return 0;
}

std::int64_t Input::read_long() noexcept {
  const std::uint64_t value = read_varint(64);
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::int32_t Input::read_int() noexcept {
  const std::uint64_t value = read_varint(32);
  return static_cast<std::int32_t>(static_cast<std::int64_t>(value >> 1) ^
                                   -static_cast<std::int64_t>(value & 1));
}

std::int32_t Input::read_index(std::size_t count) noexcept {
  const std::int32_t index = read_int();
  if (index >= 0 && static_cast<std::size_t>(index) < count) return index;
  fail();
  return 0;
}

bool Input::read_boolean() noexcept {
  const auto byte = read(1);
  if (byte.empty()) return false;
  if (byte[0] > 1) fail();
  return byte[0] == 1;
}

std::span<const std::uint8_t> Input::read_sized() noexcept {
  const std::int64_t size = read_long();
  if (size >= 0) return read(static_cast<std::size_t>(size));
  fail();
  return {};
}

std::uint64_t Input::read_block() noexcept {
  const std::int64_t count = read_long();
  if (count >= 0) return static_cast<std::uint64_t>(count);
  const std::int64_t size = read_long();
  if (count == std::numeric_limits<std::int64_t>::min() || size < 0 ||
      static_cast<std::uint64_t>(size) > left_.size()) {
    fail();
    return 0;
  }
  return static_cast<std::uint64_t>(-count);
}

}  // namespace avocet::avro
