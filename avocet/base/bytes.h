// bytes.h - bytes as text and text as bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace avocet::base {

std::string to_hex(std::span<const std::uint8_t> bytes);  // lower case
std::optional<std::string> from_hex(std::string_view text);

void append_big_endian(std::string& out, std::uint32_t value);

}  // namespace avocet::base
