// query.h - the query parameters of a request, read as the reference reads them
// (spec/rest-api.md 1.4, 1.9).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/server/error_reply.h"

namespace avocet::server {

// A value; decoded once. Costs nothing when there is no query.
class Query {
 public:
  explicit Query(std::string_view raw);

  bool empty() const noexcept { return pairs_.empty(); }
  // The first value of that name; "" when there is none.
  std::string_view text(std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
  // "true" in any case is true, anything else is not.
  bool flag(std::string_view name) const noexcept;
  // A flag that falls back to what is configured: nothing unless it is true.
  std::optional<bool> flag_if_true(std::string_view name) const noexcept;
  // Every value of that name, in order.
  std::vector<std::string_view> all(std::string_view name) const;
  // Gives the parameter this one value.
  void set(std::string_view name, std::string value);
  // An empty value counts as absent. Errors: the generic 404 when it is no 32-bit number.
  Decoded<std::int32_t> number(std::string_view name, std::int32_t when_absent) const;

 private:
  const std::string* find(std::string_view name) const noexcept;

  std::vector<std::pair<std::string, std::string>> pairs_;
};

// Refuses what names no resource: {"error_code":404,"message":"HTTP 404 Not Found"}.
Refusal not_found();

// What part of a list is asked for.
struct Page {
  std::size_t offset = 0;
  std::size_t limit = 0;

  template <class T>
  void cut(std::vector<T>& items) const {
    const std::size_t from = std::min(offset, items.size());
    const std::size_t count = std::min(limit, items.size() - from);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(from + count), items.end());
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(from));
  }
};

// The largest page of most lists, of /schemas and of referencedby.
inline constexpr std::int32_t kNoPageLimit = 0x7FFF'FFFF;
inline constexpr std::int32_t kSchemaPageLimit = 1000;
inline constexpr std::int32_t kReferencePageLimit = 1000;

// `offset` and `limit`; a limit that is not in 1…max means max. A negative offset counts as 0.
Decoded<Page> read_page(const Query& query, std::int32_t max);

}  // namespace avocet::server
