// uuid.h - what the logical type uuid holds, as a string or as a fixed of 16 bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace avocet::avro {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};  // in the order of the text (RFC 4122), as in a fixed

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

// 8-4-4-4-12 hex digits of either case; nothing: it is something else.
std::optional<Uuid> parse_uuid(std::string_view text) noexcept;

// The same 36 characters in lower case.
std::string to_text(const Uuid& uuid);

}  // namespace avocet::avro
