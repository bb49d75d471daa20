// json_escape.h - text on its way into a JSON string: 16 bytes at a time where nothing is to be
// escaped, which is nearly always.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace avocet::base {

inline constexpr std::size_t kMostEscapeBytes = 6;  // \u001F

// Whether a byte must be escaped: " \ and control characters.
inline bool needs_json_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Writes the escape of such a byte: \" \\ \b \f \n \r \t, else \u00XX in upper case. Returns the
// position behind it.
char* write_json_escape(char* out, char c) noexcept;

namespace json_escape {

// In each byte of the word that must be escaped the top bit, and no other bit. Exact: a borrow
// crosses bytes only above one that is marked, and the lowest mark is what is looked for.
inline std::uint64_t marks(std::uint64_t word) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kTops = 0x8080808080808080U;
  const auto zeros = [](std::uint64_t w) { return (w - kOnes) & ~w; };
  return ((word - kOnes * 0x20) | zeros(word ^ kOnes * '"') | zeros(word ^ kOnes * '\\')) & ~word &
         kTops;
}

inline std::uint64_t load(const char* p) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, p, 8);
  return word;
}

#if defined(__SSE2__)
// A bit for each of 16 bytes that must be escaped.
inline unsigned marks(__m128i bytes) noexcept {
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const __m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(controls, quotes)));
}
#endif

}  // namespace json_escape

// The first of [text, end) that must be escaped, or ends a string; `end`: there is none. `is_ascii`
// becomes false if a byte from 80 on may stand before it.
inline const char* find_json_special(const char* text, const char* end, bool& is_ascii) noexcept {
#if defined(__SSE2__)
  while (end - text >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    if (_mm_movemask_epi8(bytes) != 0) is_ascii = false;
    if (const unsigned marks = json_escape::marks(bytes); marks != 0) {
      return text + std::countr_zero(marks);
    }
    text += 16;
  }
#endif
  while (end - text >= 8) {
    const std::uint64_t word = json_escape::load(text);
    if ((word & 0x8080808080808080U) != 0) is_ascii = false;
    if (const std::uint64_t marks = json_escape::marks(word); marks != 0) {
      return text + std::countr_zero(marks) / 8;
    }
    text += 8;
  }
  for (; text != end && !needs_json_escape(*text); ++text) {
    if (static_cast<unsigned char>(*text) >= 0x80) is_ascii = false;
  }
  return text;
}

// Copies bytes of [text, end) to `out` up to the first that must be escaped; moves both positions
// behind what was copied. `out` has room for 16 bytes more than the text.
inline void copy_plain_json(char*& out, const char*& text, const char* end) noexcept {
  static_assert(std::endian::native == std::endian::little);
#if defined(__SSE2__)
  while (end - text >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    const unsigned marks = json_escape::marks(bytes);
    const int plain = marks == 0 ? 16 : std::countr_zero(marks);
    out += plain;
    text += plain;
    if (marks != 0) return;
  }
#endif
  while (end - text >= 8) {
    const std::uint64_t word = json_escape::load(text);
    std::memcpy(out, &word, 8);
    const std::uint64_t marks = json_escape::marks(word);
    const int plain = marks == 0 ? 8 : std::countr_zero(marks) / 8;
    out += plain;
    text += plain;
    if (marks != 0) return;
  }
  if (end - text >= 4) {
    std::uint32_t half = 0;
    std::memcpy(&half, text, 4);
    std::memcpy(out, &half, 4);
    const std::uint64_t marks = json_escape::marks(half | std::uint64_t{0x2020202020202020U} << 32);
    const int plain = marks == 0 ? 4 : std::countr_zero(marks) / 8;
    out += plain;
    text += plain;
    if (marks != 0) return;
  }
  while (text != end && !needs_json_escape(*text)) *out++ = *text++;
}

}  // namespace avocet::base
