#include "avocet/registry/ids.h"

#include <algorithm>

#include "avocet/base/bytes.h"

namespace avocet::registry {
namespace {

constexpr std::size_t kHyphens[] = {8, 13, 18, 23};  // where a guid's text has them

}  // namespace

std::string to_text(const Guid& guid) {
  std::string text = base::to_hex(guid);
  for (const std::size_t at : kHyphens) text.insert(at, 1, '-');
  return text;
}

std::optional<Guid> parse_guid(std::string_view text) {
  std::string digits(text);
  if (digits.size() == 36) {
    for (const std::size_t at : kHyphens) {
      if (digits[at] != '-') return std::nullopt;
    }
    std::erase(digits, '-');
  }
  if (digits.size() != 32) return std::nullopt;
  const auto bytes = base::from_hex(digits);
  if (!bytes) return std::nullopt;
  Guid guid{};
  std::ranges::copy(*bytes, guid.begin());
  return guid;
}

}  // namespace avocet::registry
