// decide_delete.cc - soft and permanent deletion of versions and subjects
// and of contexts (spec/rest-api.md 6.3, 7.5, 11.2, 17.7).
#include <algorithm>

#include "avocet/registry/decide.h"

namespace avocet::registry {
namespace {

// Whether a version may not go because of who refers to it: for a soft delete live referrers count,
// for a permanent one all.
bool is_referenced(const State& state, const Subject& subject, Version version, Delete how,
                   bool by_own_subject) {
  const std::set<Holder>* referrers = state.referrers(subject, version);
  if (referrers == nullptr) return false;
  const std::string self = subject.qualified();
  return std::any_of(referrers->begin(), referrers->end(), [&](const Holder& referrer) {
    if (!by_own_subject && referrer.subject == self) return false;
    if (how == Delete::Permanent) return true;
    const StoredVersion* stored = state.version(Subject::parse(referrer.subject), referrer.version);
    return stored != nullptr && stored->is_live();
  });
}

// The events that remove versions for good, the highest first. With the last one the subject's
// settings go too. A NOOP keeps the highest id in memory when its schema goes.
std::vector<Event> remove_for_good(const State& state, const Subject& subject,
                                   const std::vector<Version>& ascending) {
  std::vector<Event> events;
  const Context& context = *state.context(subject.context);
  bool highest_goes = false;
  for (auto version = ascending.rbegin(); version != ascending.rend(); ++version) {
    highest_goes |= state.version(subject, *version)->id.value == context.highest_id;
    events.push_back(VersionRemoved{subject, *version});
  }
  if (ascending.size() == state.versions(subject)->size()) {
    if (state.mode(subject) != nullptr) events.push_back(ModeSet{subject, std::nullopt});
    if (state.config(subject) != nullptr) events.push_back(ConfigSet{subject, std::nullopt});
  }
  if (highest_goes) events.push_back(state.ids_given());
  return events;
}

}  // namespace

Decision<std::vector<Version>> decide(const View& view, const DeleteSubject& command) {
  const State& state = view.state;
  const Subject& subject = command.subject;
  const auto refuse = [](Error error) {
    return Decision<std::vector<Version>>{std::unexpected(std::move(error)), {}};
  };

  const Versions* versions = state.versions(subject);
  if (versions == nullptr) return refuse(subject_not_found(subject));
  if (command.how == Delete::Soft && !has_versions(state, subject, Include::Live)) {
    return refuse(subject_soft_deleted(subject));
  }
  if (auto error = refuse_read_only(state, subject)) return refuse(std::move(*error));

  std::vector<Version> gone;
  for (const StoredVersion& stored : *versions) {
    if (command.how == Delete::Soft && !stored.is_live()) continue;
    if (is_referenced(state, subject, stored.version, command.how, false)) {
      return refuse(reference_exists(subject, stored.version));
    }
    if (command.how == Delete::Permanent && stored.is_live())
      return refuse(subject_not_soft_deleted(subject));
    gone.push_back(stored.version);
  }
  if (command.how == Delete::Permanent) return {gone, remove_for_good(state, subject, gone)};
  return {gone, {SubjectDeleted{subject, versions->back().version}}};
}

Decision<Version> decide(const View& view, const DeleteVersion& command) {
  const State& state = view.state;
  const Subject& subject = command.subject;
  const auto refuse = [](Error error) {
    return Decision<Version>{std::unexpected(std::move(error)), {}};
  };

  const StoredVersion* stored = command.version.number
                                    ? state.version(subject, *command.version.number)
                                    : state.latest_live(subject);
  if (stored == nullptr) {
    return refuse(not_found_under(state, subject, Include::Deleted,
                                  version_not_found(command.version.shown())));
  }
  if (command.how == Delete::Soft && !stored->is_live()) {
    return refuse(version_soft_deleted(subject, stored->version));
  }
  if (auto error = refuse_read_only(state, subject)) return refuse(std::move(*error));
  if (is_referenced(state, subject, stored->version, command.how, true)) {
    return refuse(reference_exists(subject, stored->version));
  }
  if (command.how == Delete::Permanent) {
    if (stored->is_live()) return refuse(version_not_soft_deleted(subject, stored->version));
    return {stored->version, remove_for_good(state, subject, {stored->version})};
  }
  return {stored->version,
          {VersionStored{subject, stored->version, stored->id, stored->content, Deleted::Yes}}};
}

Decision<bool> decide(const View& view, const DeleteContext& command) {
  const Context* context = view.state.context(command.context);
  if (context != nullptr && !context->subjects.empty()) {
    return {std::unexpected(context_not_empty(command.context)), {}};
  }
  if (context == nullptr || !context->is_listed) return {false, {}};
  return {true, {ContextSeen{command.context, false}}};
}

}  // namespace avocet::registry
