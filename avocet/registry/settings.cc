#include "avocet/registry/settings.h"

#include <array>

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

constexpr std::array<std::string_view, 2> kPolicies = {"STRICT", "LENIENT"};
constexpr std::array<std::string_view, 5> kModes = {"READWRITE", "READONLY", "READONLY_OVERRIDE",
                                                    "IMPORT", "FORWARD"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (base::equal_ignoring_case(words[i], text)) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Policy policy) noexcept {
  return kPolicies[static_cast<std::size_t>(policy)];
}
std::optional<Policy> parse_policy(std::string_view text) noexcept {
  return find<Policy>(kPolicies, text);
}

std::string_view to_text(Mode mode) noexcept { return kModes[static_cast<std::size_t>(mode)]; }
std::optional<Mode> parse_mode(std::string_view text) noexcept { return find<Mode>(kModes, text); }

}  // namespace avocet::registry
