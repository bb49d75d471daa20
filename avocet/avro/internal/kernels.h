// kernels.h - the few loops that depend on the machine: runs of varints, and whether text is ASCII.
// One of three versions, by the instruction set that the including file is compiled for; all give
// the same results. Everything here is local to that file, so that no other links to it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "avocet/avro/arena.h"
#include "avocet/avro/internal/interpreter.h"
#include "avocet/avro/internal/varint.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace avocet::avro {
namespace {

// Where the integers of a run go: into numbers in a row …
struct NumberSink {
  std::int64_t* out;

  AVOCET_ALWAYS_INLINE void put(std::int64_t value) noexcept { *out++ = value; }
};

// … or into cells in a row, each with its tail.
struct CellSink {
  Cell* out;
  const std::uint64_t* tails;

  AVOCET_ALWAYS_INLINE void put(std::int64_t value) noexcept {
    out->integer = value;
    std::memcpy(reinterpret_cast<char*>(out++) + 8, tails++, 8);
  }
};

// Up to eight bytes at `p`, zeros behind the end, and the top bits of those that end a varint.
struct Word {
  std::uint64_t bytes;
  std::uint64_t stops;
};
constexpr std::uint64_t kTops = 0x8080808080808080U;

AVOCET_ALWAYS_INLINE Word load_word(const std::uint8_t* p, const std::uint8_t* end) noexcept {
  std::uint64_t bytes = 0;
  if (end - p >= 8) [[likely]] {
    bytes = load8(p);
    return {bytes, ~bytes & kTops};
  }
  const auto rest = static_cast<unsigned>(end - p);
#if defined(__AVX512BW__) && defined(__AVX512VL__)
  const auto inside = static_cast<__mmask16>((1U << rest) - 1);
  bytes = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_maskz_loadu_epi8(inside, p)));
#else
  for (unsigned i = 0; i < rest; ++i) bytes |= std::uint64_t{p[i]} << (8 * i);
#endif
  return {bytes, ~bytes & kTops & ((std::uint64_t{1} << (8 * rest)) - 1)};
}

// The groups of a varint that ends at the lowest of `stops`, which is not 0.
AVOCET_ALWAYS_INLINE std::uint64_t joined_word(const Word& word) noexcept {
  const std::uint64_t own = word.bytes & (word.stops ^ (word.stops - 1));
#if defined(__BMI2__)
  return _pext_u64(own, 0x7f7f7f7f7f7f7f7fU);
#else
  return join_groups(own & 0x7f7f7f7f7f7f7f7fU);
#endif
}

AVOCET_ALWAYS_INLINE unsigned size_of(const Word& word) noexcept {
  return (static_cast<unsigned>(std::countr_zero(word.stops)) >> 3) + 1;
}

// A varint of any size that a long may have; null: it is not one, or is cut off.
AVOCET_ALWAYS_INLINE const std::uint8_t* read_word(const std::uint8_t* p, const std::uint8_t* end,
                                                   std::uint64_t& u) noexcept {
  const Word word = load_word(p, end);
  if (word.stops == 0) [[unlikely]]
    return read_varint_by_bytes(p, end, u);
  u = joined_word(word);
  return p + size_of(word);
}

// One varint of a long, or of an int if it is not wide; null: it is not one, or is cut off.
AVOCET_ALWAYS_INLINE const std::uint8_t* read_one(const std::uint8_t* p, const std::uint8_t* end,
                                                  bool is_wide, std::int64_t& value) noexcept {
  std::uint64_t u = 0;
  const std::uint8_t* const next = read_word(p, end, u);
  if (!is_wide && (next == nullptr || next - p > 5 || u > 0xffffffffU)) return nullptr;
  value = unzigzag(u);
  return next;
}

template <class Sink>
const std::uint8_t* read_each(const std::uint8_t* p, const std::uint8_t* end, std::size_t count,
                              std::int64_t wide, Sink& sink) noexcept {
  for (; count != 0; --count, wide >>= 1) {
    std::int64_t value = 0;
    p = read_one(p, end, (wide & 1) != 0, value);
    if (p == nullptr) return nullptr;
    sink.put(value);
  }
  return p;
}

AVOCET_ALWAYS_INLINE bool is_ascii_by_words(const std::uint8_t* text, std::size_t size) noexcept {
  std::uint64_t seen = 0;
  if (size < 8) {
    for (std::size_t i = 0; i < size; ++i) seen |= text[i];
    return (seen & 0x80) == 0;
  }
  for (std::size_t i = 0; i + 8 <= size; i += 8) seen |= load8(text + i);
  return ((seen | load8(text + size - 8)) & kTops) == 0;
}

#if defined(__AVX512VBMI2__) && defined(__AVX512VBMI__) && defined(__AVX512BW__)

// The first `count` bits, at most 64.
AVOCET_ALWAYS_INLINE std::uint64_t low_bits(std::size_t count) noexcept {
  return _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(count));
}

// Loads that are masked do not touch what they leave out.
AVOCET_ALWAYS_INLINE __m512i load_some(const std::uint8_t* p, std::size_t size) noexcept {
  return _mm512_maskz_loadu_epi8(low_bits(size), p);
}

AVOCET_ALWAYS_INLINE bool is_ascii(const std::uint8_t* text, std::size_t size,
                                   const std::uint8_t*) noexcept {
  for (; size > 64; size -= 64, text += 64) {
    if (_mm512_movepi8_mask(_mm512_loadu_si512(text)) != 0) return false;
  }
  return _mm512_movepi8_mask(load_some(text, size)) == 0;
}

// At most 64 bytes: each lead asks for as many continuations as it must have, and there must be no
// others; four leads limit what their first continuation may be.
inline bool is_utf8_block(__m512i v) noexcept {
  const auto at_least = [&](int byte) {
    return _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8(static_cast<char>(byte)));
  };
  const auto is = [&](int byte) {
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(static_cast<char>(byte)));
  };
  const std::uint64_t from_c2 = at_least(0xc2);
  const std::uint64_t from_e0 = at_least(0xe0);
  const std::uint64_t from_f0 = at_least(0xf0);
  const std::uint64_t from_90 = at_least(0x90);
  const std::uint64_t from_a0 = at_least(0xa0);
  const std::uint64_t continuations = at_least(0x80) & ~at_least(0xc0);
  const std::uint64_t never = at_least(0xf5) | (at_least(0xc0) & ~from_c2);
  const std::uint64_t wanted = from_c2 << 1 | from_e0 << 2 | from_f0 << 3;
  const std::uint64_t lost = from_c2 >> 63 | from_e0 >> 62 | from_f0 >> 61;
  const std::uint64_t limited = (is(0xe0) << 1 & ~from_a0) | (is(0xed) << 1 & from_a0) |
                                (is(0xf0) << 1 & ~from_90) | (is(0xf4) << 1 & from_90);
  return (never | lost | limited | (wanted ^ continuations)) == 0;
}

inline bool is_utf8(const std::uint8_t* text, std::size_t size) noexcept {
  while (size > 64) {
    std::size_t now = 64;  // less where that would divide a code point
    while (now > 61 && (text[now] & 0xc0) == 0x80) --now;
    if (!is_utf8_block(load_some(text, now))) return false;
    text += now;
    size -= now;
  }
  return is_utf8_block(load_some(text, size));
}

AVOCET_ALWAYS_INLINE void put_eight(NumberSink& sink, __m512i values) noexcept {
  _mm512_storeu_si512(sink.out, values);
  sink.out += 8;
}
AVOCET_ALWAYS_INLINE void put_some(NumberSink& sink, __m512i values, unsigned count) noexcept {
  _mm512_mask_storeu_epi64(sink.out, static_cast<__mmask8>(low_bits(count)), values);
  sink.out += count;
}

struct CellPair {
  __m512i low, high;
};
// Values and tails in turn.
AVOCET_ALWAYS_INLINE CellPair joined(__m512i values, const std::uint64_t* tails) noexcept {
  const __m512i others = _mm512_loadu_si512(tails);
  return {_mm512_permutex2var_epi64(values, _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), others),
          _mm512_permutex2var_epi64(values, _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), others)};
}
AVOCET_ALWAYS_INLINE void put_eight(CellSink& sink, __m512i values) noexcept {
  const CellPair cells = joined(values, sink.tails);
  _mm512_storeu_si512(sink.out, cells.low);
  _mm512_storeu_si512(sink.out + 4, cells.high);
  sink.out += 8;
  sink.tails += 8;
}
AVOCET_ALWAYS_INLINE void put_some(CellSink& sink, __m512i values, unsigned count) noexcept {
  const CellPair cells = joined(values, sink.tails);
  const std::uint64_t halves = low_bits(2 * count);
  _mm512_mask_storeu_epi64(sink.out, static_cast<__mmask8>(halves), cells.low);
  _mm512_mask_storeu_epi64(sink.out + 4, static_cast<__mmask8>(halves >> 8), cells.high);
  sink.out += count;
  sink.tails += count;
}

// Sixty-four bytes at a time. The mask of their last bytes gives the positions at which varints
// end and begin; eight varints are then spread over eight lanes, and their groups joined by
// multiplications: bytes to 14 bits, to 28, to 56. Longer ones are read one by one.
template <class Sink>
const std::uint8_t* read_integers(const std::uint8_t* p, const std::uint8_t* end, std::size_t count,
                                  std::int64_t wide, Sink sink) noexcept {
  const __m512i iota = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
      40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
      17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i in_lane = _mm512_set1_epi64(0x0706050403020100);
  const __m512i first_lanes = _mm512_setr_epi64(
      0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404,
      0x0505050505050505, 0x0606060606060606, 0x0707070707070707);
  while (count != 0) {
    const auto rest = static_cast<std::size_t>(end - p);
    const std::uint64_t inside = rest >= 64 ? ~std::uint64_t{0} : low_bits(rest);
    const __m512i bytes = _mm512_maskz_loadu_epi8(inside, p);
    std::uint64_t stops = ~_mm512_movepi8_mask(bytes) & inside;
    auto whole = static_cast<std::size_t>(std::popcount(stops));
    if (whole == 0) return nullptr;
    // Eight at a time, for how many there are would be hard to foresee; short ones by four times
    // eight.
    whole = std::min(whole, count);
    if (whole > 8) whole = whole >= 32 ? 32 : 8;
    const __m512i ends = _mm512_maskz_compress_epi8(stops, iota);
    const __m512i starts = _mm512_maskz_compress_epi8(stops << 1 | 1, iota);
    const std::uint8_t* const window = p;
    p += std::countr_zero(_pdep_u64(std::uint64_t{1} << (whole - 1), stops)) + 1;
    count -= whole;
    __m512i lanes = first_lanes;
    for (;;) {
      const unsigned now = whole < 8 ? static_cast<unsigned>(whole) : 8;
      const __m512i first = _mm512_permutexvar_epi8(lanes, starts);
      const __m512i last = _mm512_permutexvar_epi8(lanes, ends);
      const __m512i place = _mm512_add_epi8(first, in_lane);
      const __mmask64 own = _mm512_cmple_epu8_mask(place, last);
      __m512i v = _mm512_maskz_permutexvar_epi8(own, place, bytes);
      const auto narrow = static_cast<__mmask8>(~wide & static_cast<std::int64_t>(low_bits(now)));
      const __m512i most =
          _mm512_mask_blend_epi64(narrow, _mm512_set1_epi8(7), _mm512_set1_epi8(4));
      const __mmask64 is_long = _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(last, first), most);
      v = _mm512_and_si512(v, _mm512_set1_epi8(0x7f));
      v = _mm512_maddubs_epi16(_mm512_set1_epi16(static_cast<short>(0x8001)), v);
      v = _mm512_madd_epi16(v, _mm512_set1_epi32(0x40000001));
      // The lower 28 bits of the even half, the others of the odd one.
      v = _mm512_ternarylogic_epi64(_mm512_set1_epi64(0x0fffffff), v, _mm512_srli_epi64(v, 4),
                                    0xca);
      const __mmask8 is_large =
          _mm512_mask_cmpgt_epu64_mask(narrow, v, _mm512_set1_epi64(0xffffffff));
      if (((is_long & low_bits(8 * now)) | is_large) != 0) [[unlikely]] {
        const std::uint8_t* const at =
            window + (_mm_cvtsi128_si32(_mm512_castsi512_si128(first)) & 0x3f);
        if (read_each(at, end, now, wide, sink) == nullptr) return nullptr;
      } else {
        v = _mm512_xor_si512(
            _mm512_srli_epi64(v, 1),
            _mm512_sub_epi64(_mm512_setzero_si512(), _mm512_and_si512(v, _mm512_set1_epi64(1))));
        if (now == 8) {
          put_eight(sink, v);
        } else {
          put_some(sink, v, now);
        }
      }
      wide >>= now;
      if (whole <= 8) break;
      whole -= 8;
      lanes = _mm512_add_epi8(lanes, _mm512_set1_epi8(8));
    }
  }
  return p;
}

#elif defined(__AVX2__) && defined(__BMI2__)

// The top bits of 64 bytes.
AVOCET_ALWAYS_INLINE std::uint64_t top_bits(const std::uint8_t* p) noexcept {
  const auto* const words = reinterpret_cast<const __m256i*>(p);
  const auto low = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_loadu_si256(words)));
  const auto high = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_loadu_si256(words + 1)));
  return std::uint64_t{high} << 32 | low;
}

AVOCET_ALWAYS_INLINE bool is_ascii(const std::uint8_t* text, std::size_t size,
                                   const std::uint8_t* end) noexcept {
  if (static_cast<std::size_t>(end - text) < 64) return is_ascii_by_words(text, size);
  for (; size > 64; size -= 64, text += 64) {
    if (top_bits(text) != 0) return false;
    if (end - text < 128) return is_ascii_by_words(text + 64, size - 64);
  }
  return _bzhi_u64(top_bits(text), static_cast<unsigned>(size)) == 0;
}

inline bool is_utf8(const std::uint8_t* text, std::size_t size) noexcept {
  return Interpreter::is_utf8(text, size);
}

// Sixty-four bytes at a time: the mask of their last bytes says where each varint ends, so that the
// next need not wait for the one before it.
template <class Sink>
const std::uint8_t* read_integers(const std::uint8_t* p, const std::uint8_t* end, std::size_t count,
                                  std::int64_t wide, Sink sink) noexcept {
  while (count != 0) {
    if (end - p < 72) return read_each(p, end, count, wide, sink);
    std::uint64_t stops = ~top_bits(p);
    const auto whole = static_cast<std::size_t>(std::popcount(stops));
    std::size_t left = whole < count ? whole : count;
    if (left == 0) return nullptr;
    count -= left;
    unsigned first = 0;
    for (; left != 0; --left) {
      const auto last = static_cast<unsigned>(std::countr_zero(stops));
      stops &= stops - 1;
      const unsigned size = last + 1 - first;
      const std::uint64_t u = _pext_u64(load8(p + first), _bzhi_u64(0x7f7f7f7f7f7f7f7fU, 8 * size));
      const bool is_narrow = (wide & 1) == 0;
      std::int64_t value = unzigzag(u);
      if (size > (is_narrow ? 5U : 8U) || (is_narrow && u > 0xffffffffU)) [[unlikely]] {
        if (read_one(p + first, end, !is_narrow, value) == nullptr) return nullptr;
      }
      sink.put(value);
      wide >>= 1;
      first = last + 1;
    }
    p += first;
  }
  return p;
}

#else

AVOCET_ALWAYS_INLINE bool is_ascii(const std::uint8_t* text, std::size_t size,
                                   const std::uint8_t*) noexcept {
  return is_ascii_by_words(text, size);
}

inline bool is_utf8(const std::uint8_t* text, std::size_t size) noexcept {
  return Interpreter::is_utf8(text, size);
}

template <class Sink>
const std::uint8_t* read_integers(const std::uint8_t* p, const std::uint8_t* end, std::size_t count,
                                  std::int64_t wide, Sink sink) noexcept {
  return read_each(p, end, count, wide, sink);
}

#endif

}  // namespace
}  // namespace avocet::avro
