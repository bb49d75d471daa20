#include "avocet/registry/state.h"

#include <algorithm>

namespace avocet::registry {
namespace {

std::string scope_key(const std::optional<Subject>& scope) {
  return scope ? scope->qualified() : std::string();
}

template <class Map>
auto* find_in(Map& map, const auto& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

auto place_of(auto& versions, Version version) {
  return std::lower_bound(
      versions.begin(), versions.end(), version,
      [](const StoredVersion& stored, Version wanted) { return stored.version < wanted; });
}

// Of the three scopes that concern a subject, the first with a record.
template <class Map>
auto* effective(Map& map, const Subject& subject) {
  if (!subject.name.empty()) {
    if (auto* own = find_in(map, subject.qualified())) return own;
  }
  if (auto* context = find_in(map, Subject{subject.context, ""}.qualified())) return context;
  return find_in(map, Subject{std::string(kGlobalContext), ""}.qualified());
}

}  // namespace

Subject reference_target(const Subject& referrer, const schema::Reference& reference) {
  Subject target = Subject::parse(reference.subject);
  if (!reference.subject.starts_with(":.")) target.context = referrer.context;
  return target;
}

void State::apply(const Event& event, Offset offset, base::Timestamp time) {
  ++stamp_;
  std::visit([&](const auto& one) { on(one, time); }, event);
  end_ = offset + 1;
}

void State::skip(Offset offset) {
  ++ignored_;
  end_ = offset + 1;
}

void State::on(const VersionStored& event, base::Timestamp time) {
  const IdEntry* holder = id(event.subject.context, event.id);
  const Holder self{event.subject.name, event.version};
  const bool mine_alone =
      holder != nullptr && holder->holders.size() == 1 && holder->holders.front() == self;
  if (holder != nullptr && !mine_alone && holder->content->guid != event.content->guid) {
    ++ignored_;  // the first content of an id stays (spec/kafka-storage.md 1.8)
    return;
  }
  if (version(event.subject, event.version) != nullptr) remove(event.subject, event.version);
  add(event, time);
}

void State::add(const VersionStored& event, base::Timestamp time) {
  Context& context = contexts_[event.subject.context];
  IdEntry& entry = context.ids[event.id];
  if (entry.holders.empty()) {
    entry.content = event.content;
    context.by_guid.emplace(event.content->guid, event.id);
  }
  const Holder self{event.subject.name, event.version};
  entry.holders.insert(std::lower_bound(entry.holders.begin(), entry.holders.end(), self), self);
  entry.stamp = stamp_;
  context.highest_id = std::max(context.highest_id, event.id.value);

  Versions& versions = context.subjects[event.subject.name];
  const StoredVersion stored{event.version, event.id, entry.content, event.deleted, time};
  versions.insert(place_of(versions, event.version), stored);
  ++version_count_;
  refer(event.subject, stored, true);
}

void State::on(const VersionRemoved& event, base::Timestamp) {
  if (version(event.subject, event.version) != nullptr) remove(event.subject, event.version);
}

void State::remove(const Subject& subject, Version version) {
  Context& context = contexts_.find(subject.context)->second;
  const auto named = context.subjects.find(subject.name);
  const auto place = place_of(named->second, version);
  refer(subject, *place, false);

  const auto entry = context.ids.find(place->id);
  std::erase(entry->second.holders, Holder{subject.name, version});
  entry->second.stamp = stamp_;
  if (entry->second.holders.empty()) {
    const auto [first, last] = context.by_guid.equal_range(entry->second.content->guid);
    const auto by_guid =
        std::find_if(first, last, [&](const auto& pair) { return pair.second == place->id; });
    if (by_guid != last) context.by_guid.erase(by_guid);
    context.ids.erase(entry);
  }
  named->second.erase(place);
  if (named->second.empty()) context.subjects.erase(named);
  --version_count_;
}

void State::refer(const Subject& referrer, const StoredVersion& stored, bool on) {
  const Holder self{referrer.qualified(), stored.version};
  for (const schema::Reference& reference : stored.content->content.references) {
    const Holder target{reference_target(referrer, reference).qualified(),
                        Version{reference.version}};
    if (on) {
      referrers_[target].insert(self);
    } else if (auto* others = find_in(referrers_, target)) {
      others->erase(self);
      if (others->empty()) referrers_.erase(target);
    }
  }
}

void State::on(const SubjectDeleted& event, base::Timestamp) {
  const auto context = contexts_.find(event.subject.context);
  if (context == contexts_.end()) return;
  const auto named = context->second.subjects.find(event.subject.name);
  if (named == context->second.subjects.end()) return;
  for (StoredVersion& stored : named->second) {
    if (stored.version > event.up_to) break;
    stored.deleted = Deleted::Yes;
    context->second.ids.find(stored.id)->second.stamp = stamp_;
  }
}

void State::on(const SubjectCleared& event, base::Timestamp) {
  std::vector<std::pair<Subject, Version>> gone;
  for (const auto& [context_name, context] : contexts_) {
    if (event.scope && event.scope->context != context_name) continue;
    for (const auto& [name, versions] : context.subjects) {
      if (event.scope && !event.scope->name.empty() && event.scope->name != name) continue;
      for (const StoredVersion& stored : versions) {
        if (!stored.is_live()) gone.emplace_back(Subject{context_name, name}, stored.version);
      }
    }
  }
  for (const auto& [subject, version] : gone) remove(subject, version);
}

void State::on(const ConfigSet& event, base::Timestamp) {
  if (event.config) {
    configs_[scope_key(event.scope)] = *event.config;
  } else {
    configs_.erase(scope_key(event.scope));
  }
}

void State::on(const ModeSet& event, base::Timestamp) {
  if (event.mode) {
    modes_[scope_key(event.scope)] = *event.mode;
  } else {
    modes_.erase(scope_key(event.scope));
  }
}

void State::on(const ContextSeen& event, base::Timestamp) {
  contexts_[event.context].is_listed = event.exists;
}

void State::on(const IdsGiven& event, base::Timestamp) {
  for (const auto& [name, highest] : event.highest) {
    Context& context = contexts_[name];
    context.highest_id = std::max(context.highest_id, highest);
  }
}

const Context* State::context(std::string_view name) const { return find_in(contexts_, name); }

const Versions* State::versions(const Subject& subject) const {
  const Context* in = context(subject.context);
  return in == nullptr ? nullptr : find_in(in->subjects, subject.name);
}

const StoredVersion* State::version(const Subject& subject, Version version) const {
  const Versions* all = versions(subject);
  if (all == nullptr) return nullptr;
  const auto place = place_of(*all, version);
  return place != all->end() && place->version == version ? &*place : nullptr;
}

const StoredVersion* State::latest_live(const Subject& subject) const {
  const Versions* all = versions(subject);
  if (all == nullptr) return nullptr;
  const auto found =
      std::find_if(all->rbegin(), all->rend(), [](const auto& stored) { return stored.is_live(); });
  return found == all->rend() ? nullptr : &*found;
}

const IdEntry* State::id(std::string_view context_name, SchemaId id) const {
  const Context* in = context(context_name);
  return in == nullptr ? nullptr : find_in(in->ids, id);
}

IdsGiven State::ids_given() const {
  IdsGiven given;
  for (const auto& [name, context] : contexts_) {
    if (context.highest_id > 0) given.highest[name] = context.highest_id;
  }
  return given;
}

const Config* State::config(const std::optional<Subject>& scope) const {
  return find_in(configs_, scope_key(scope));
}
const Mode* State::mode(const std::optional<Subject>& scope) const {
  return find_in(modes_, scope_key(scope));
}
const Config* State::effective_config(const Subject& subject) const {
  return effective(configs_, subject);
}
const Mode* State::effective_mode(const Subject& subject) const {
  return effective(modes_, subject);
}

const std::set<Holder>* State::referrers(const Subject& subject, Version version) const {
  return find_in(referrers_, Holder{subject.qualified(), version});
}

}  // namespace avocet::registry
