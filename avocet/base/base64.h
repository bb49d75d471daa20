// base64.h - bytes as text of 64 characters (RFC 4648, with padding).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace avocet::base {

// How long the text of so many bytes is.
constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

// Writes exactly that many characters to `out`; returns the position behind them.
char* write_base64(char* out, std::string_view bytes) noexcept;

// The bytes; nothing: a character that does not belong, a length that is no multiple of four,
// padding elsewhere than at the end, or bits behind the last byte that are not 0.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace avocet::base
