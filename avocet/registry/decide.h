// decide.h - what a command comes to: an answer and the records that make it true. Pure: no I/O, no
// clock.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "avocet/registry/commands.h"
#include "avocet/registry/compare.h"
#include "avocet/registry/error.h"
#include "avocet/registry/event.h"
#include "avocet/registry/lookup.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

template <class T>
struct Decision {
  Result<T> outcome;
  std::vector<Event> events;  // empty for an error, and for a command that changes nothing
};

// What decisions look at. The cache only saves time.
struct View {
  const State& state;
  SchemaCache& cache;
  const Options& options;
};

// Registers, or finds what is there already (spec/rest-api.md 17.5). A fresh version has
// Match::Exact.
Decision<Found> decide(const View& view, const RegisterSchema& command);

// The versions deleted, ascending (6.3, 7.5).
Decision<std::vector<Version>> decide(const View& view, const DeleteSubject& command);
Decision<Version> decide(const View& view, const DeleteVersion& command);

// Whether the context was listed (11.2). Errors: 42211 while it has versions, soft-deleted ones too.
Decision<bool> decide(const View& view, const DeleteContext& command);

// The whole configuration after the merge; the one that was removed, if there was one (9).
Decision<Config> decide(const View& view, const PutConfig& command);
Decision<std::optional<Config>> decide(const View& view, const DeleteConfig& command);

// The mode that is stored now; the one that was removed, if there was one (10).
Decision<std::optional<Mode>> decide(const View& view, const PutMode& command);
Decision<std::optional<Mode>> decide(const View& view, const DeleteMode& command);

// Refuses (42205) what a read-only scope does not take. No scope is global.
std::optional<Error> refuse_read_only(const State& state, const std::optional<Subject>& scope);

}  // namespace avocet::registry
