// error.cc - the words for an error.
#include "avocet/container/error.h"

#include <array>

#include "avocet/base/text.h"

namespace avocet::container {

std::string_view to_text(Fault fault) noexcept {
  static constexpr std::array<std::string_view, 20> kWords = {
      "io",          "truncated",  "magic",        "header",          "schema",
      "codec",       "block",      "sync",         "compressed",      "checksum",
      "count",       "datum",      "value",        "mismatch",        "header limit",
      "block limit", "data limit", "record limit", "workspace limit", "skip limit"};
  return kWords[static_cast<std::size_t>(fault)];
}

std::string to_text(const Error& error) {
  std::string places;
  const auto add = [&places](const std::string& place) {
    if (!places.empty()) places += ", ";
    places += place;
  };
  if (error.offset) add(base::cat("at byte ", *error.offset));
  if (error.record) add(base::cat("record ", *error.record));
  if (!error.path.empty()) add(error.path);
  return places.empty() ? error.message : base::cat(places, ": ", error.message);
}

}  // namespace avocet::container
