// text.h - small tools for text: putting pieces together, cutting, reading whole numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace avocet::base {

// Finds std::string keys by string_view, without a temporary: std::unordered_map<std::string, T, TextHash, std::equal_to<>>.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

inline void append(std::string& out, std::string_view piece) { out.append(piece); }
inline void append(std::string& out, char piece) { out.push_back(piece); }
template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, char> && !std::is_same_v<T, bool>)
void append(std::string& out, T piece) {
  out.append(std::to_string(piece));
}

// One string of all pieces: strings, characters and whole numbers.
template <class... Pieces>
std::string cat(const Pieces&... pieces) {
  std::string out;
  (append(out, pieces), ...);
  return out;
}

// `text` cut at every `separator`; empty pieces are kept, so the result has one more piece than separators.
// The pieces are views of `text`.
std::vector<std::string_view> split(std::string_view text, char separator);

// Without leading and trailing blanks, tabs and line ends.
std::string_view trim(std::string_view text);

// ASCII letters only; other bytes stay.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

// A decimal number that fits: an optional sign, digits, nothing else.
std::optional<std::int32_t> parse_int32(std::string_view text);
std::optional<std::int64_t> parse_int64(std::string_view text);

}  // namespace avocet::base
