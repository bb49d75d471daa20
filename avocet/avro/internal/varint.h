// varint.h - zig-zag, base 128, low group first (spec/avro.md 1.8).
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

// Inlined always: files that are compiled for other instruction sets may include this, and none of
// their code may take the place of another file's.
#define AVOCET_ALWAYS_INLINE inline __attribute__((always_inline))

namespace avocet::avro {

static_assert(std::endian::native == std::endian::little);

AVOCET_ALWAYS_INLINE std::int64_t unzigzag(std::uint64_t u) noexcept {
  return static_cast<std::int64_t>((u >> 1) ^ (0 - (u & 1)));
}

AVOCET_ALWAYS_INLINE std::uint64_t load8(const std::uint8_t* p) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, p, 8);
  return word;
}

// Eight groups of seven bits, each in a byte whose top bit is 0, moved together.
AVOCET_ALWAYS_INLINE std::uint64_t join_groups(std::uint64_t w) noexcept {
  w = (w & 0x007f007f007f007fU) | ((w & 0x7f007f007f007f00U) >> 1);
  w = (w & 0x00003fff00003fffU) | ((w & 0x3fff00003fff0000U) >> 2);
  return (w & 0x000000000fffffffU) | ((w & 0x0fffffff00000000U) >> 4);
}

namespace {

// At most 10 bytes, of which the tenth may be 01. The position behind it; null: too long, too large
// or cut off.
inline const std::uint8_t* read_varint_by_bytes(const std::uint8_t* p, const std::uint8_t* end,
                                                std::uint64_t& value) noexcept {
  std::uint64_t sum = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (p == end) return nullptr;
    const std::uint64_t byte = *p++;
    if (shift == 63 && byte > 1) return nullptr;
    sum |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      value = sum;
      return p;
    }
  }
  return nullptr;
}

}  // namespace

// The same, without a branch for each byte where at least 8 can be loaded.
AVOCET_ALWAYS_INLINE const std::uint8_t* read_varint_by_word(const std::uint8_t* p,
                                                             const std::uint8_t* end,
                                                             std::uint64_t& value) noexcept {
  if (end - p >= 8) {
    const std::uint64_t word = load8(p);
    const std::uint64_t stops = ~word & 0x8080808080808080U;
    if (stops != 0) {
      value = join_groups(word & (stops ^ (stops - 1)) & 0x7f7f7f7f7f7f7f7fU);
      return p + (std::countr_zero(stops) >> 3) + 1;
    }
  }
  return read_varint_by_bytes(p, end, value);
}

// The same; most are one byte.
AVOCET_ALWAYS_INLINE const std::uint8_t* read_varint(const std::uint8_t* p, const std::uint8_t* end,
                                                     std::uint64_t& value) noexcept {
  if (p != end && *p < 0x80) {
    value = *p;
    return p + 1;
  }
  return read_varint_by_word(p, end, value);
}

// An int: at most 5 bytes, at most 32 bits.
AVOCET_ALWAYS_INLINE const std::uint8_t* read_varint32(const std::uint8_t* p,
                                                       const std::uint8_t* end,
                                                       std::uint64_t& value) noexcept {
  if (p != end && *p < 0x80) {
    value = *p;
    return p + 1;
  }
  const std::uint8_t* next = read_varint_by_word(p, end, value);
  return next != nullptr && next - p <= 5 && value <= 0xffffffffU ? next : nullptr;
}

// Whether what could not be read was only cut off.
AVOCET_ALWAYS_INLINE bool is_cut_off(const std::uint8_t* p, const std::uint8_t* end,
                                     int max_bytes) noexcept {
  for (int i = 0; i < max_bytes; ++i) {
    if (p + i == end) return true;
    if (p[i] < 0x80) return false;
  }
  return false;
}

}  // namespace avocet::avro
