// lookup.h - is this schema already there? By hash, then by meaning (spec/rest-api.md 17.4).
#pragma once

#include <optional>

#include "avocet/registry/candidate.h"
#include "avocet/registry/schema_cache.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

// By hash, or by meaning; answers to the first carry no `ts` and `deleted`.
enum class Match : std::uint8_t { Exact, Equivalent };

struct Found {
  Subject subject;
  StoredVersion stored;
  Match match = Match::Exact;
};

// The subject's version with exactly this content, the newest first.
std::optional<Found> find_exact(const State& state, const Subject& subject, const Guid& guid,
                                Include include);

// The newest version of the subject that means the same as the candidate.
std::optional<Found> find_equivalent(const State& state, SchemaCache& cache, const Subject& subject,
                                     const Candidate& candidate, Include include);
bool is_equivalent(const State& state, SchemaCache& cache, const Subject& subject,
                   const StoredVersion& stored, const Candidate& candidate);

// The look-up of POST /subjects/{subject}: also with the metadata that would be inherited, also in
// other contexts for an unqualified name. Errors: 42201, 40401, 40403.
Result<Found> look_up(const State& state, SchemaCache& cache, const Subject& subject,
                      const SchemaText& sent, std::optional<bool> normalize, Include include);

// The metadata of a new version: what was sent, else the latest's, between the configured default
// and override.
std::optional<Metadata> inherited_metadata(const State& state, const Subject& subject,
                                           const std::optional<Metadata>& sent);

// 40401 when the subject has no (visible) version, else the other error.
Error not_found_under(const State& state, const Subject& subject, Include include, Error otherwise);
bool has_versions(const State& state, const Subject& subject, Include include);

}  // namespace avocet::registry
