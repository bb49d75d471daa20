// candidate.h - a schema that a client sent, parsed and brought into the form in which it would be
// stored.
#pragma once

#include "avocet/registry/commands.h"
#include "avocet/registry/error.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

struct Candidate {
  schema::Schema schema;
  ContentPtr content;
};

// Strict names and defaults, live references; or neither.
enum class Check : std::uint8_t { NewSchema, Stored };

// Parses `sent` under `subject`. Pure: the same for the same state. Errors: 42201 with what is
// wrong.
Result<Candidate> make_candidate(const State& state, const Subject& subject, const SchemaText& sent,
                                 Check check, schema::Normalize normalize);

// Whether to normalise: as asked, else as configured for the subject.
schema::Normalize normalize_for(const State& state, const Subject& subject,
                                std::optional<bool> asked);

// Whether new schemas are checked strictly under this subject (validateNewSchemas, default yes).
Check check_for_new(const State& state, const Subject& subject);

}  // namespace avocet::registry
