// compare.h - a candidate against the versions a subject already has (spec/rest-api.md 18).
#pragma once

#include <string>
#include <vector>

#include "avocet/registry/candidate.h"
#include "avocet/registry/schema_cache.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

// Server settings that decisions depend on.
struct Options {
  schema::Level default_level = schema::Level::Backward;
};

// The level that counts for a subject.
schema::Level level_for(const State& state, const Subject& subject, const Options& options);

// The messages that say why the candidate may not follow; empty when it may. Compared are the live
// versions that the subject's level and compatibility group ask for, newest first; the first that
// fails ends it.
std::vector<std::string> compare_with_history(const State& state, SchemaCache& cache,
                                              const Options& options, const Subject& subject,
                                              const Candidate& candidate);

// The same for POST /compatibility/…: against one version (whatever the level's reach), or with no
// choice against all that count. Errors: 40402 for a numbered version that is not live; then what
// was wrong with `sent` before it came here; 42201.
Result<std::vector<std::string>> test_compatibility(const State& state, SchemaCache& cache,
                                                    const Options& options, const Subject& subject,
                                                    const Result<SchemaText>& sent,
                                                    const std::optional<VersionChoice>& choice,
                                                    std::optional<bool> normalize);

}  // namespace avocet::registry
