// state.h - everything the registry knows, in memory: a pure function of the records applied, in
// order.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "avocet/registry/content.h"
#include "avocet/registry/event.h"
#include "avocet/registry/flags.h"
#include "avocet/registry/ids.h"
#include "avocet/registry/settings.h"
#include "avocet/registry/subject.h"

namespace avocet::registry {

struct StoredVersion {
  Version version;
  SchemaId id;
  ContentPtr content;
  Deleted deleted = Deleted::No;
  base::Timestamp time;  // of its record

  bool is_live() const noexcept { return deleted == Deleted::No; }
};
using Versions = std::vector<StoredVersion>;  // ascending by version, never empty in a state

// Who holds an id, or refers to a version.
struct Holder {
  std::string subject;  // its name within the context; qualified where contexts mix
  Version version;
  friend auto operator<=>(const Holder&, const Holder&) = default;
};

struct IdEntry {
  ContentPtr content;
  std::vector<Holder> holders;  // sorted, in this context; never empty in a state
  std::uint64_t stamp = 0;      // changes whenever an answer about this id might
};

// One context: its subjects, and ids of its own.
struct Context {
  std::map<std::string, Versions, Utf16Less> subjects;  // by name
  std::unordered_map<SchemaId, IdEntry, SchemaIdHash> ids;
  std::unordered_multimap<Guid, SchemaId, GuidHash> by_guid;  // several ids only after IMPORT
  std::int32_t highest_id = 0;                                // ever given out
  bool is_listed = false;                                     // a CONTEXT record stands
};

// A value. `apply` is the only way to change it.
class State {
 public:
  // `offset` and `time` are the record's. What cannot hold (an id with two contents) is left out
  // and counted.
  void apply(const Event& event, Offset offset, base::Timestamp time);
  // A record that no event could be made of: only its offset counts.
  void skip(Offset offset);

  Offset end() const noexcept { return end_; }  // the next free offset
  std::size_t ignored() const noexcept { return ignored_; }
  std::size_t version_count() const noexcept { return version_count_; }

  const std::map<std::string, Context, Utf16Less>& contexts() const noexcept { return contexts_; }
  // Null when there is none. Pointers and references live until the next apply.
  const Context* context(std::string_view name) const;
  const Versions* versions(const Subject& subject) const;
  const StoredVersion* version(const Subject& subject, Version version) const;
  const StoredVersion* latest_live(const Subject& subject) const;
  const IdEntry* id(std::string_view context, SchemaId id) const;

  // The highest ids of all contexts, to be stored when schemas go for good. One record carries them
  // all: of several, only the last one counts.
  IdsGiven ids_given() const;

  // Exactly this scope's record; no scope is global.
  const Config* config(const std::optional<Subject>& scope) const;
  const Mode* mode(const std::optional<Subject>& scope) const;
  // The record that counts for a subject: its own, else its context's (the global one for the
  // default context), else the global context's; null when nothing is set. A record counts as a
  // whole.
  const Config* effective_config(const Subject& subject) const;
  const Mode* effective_mode(const Subject& subject) const;
  // By qualified scope; "" is global.
  const std::map<std::string, Mode>& modes() const noexcept { return modes_; }
  const std::map<std::string, Config>& configs() const noexcept { return configs_; }

  // The versions whose schemas refer to this one, by qualified subject; null for none.
  const std::set<Holder>* referrers(const Subject& subject, Version version) const;
  const std::map<Holder, std::set<Holder>>& referrers() const noexcept { return referrers_; }

 private:
  void on(const VersionStored& event, base::Timestamp time);
  void on(const VersionRemoved& event, base::Timestamp time);
  void on(const SubjectDeleted& event, base::Timestamp time);
  void on(const SubjectCleared& event, base::Timestamp time);
  void on(const ConfigSet& event, base::Timestamp time);
  void on(const ModeSet& event, base::Timestamp time);
  void on(const ContextSeen& event, base::Timestamp time);
  void on(const IdsGiven& event, base::Timestamp time);

  void add(const VersionStored& event, base::Timestamp time);
  void remove(const Subject& subject, Version version);
  void refer(const Subject& referrer, const StoredVersion& stored, bool on);

  std::map<std::string, Context, Utf16Less> contexts_;
  std::map<std::string, Config> configs_;  // by qualified scope; "" is global
  std::map<std::string, Mode> modes_;
  std::map<Holder, std::set<Holder>> referrers_;  // by target, both with qualified subjects
  Offset end_ = 0;
  std::uint64_t stamp_ = 0;
  std::size_t version_count_ = 0;
  std::size_t ignored_ = 0;
};

// The subject that a reference names: unqualified, it lies in the referrer's context.
Subject reference_target(const Subject& referrer, const schema::Reference& reference);

}  // namespace avocet::registry
