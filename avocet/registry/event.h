// event.h - what a stored record means, and its exact bytes (spec/kafka-storage.md 1).
//
//   Event --encode()--> Record in the Log --decode()--> Event --State::apply()--> State
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "avocet/registry/content.h"
#include "avocet/registry/flags.h"
#include "avocet/registry/ids.h"
#include "avocet/registry/log.h"
#include "avocet/registry/settings.h"
#include "avocet/registry/subject.h"

namespace avocet::registry {

// A version is there: registered, imported, or (deleted) soft-deleted.
struct VersionStored {
  Subject subject;
  Version version;
  SchemaId id;
  ContentPtr content;
  Deleted deleted = Deleted::No;
};
struct VersionRemoved {  // for good
  Subject subject;
  Version version;
};
struct SubjectDeleted {  // softly: every version up to `up_to`
  Subject subject;
  Version up_to;
};
struct SubjectCleared {  // before IMPORT: soft-deleted versions in scope are gone; no subject:
                         // everywhere
  std::optional<Subject> scope;
};
struct ConfigSet {
  std::optional<Subject> scope;  // nothing: global, which is the default context's
  std::optional<Config> config;  // nothing: removed
};
struct ModeSet {
  std::optional<Subject> scope;
  std::optional<Mode> mode;
};
struct ContextSeen {
  std::string context;
  bool exists = true;
};
// Highest ids ever given out, so that none is used again after its schema is gone for good. Stored
// in a NOOP record, whose value every other registry ignores.
struct IdsGiven {
  std::map<std::string, std::int32_t> highest;  // by context
};

using Event = std::variant<VersionStored, VersionRemoved, SubjectDeleted, SubjectCleared, ConfigSet,
                           ModeSet, ContextSeen, IdsGiven>;

// The record's key and value, byte for byte what Confluent 8.x writes.
Record encode(const Event& event, base::Timestamp time);

// Errors: a sentence that says what is wrong with the record. Lenient where Confluent is: unknown
// members are ignored, historic forms of keys are read, the last of two equal members counts, a
// zero-length value deletes.
base::Result<Event, std::string> decode(std::string_view key,
                                        std::optional<std::string_view> value);

}  // namespace avocet::registry
