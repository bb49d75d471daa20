// queries.h - what clients ask about the state; none of it changes anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/registry/error.h"
#include "avocet/registry/listing.h"
#include "avocet/registry/lookup.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

// Version numbers, ascending; negative for deleted ones under DeletedAsNegative. Errors: 40401 when
// there is no version among those that `exists` counts, whatever is shown.
Result<std::vector<std::int32_t>> versions(const State& state, const Subject& subject, Show show,
                                           Include exists);

// One version. An unqualified name that is not in the default context is looked for in the others.
// Errors: 40401, 40402.
Result<Found> version(const State& state, const Subject& subject, const VersionChoice& choice,
                      Include include);

// One holder of an id: the live one with the smallest name, else the smallest soft-deleted one.
// `in` is the `subject` parameter (spec/rest-api.md 17.3); empty: the default context. Nothing:
// unknown there.
struct IdFound {
  const IdEntry* entry = nullptr;  // lives until the next apply
  Subject subject;
  StoredVersion stored;
};
std::optional<IdFound> schema_by_id(const State& state, SchemaId id, std::string_view in);

// One holder of the schema with this content hash: in the default context, else in the first other
// one that has it. Nothing: unknown.
std::optional<IdFound> schema_by_guid(const State& state, const Guid& guid);

// A schema's id in one context.
struct ContextId {
  std::string context;  // "." is the default one
  SchemaId id;
};
// All ids of a content hash, by context, then id.
std::vector<ContextId> ids_of_guid(const State& state, const Guid& guid);

// The highest version whose metadata has all these properties; without any, the highest that has
// metadata. Only in the subject's own context. Errors: 40401, 40403.
Result<Found> version_with_metadata(
    const State& state, const Subject& subject,
    const std::vector<std::pair<std::string, std::string>>& properties, Include include);

// Names of contexts that begin with `prefix`: the default one first, then those that are listed.
std::vector<std::string> contexts(const State& state, std::string_view prefix);

// All holders of an id, by subject name; each subject once, with its newest version. Errors: 40403.
Result<std::vector<Holder>> holders(const State& state, SchemaId id, std::string_view in,
                                    Include include);

// Ids of the schemas that refer to a version, by context and id. Errors: 40401, 40402.
Result<std::vector<SchemaId>> referenced_by(const State& state, const Subject& subject,
                                            const VersionChoice& choice, Include include);

// "latest", "-1" or a number from 1. Errors: 42202.
Result<VersionChoice> parse_version(std::string_view text);

}  // namespace avocet::registry
