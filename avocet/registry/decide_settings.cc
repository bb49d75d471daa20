// decide_settings.cc - config and mode of a subject, a context or everything (spec/rest-api.md 9,
// 10, 17.10, 17.11).
#include "avocet/base/text.h"
#include "avocet/registry/decide.h"

namespace avocet::registry {
namespace {

using base::cat;

const Subject kDefault{};  // the default context itself; its settings are the global ones

bool names_context(const std::optional<Subject>& scope) { return !scope || scope->name.empty(); }

bool in_scope(const std::optional<Subject>& scope, const std::string& context,
              const std::string& name) {
  if (!scope || scope->context == kGlobalContext) return true;  // everywhere
  return scope->context == context && (scope->name.empty() || scope->name == name);
}

// Visits every version in scope until `visit` says false.
template <class Visit>
void each_version(const State& state, const std::optional<Subject>& scope, const Visit& visit) {
  for (const auto& [context_name, context] : state.contexts()) {
    for (const auto& [name, versions] : context.subjects) {
      if (!in_scope(scope, context_name, name)) continue;
      for (const StoredVersion& stored : versions) {
        if (!visit(Subject{context_name, name}, stored)) return;
      }
    }
  }
}

// What switching a scope to IMPORT does: no live version may be there; soft-deleted ones go for
// good.
Result<std::vector<Event>> make_room_for_import(const State& state,
                                                const std::optional<Subject>& scope) {
  std::vector<Event> events;
  std::optional<Error> error;
  each_version(state, scope, [&](const Subject& subject, const StoredVersion& stored) {
    if (stored.is_live()) {
      error = Error{Code::NotPermitted, "Cannot import since found existing subjects"};
    } else if (state.referrers(subject, stored.version) != nullptr) {
      error = reference_exists(subject, stored.version);
    } else {
      events.push_back(VersionRemoved{subject, stored.version});
    }
    return !error || error->code == Code::ReferenceExists;  // a live version is the graver fault
  });
  if (error) return std::unexpected(std::move(*error));
  if (!events.empty()) events.push_back(state.ids_given());
  events.push_back(SubjectCleared{scope});
  return events;
}

Mode mode_in(const State& state, const std::optional<Subject>& scope) {
  const Mode* mode = state.effective_mode(scope.value_or(kDefault));
  return mode == nullptr ? Mode::ReadWrite : *mode;
}

}  // namespace

std::optional<Error> refuse_read_only(const State& state, const std::optional<Subject>& scope) {
  if (!is_read_only(mode_in(state, scope))) return std::nullopt;
  return Error{Code::NotPermitted,
               cat("Subject ", scope ? scope->qualified() : "null", " in context ",
                   scope ? scope->shown_context() : "", " is in read-only mode")};
}

Decision<Config> decide(const View& view, const PutConfig& command) {
  const auto refuse = [](Error error) {
    return Decision<Config>{std::unexpected(std::move(error)), {}};
  };
  if (command.scope && !is_valid(*command.scope, SubjectUse::Settings)) {
    return refuse(invalid_subject(command.scope->qualified()));
  }
  if (auto error = refuse_read_only(view.state, command.scope)) return refuse(std::move(*error));
  const Config* stored = view.state.config(command.scope);
  Config merged = apply(stored == nullptr ? Config{} : *stored, command.change);
  return {merged, {ConfigSet{command.scope, merged}}};
}

Decision<std::optional<Config>> decide(const View& view, const DeleteConfig& command) {
  const auto refuse = [](Error error) {
    return Decision<std::optional<Config>>{std::unexpected(std::move(error)), {}};
  };
  const Config* stored = view.state.config(command.scope);
  const bool always_there = !command.scope || command.scope->context == kGlobalContext;
  if (stored == nullptr && !always_there) return refuse(subject_not_found(*command.scope));
  if (auto error = refuse_read_only(view.state, command.scope)) return refuse(std::move(*error));
  if (stored == nullptr) return {std::optional<Config>{}, {}};
  return {std::optional(*stored), {ConfigSet{command.scope, std::nullopt}}};
}

Decision<std::optional<Mode>> decide(const View& view, const PutMode& command) {
  const State& state = view.state;
  const auto refuse = [](Error error) {
    return Decision<std::optional<Mode>>{std::unexpected(std::move(error)), {}};
  };
  if (command.scope && !is_valid(*command.scope, SubjectUse::Settings)) {
    return refuse(invalid_subject(command.scope->qualified()));
  }
  const bool everywhere = command.scope && command.scope->context == kGlobalContext;
  if (command.mode == Mode::Forward && !everywhere) {
    return refuse({Code::InvalidMode, "Forward mode only supported on global level"});
  }
  std::vector<Event> events;
  if (command.mode == Mode::Import && command.force == Force::No &&
      mode_in(state, command.scope) != Mode::Import) {
    auto room = make_room_for_import(state, command.scope);
    if (!room) return refuse(room.error());
    events = std::move(*room);
  }
  events.push_back(ModeSet{command.scope, command.mode});
  return {command.mode, std::move(events)};
}

Decision<std::optional<Mode>> decide(const View& view, const DeleteMode& command) {
  const State& state = view.state;
  const Mode* stored = state.mode(command.scope);
  const bool always_there = !command.scope || command.scope->context == kGlobalContext;
  if (stored == nullptr && !always_there && command.recursive == Recursive::No) {
    return {std::unexpected(subject_not_found(*command.scope)), {}};
  }
  Decision<std::optional<Mode>> decision{stored == nullptr ? std::nullopt : std::optional(*stored),
                                         {}};
  if (stored != nullptr) decision.events.push_back(ModeSet{command.scope, std::nullopt});
  if (command.recursive == Recursive::Yes && names_context(command.scope)) {
    const std::string context =
        command.scope ? command.scope->context : std::string(kDefaultContext);
    for (const auto& [key, mode] : state.modes()) {
      const Subject subject = Subject::parse(key);
      if (subject.context == context && !subject.name.empty())
        decision.events.push_back(ModeSet{subject, std::nullopt});
    }
  }
  return decision;
}

}  // namespace avocet::registry
