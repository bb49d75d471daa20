// ids.h - the numbers of the registry, each a type of its own.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace avocet::registry {

// Of a distinct schema in a context; from 1, never reused.
struct SchemaId {
  std::int32_t value = 0;
  friend auto operator<=>(const SchemaId&, const SchemaId&) = default;
};

// Of a schema under a subject; from 1.
struct Version {
  std::int32_t value = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

// MD5 of a schema's content: the same in every context and on every server.
using Guid = std::array<std::uint8_t, 16>;

std::string to_text(const Guid& guid);  // 8-4-4-4-12, lower case
// From that form or 32 digits, in any case.
std::optional<Guid> parse_guid(std::string_view text);

struct GuidHash {
  std::size_t operator()(const Guid& guid) const noexcept {
    std::size_t head = 0;
    std::memcpy(&head, guid.data(), sizeof head);
    return head;
  }
};

struct SchemaIdHash {
  std::size_t operator()(SchemaId id) const noexcept { return std::hash<std::int32_t>{}(id.value); }
};

}  // namespace avocet::registry
