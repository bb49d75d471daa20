// reserved.h - names of fields that a schema's metadata keeps from being used
// (spec/rest-api.md 18.6).
#pragma once

#include <string>
#include <vector>

#include "avocet/registry/candidate.h"
#include "avocet/registry/content.h"

namespace avocet::registry {

// Sentences about names that `earlier` (the latest live version; null for none) reserves and the
// candidate does not, and about fields of the candidate that have a name it reserves itself.
std::vector<std::string> reserved_field_faults(const Content* earlier, const Candidate& candidate);

}  // namespace avocet::registry
