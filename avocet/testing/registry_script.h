// registry_script.h - drives a registry by lines of text, so that its rules can be told as case
// files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "avocet/registry/registry.h"
#include "avocet/storage/memory_log.h"
#include "avocet/testing/manual_clock.h"

namespace avocet::testing {

// Everything a state holds, one line a fact, in a fixed order: two states are equal when their
// dumps are.
std::string dump(const registry::State& state);

// A registry over a log in memory. Steps, one a line; each answers with one line:
//   register SUBJECT [normalize] [version=N] [id=N] [ref=NAME:SUBJECT:N] [key=value …] SCHEMA   id
//   1 version 1 lookup SUBJECT [deleted] [normalize] SCHEMA                             subject
//   orders id 1 version 1 test SUBJECT VERSION|all SCHEMA compatible | the messages delete SUBJECT
//   [VERSION] [permanent]                                    1 2 versions SUBJECT
//   [all|deleted|negative]        subjects [PREFIX] [all|deleted] get SUBJECT VERSION [deleted] id
//   ID [SUBJECT]          referencedby SUBJECT VERSION config SCOPE LEVEL|normalize|clear mode
//   SCOPE MODE|clear [force|recursive] level SUBJECT                                  restart
// A SCOPE of - is global. Errors answer as `40401 Subject 'x' not found.`
class RegistryScript {
 public:
  RegistryScript();
  ~RegistryScript();

  // The answers to all lines of `steps`, one a line.
  std::string run(std::string_view steps);
  std::string step(std::string_view line);
  std::string dump() const;

  registry::Registry& registry() { return *registry_; }

 private:
  void open();

  ManualClock clock_;
  std::unique_ptr<base::Logger> logger_;
  storage::MemoryLog log_;
  std::unique_ptr<registry::Registry> registry_;
};

}  // namespace avocet::testing
