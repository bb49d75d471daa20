// settings.h - what can be set for a subject, a context or everything: compatibility and mode
// (spec/rest-api.md 2.11, 17.9, 17.10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/registry/content.h"
#include "avocet/schema/compatibility.h"

namespace avocet::registry {

enum class Policy : std::uint8_t { Strict, Lenient };
std::string_view to_text(Policy policy) noexcept;                    // "STRICT"
std::optional<Policy> parse_policy(std::string_view text) noexcept;  // any case

// One stored configuration; what is not set is left to the next scope only when no record is there
// at all.
struct Config {
  std::optional<std::string> alias;
  std::optional<std::string> alias_for_deks;
  std::optional<bool> normalize;
  std::optional<bool> validate_fields;
  std::optional<bool> validate_new_schemas;
  std::optional<bool> validate_rules;
  std::optional<schema::Level> level;
  std::optional<Policy> policy;
  std::optional<std::string> group;  // name of a metadata property
  std::optional<Metadata> default_metadata;
  std::optional<Metadata> override_metadata;
  friend bool operator==(const Config&, const Config&) = default;
};

enum class Mode : std::uint8_t { ReadWrite, ReadOnly, ReadOnlyOverride, Import, Forward };
std::string_view to_text(Mode mode) noexcept;                    // "READWRITE"
std::optional<Mode> parse_mode(std::string_view text) noexcept;  // any case

constexpr bool is_read_only(Mode mode) noexcept {
  return mode == Mode::ReadOnly || mode == Mode::ReadOnlyOverride;
}
constexpr bool takes_ids(Mode mode) noexcept {
  return mode == Mode::Import || mode == Mode::Forward;
}

}  // namespace avocet::registry
