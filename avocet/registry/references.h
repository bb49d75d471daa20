// references.h - from references to the texts they stand for (spec/rest-api.md 17.8,
// spec/avro.md 2.4).
#pragma once

#include <string>
#include <vector>

#include "avocet/base/result.h"
#include "avocet/registry/flags.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

struct ReferenceLimits {
  std::size_t max_references = 1'000;  // in one list, and names met in the whole graph
  std::size_t max_depth = 64;
  std::size_t max_text_bytes = 16 * 1024 * 1024;  // of all texts together
};

// The whole graph below `references`, each text before its users; a name that was met before is
// skipped. Errors: a sentence, such as `No schema reference found for subject "x" and version 1`.
base::Result<std::vector<schema::ResolvedReference>, std::string> resolve(
    const State& state, const Subject& referrer, const std::vector<schema::Reference>& references,
    Include include, const ReferenceLimits& limits = {});

// The references with -1 replaced by the number of the latest version, where there is one.
std::vector<schema::Reference> with_versions(const State& state, const Subject& referrer,
                                             std::vector<schema::Reference> references);

}  // namespace avocet::registry
