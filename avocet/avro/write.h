// write.h - the bytes of numbers and text, put where room is known to be (spec/avro.md 1.8).
//
//   values --how many bytes at most?--> room --put_…--> bytes
//
// Who writes a datum first adds up how many bytes it can take at most, makes room once, and then
// writes without asking. Every function here returns the position behind what it wrote; it may also
// touch up to kWriteSlack bytes behind that, which the room must have beyond the sum. They are
// inlined whatever a compiler thinks of their size: a call would cost as much as they do.
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

[[gnu::always_inline]] constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

// How many bytes a varint takes: 1 to 10.
constexpr std::size_t varint_bytes(std::uint64_t u) noexcept {
  return (static_cast<std::size_t>(std::bit_width(u | 1)) * 9 + 64) / 64;
}

// The lower 56 bits, seven in each byte.
[[gnu::always_inline]] constexpr std::uint64_t split_groups_by_shifts(std::uint64_t u) noexcept {
  u = (u & 0x000000000fffffffU) | ((u & 0x00fffffff0000000U) << 4);
  u = (u & 0x00003fff00003fffU) | ((u & 0x0fffc0000fffc000U) << 2);
  return (u & 0x007f007f007f007fU) | ((u & 0x3f803f803f803f80U) << 1);
}

[[gnu::always_inline]] inline std::uint64_t split_groups(std::uint64_t u) noexcept {
#ifdef __BMI2__
  return __builtin_ia32_pdep_di(u, 0x7f7f7f7f7f7f7f7fU);
#else
  return split_groups_by_shifts(u);
#endif
}

[[gnu::always_inline]] inline std::uint8_t* put_word(std::uint8_t* p, std::uint64_t word) noexcept {
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

// A varint of any size; does not branch on it up to eight bytes. How many of these it takes is
// found from the other end: counting zeros from below is fast on every processor.
[[gnu::always_inline]] inline std::uint8_t* put_varint(std::uint8_t* p, std::uint64_t u) noexcept {
  if (u >> 56 != 0) return put_large_varint(p, u);
  const std::uint64_t groups = split_groups(u);
  const int unused_bits = std::countr_zero(__builtin_bswap64(groups | 1)) & 56;
  put_word(p, groups | (0x0080808080808080U >> unused_bits));
  return p + 8 - unused_bits / 8;
}

// An int or a long.
[[gnu::always_inline]] inline std::uint8_t* put_long(std::uint8_t* p, std::int64_t value) noexcept {
  return put_varint(p, zigzag(value));
}

// A length, a count, a branch, a symbol: hardly ever more than one byte.
[[gnu::always_inline]] inline std::uint8_t* put_size(std::uint8_t* p, std::uint64_t size) noexcept {
  if (size < 0x40) {
    *p = static_cast<std::uint8_t>(size << 1);
    return p + 1;
  }
  return put_varint(p, size << 1);
}

[[gnu::always_inline]] inline std::uint8_t* put_float(std::uint8_t* p, float value) noexcept {
  std::memcpy(p, &value, 4);
  return p + 4;
}

[[gnu::always_inline]] inline std::uint8_t* put_double(std::uint8_t* p, double value) noexcept {
  std::memcpy(p, &value, 8);
  return p + 8;
}

template <class Word, class Seen>
[[gnu::always_inline]] inline void copy_word(std::uint8_t* p, const std::uint8_t* from,
                                             std::size_t at, Seen& seen) noexcept {
  Word word{};
  std::memcpy(&word, from + at, sizeof word);
  std::memcpy(p + at, &word, sizeof word);
  seen |= word;
}

// More than 16 bytes. Few steps in size, so that the branches are easy to predict.
[[gnu::always_inline]] inline void put_many_bytes(std::uint8_t* p, const std::uint8_t* from,
                                                  std::size_t size, std::uint64_t& seen) noexcept {
  using Sixteen [[gnu::vector_size(16)]] = std::uint64_t;
  Sixteen all{};
  if (size > 32) {
    for (std::size_t at = 32; at + 16 < size; at += 16) copy_word<Sixteen>(p, from, at, all);
    copy_word<Sixteen>(p, from, 16, all);
  }
  copy_word<Sixteen>(p, from, 0, all);
  copy_word<Sixteen>(p, from, size - 16, all);
  seen |= all[0] | all[1];
}

// `size` bytes as they are. All that were seen, or-ed together, are in some byte of `seen`: a top
// bit there says that the text is not ASCII.
[[gnu::always_inline]] inline std::uint8_t* put_bytes(std::uint8_t* p, const void* data,
                                                      std::size_t size,
                                                      std::uint64_t& seen) noexcept {
  const auto* from = static_cast<const std::uint8_t*>(data);
  std::uint8_t* const end = p + size;
  if (size > 16) {
    put_many_bytes(p, from, size, seen);
  } else if (size >= 8) {
    copy_word<std::uint64_t>(p, from, 0, seen);
    copy_word<std::uint64_t>(p, from, size - 8, seen);
  } else if (size >= 4) {
    copy_word<std::uint32_t>(p, from, 0, seen);
    copy_word<std::uint32_t>(p, from, size - 4, seen);
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
