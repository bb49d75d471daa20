// write.h - the bytes of numbers and text, put where room is known to be (spec/avro.md 1.8).
//
//   values --how many bytes at most?--> room --put_…--> bytes
//
// Who writes a datum first adds up how many bytes it can take at most, makes room once, and then
// writes without asking. Every function here returns the position behind what it wrote; it may also
// touch up to kWriteSlack bytes behind that, which the room must have beyond the sum.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace avocet::avro {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::size_t kMaxIntBytes = 5;    // a varint of 32 bits
inline constexpr std::size_t kMaxLongBytes = 10;  // of 64: also lengths, counts and branches
inline constexpr std::size_t kWriteSlack = 16;

constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

// How many bytes a varint takes: 1 to 10.
constexpr std::size_t varint_bytes(std::uint64_t u) noexcept {
  return (static_cast<std::size_t>(std::bit_width(u | 1)) * 9 + 64) / 64;
}

// The lower 56 bits, seven in each byte.
constexpr std::uint64_t split_groups_by_shifts(std::uint64_t u) noexcept {
  u = (u & 0x000000000fffffffU) | ((u & 0x00fffffff0000000U) << 4);
  u = (u & 0x00003fff00003fffU) | ((u & 0x0fffc0000fffc000U) << 2);
  return (u & 0x007f007f007f007fU) | ((u & 0x3f803f803f803f80U) << 1);
}

inline std::uint64_t split_groups(std::uint64_t u) noexcept {
#ifdef __BMI2__
  return __builtin_ia32_pdep_di(u, 0x7f7f7f7f7f7f7f7fU);
#else
  return split_groups_by_shifts(u);
#endif
}

inline std::uint8_t* put_word(std::uint8_t* p, std::uint64_t word) noexcept {
  std::memcpy(p, &word, 8);
  return p + 8;
}

// A varint of more than eight bytes.
[[gnu::noinline]] inline std::uint8_t* put_large_varint(std::uint8_t* p, std::uint64_t u) noexcept {
  p = put_word(p, split_groups(u) | 0x8080808080808080U);
  u >>= 56;
  if (u >= 0x80) {
    *p++ = static_cast<std::uint8_t>(u | 0x80);
    u >>= 7;
  }
  *p++ = static_cast<std::uint8_t>(u);
  return p;
}

// A varint of any size; does not branch on it up to eight bytes.
inline std::uint8_t* put_varint(std::uint8_t* p, std::uint64_t u) noexcept {
  if (u >> 56 != 0) return put_large_varint(p, u);
  const std::size_t bytes = varint_bytes(u);
  const std::uint64_t more = 0x8080808080808080U & ((std::uint64_t{1} << (8 * (bytes - 1))) - 1);
  put_word(p, split_groups(u) | more);
  return p + bytes;
}

// An int or a long.
inline std::uint8_t* put_long(std::uint8_t* p, std::int64_t value) noexcept {
  return put_varint(p, zigzag(value));
}

// A length, a count, a branch, a symbol: hardly ever more than one byte.
inline std::uint8_t* put_size(std::uint8_t* p, std::uint64_t size) noexcept {
  if (size < 0x40) {
    *p = static_cast<std::uint8_t>(size << 1);
    return p + 1;
  }
  return put_varint(p, size << 1);
}

inline std::uint8_t* put_float(std::uint8_t* p, float value) noexcept {
  std::memcpy(p, &value, 4);
  return p + 4;
}

inline std::uint8_t* put_double(std::uint8_t* p, double value) noexcept {
  std::memcpy(p, &value, 8);
  return p + 8;
}

// `size` bytes as they are. All that were seen, or-ed together, are in some byte of `seen`: a top
// bit there says that the text is not ASCII.
inline std::uint8_t* put_bytes(std::uint8_t* p, const void* data, std::size_t size,
                               std::uint64_t& seen) noexcept {
  const auto* from = static_cast<const std::uint8_t*>(data);
  std::uint8_t* const end = p + size;
  const auto move8 = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + at, 8);
    std::memcpy(p + at, &word, 8);
    seen |= word;
  };
  const auto move4 = [&](std::size_t at) {
    std::uint32_t word = 0;
    std::memcpy(&word, from + at, 4);
    std::memcpy(p + at, &word, 4);
    seen |= word;
  };
  if (size >= 16) {
    std::size_t at = 0;
    do {
      move8(at);
      move8(at + 8);
      at += 16;
    } while (at + 16 <= size);
    move8(size - 16);
    move8(size - 8);
  } else if (size >= 8) {
    move8(0);
    move8(size - 8);
  } else if (size >= 4) {
    move4(0);
    move4(size - 4);
  } else if (size != 0) {  // 1 to 3: the first, the one in the middle, the last
    seen |= std::uint64_t{from[0]} | from[size / 2] | from[size - 1];
    p[0] = from[0];
    p[size / 2] = from[size / 2];
    p[size - 1] = from[size - 1];
  }
  return end;
}

inline constexpr std::uint64_t kTopBits = 0x8080808080808080U;  // of `seen`: not ASCII

}  // namespace avocet::avro
