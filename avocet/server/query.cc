#include "avocet/server/query.h"

#include "avocet/base/text.h"

namespace avocet::server {

Query::Query(std::string_view raw) {
  if (!raw.empty()) pairs_ = http::parse_query(raw);
}

const std::string* Query::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : pairs_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view Query::text(std::string_view name) const noexcept {
  const std::string* value = find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

bool Query::flag(std::string_view name) const noexcept {
  return base::equal_ignoring_case(text(name), "true");
}

std::optional<bool> Query::flag_if_true(std::string_view name) const noexcept {
  return flag(name) ? std::optional(true) : std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

void Query::set(std::string_view name, std::string value) {
  std::erase_if(pairs_, [&](const auto& pair) { return pair.first == name; });
  pairs_.emplace_back(name, std::move(value));
}

Decoded<std::int32_t> Query::number(std::string_view name, std::int32_t when_absent) const {
  const std::string_view value = text(name);
  if (value.empty()) return when_absent;
  const auto number = base::parse_int32(value);
  if (!number) return std::unexpected(not_found());
  return *number;
}

Refusal not_found() { return {404, "HTTP 404 Not Found"}; }

Decoded<Page> read_page(const Query& query, std::int32_t max) {
  const auto offset = query.number("offset", 0);
  if (!offset) return std::unexpected(offset.error());
  const auto limit = query.number("limit", -1);
  if (!limit) return std::unexpected(limit.error());
  const bool usable = *limit > 0 && *limit <= max;
  return Page{.offset = static_cast<std::size_t>(std::max(*offset, 0)),
              .limit = static_cast<std::size_t>(usable ? *limit : max)};
}

}  // namespace avocet::server
