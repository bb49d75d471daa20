// utf8.h - code points of UTF-8 text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace avocet::base {

struct CodePoint {
  char32_t value = 0;
  std::size_t length_bytes = 0;  // 0: the text does not begin with a well-formed code point
};

// The first code point of a text that is not empty. Over-long forms, surrogates and values above U+10FFFF are ill-formed.
CodePoint decode_utf8(std::string_view text);

// Whether the whole text is well-formed.
bool is_utf8(std::string_view text);

void append_utf8(std::string& out, char32_t value);

// Order of java.lang.String.compareTo: by UTF-16 code unit. It differs from byte order only between supplementary
// characters and U+E000–U+FFFF. Both texts are well-formed.
bool utf16_less(std::string_view a, std::string_view b);

}  // namespace avocet::base
