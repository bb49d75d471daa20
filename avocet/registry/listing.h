// listing.h - subjects and schemas in lists, selected by a prefix (spec/rest-api.md 5.1, 6.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/registry/lookup.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

enum class Show : std::uint8_t { Live, All, DeletedOnly, DeletedAsNegative };

// Qualified names, sorted by Java's order of strings. `prefix`: the table of spec/rest-api.md 5.1;
// ":*:" is every context. A subject counts as deleted when all its versions are.
std::vector<std::string> subjects(const State& state, std::string_view prefix, Show show);

enum class Latest : std::uint8_t { All, Only };
enum class Aliases : std::uint8_t { Ignore, Follow };

struct SchemaFilter {
  std::string prefix;  // as above
  Include include = Include::Live;
  Latest latest = Latest::All;
  Aliases aliases = Aliases::Ignore;  // also the subjects that selected aliases stand for
  std::size_t offset = 0;             // schemas to leave out in front …
  std::size_t limit = 0;              // … and how many then
};

struct Listed {
  Found found;
  std::vector<std::string> aliases;  // qualified names of the subjects that stand for this one
};

// Schemas by subject, then version.
std::vector<Listed> schemas(const State& state, const SchemaFilter& filter);

}  // namespace avocet::registry
