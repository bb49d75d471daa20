// decide_register.cc - registration, step by step (spec/rest-api.md 17.5).
#include <limits>

#include "avocet/base/text.h"
#include "avocet/registry/decide.h"

namespace avocet::registry {
namespace {

using base::cat;

Error not_permitted(const Subject& subject, std::string_view why) {
  return {Code::NotPermitted, cat("Subject ", subject.qualified(), " in context ",
                                  subject.shown_context(), " is ", why)};
}

// The number after the highest in use; 0 when there is none left, as a client in IMPORT mode may
// have taken the last one.
std::int32_t after(std::int32_t highest) {
  return highest == std::numeric_limits<std::int32_t>::max() ? 0 : highest + 1;
}

// One registration, step by step; the numbers are those of spec/rest-api.md 17.5.
class Registration {
 public:
  Registration(const View& view, const RegisterSchema& command)
      : view_(view),
        state_(view.state),
        command_(command),
        subject_(command.subject),
        normalize_(normalize_for(state_, subject_, command.normalize)) {
    const Mode* mode = state_.effective_mode(subject_);
    mode_ = mode == nullptr ? Mode::ReadWrite : *mode;
  }

  Decision<Found> decide() {
    if (!is_valid(subject_, SubjectUse::Schemas))
      return refuse(invalid_subject(subject_.qualified()));  // 3
    auto known = short_circuit();                            // 5
    if (!known) return refuse(known.error());
    if (*known) return {std::move(**known), {}};
    if (auto error = check_mode()) return refuse(std::move(*error));  // 7
    auto candidate = make_new();                                      // 8, 9
    if (!candidate) return refuse(candidate.error());
    return place(*candidate);  // 11 to 18
  }

 private:
  static Decision<Found> refuse(Error error) { return {std::unexpected(std::move(error)), {}}; }
  bool imports() const { return takes_ids(mode_); }
  bool id_fits(SchemaId id) const {
    return !command_.id || command_.id->value < 0 || *command_.id == id;
  }

  // A schema that is there already is answered whatever the mode.
  Result<std::optional<Found>> short_circuit() const {
    const Config* config = state_.effective_config(subject_);
    if (config != nullptr && (config->default_metadata || config->override_metadata))
      return std::nullopt;
    if (is_blank() || command_.version < -1) return std::nullopt;
    const auto sent = make_candidate(state_, subject_, command_.schema, Check::Stored, normalize_);
    if (!sent) return std::unexpected(sent.error());
    std::optional<Found> found;
    if (command_.version == -1) {
      const StoredVersion* latest = state_.latest_live(subject_);
      if (latest != nullptr && is_equivalent(state_, view_.cache, subject_, *latest, *sent)) {
        found = Found{subject_, *latest, Match::Equivalent};
      }
    } else {
      found = find_exact(state_, subject_, sent->content->guid, Include::Live);
      if (!found) found = find_equivalent(state_, view_.cache, subject_, *sent, Include::Live);
    }
    if (!found) return std::nullopt;
    const bool any_version = command_.version <= 0;
    const bool this_version = command_.id && command_.version == found->stored.version.value;
    if (!(any_version || this_version) || !id_fits(found->stored.id)) return std::nullopt;
    return found;
  }

  std::optional<Error> check_mode() const {
    if (is_read_only(mode_)) return not_permitted(subject_, "in read-only mode");
    if (command_.id && command_.id->value >= 0 && !imports())
      return not_permitted(subject_, "not in import mode");
    if (!command_.id && mode_ != Mode::ReadWrite)
      return not_permitted(subject_, "not in read-write mode");
    return std::nullopt;
  }

  Result<Candidate> make_new() const {
    SchemaText sent = command_.schema;
    if (imports()) return make_candidate(state_, subject_, sent, Check::Stored, normalize_);
    const StoredVersion* latest = state_.latest_live(subject_);
    if (is_blank() && latest != nullptr) {
      const Content& content = latest->content->content;
      sent.type = content.type;
      sent.text = content.text;
      sent.references = content.references;
    }
    sent.metadata = inherited_metadata(state_, subject_, sent.metadata);
    if (command_.version != 0 ||
        (sent.metadata && sent.metadata->properties.contains("confluent:version"))) {
      if (!sent.metadata) sent.metadata.emplace();
      const std::int32_t number = command_.version > 0 ? command_.version : next_version().value;
      sent.metadata->properties["confluent:version"] = std::to_string(number);
    }
    const Check check = command_.id ? Check::Stored : check_for_new(state_, subject_);
    return make_candidate(state_, subject_, sent, check, normalize_);
  }

  Decision<Found> place(const Candidate& candidate) const {
    const std::optional<SchemaId> known = known_id(candidate.content->guid);
    if (known && command_.version == 0) {
      if (auto found = find_exact(state_, subject_, candidate.content->guid, Include::Live))
        return {std::move(*found), {}};
    }
    if (command_.version == 0) {
      auto found = find_equivalent(state_, view_.cache, subject_, candidate, Include::Live);
      if (found && id_fits(found->stored.id)) return {std::move(*found), {}};
    }
    if (!imports()) {
      const auto messages =
          compare_with_history(state_, view_.cache, view_.options, subject_, candidate);
      if (!messages.empty()) return refuse(incompatible(subject_, listed(messages)));
    }
    const Version next = next_version();
    if (command_.version <= 0 && next.value == 0) return refuse(used_up("version"));
    if (command_.version > 0 && command_.version != next.value && !imports()) {
      return refuse({Code::InvalidSchema, "Version is not one more than previous version"});
    }
    return write(candidate, command_.version > 0 ? Version{command_.version} : next, known);
  }

  Decision<Found> write(const Candidate& candidate, Version version,
                        std::optional<SchemaId> known) const {
    const Context* context = state_.context(subject_.context);
    const bool given = command_.id && command_.id->value >= 0;
    const SchemaId fresh{context == nullptr ? 1 : after(context->highest_id)};
    const SchemaId id = given ? *command_.id : known.value_or(fresh);
    if (!given && !known && fresh.value == 0) return refuse(used_up("id"));
    const IdEntry* holder = state_.id(subject_.context, id);
    if (holder != nullptr && holder->content->guid != candidate.content->guid) {
      return refuse(
          {Code::NotPermitted, cat("Overwrite new schema with id ", id.value, " in context ",
                                   subject_.shown_context(), " is not permitted.")});
    }
    Decision<Found> decision;
    if (!subject_.in_default_context() && (context == nullptr || !context->is_listed)) {
      decision.events.push_back(ContextSeen{subject_.context});
    }
    if (const Versions* versions = state_.versions(subject_)) {
      for (const StoredVersion& older : *versions) {  // 17
        if (older.version < version && older.id == id && !older.is_live() &&
            state_.referrers(subject_, older.version) == nullptr) {
          decision.events.push_back(VersionRemoved{subject_, older.version});
        }
      }
    }
    const StoredVersion* overwritten = state_.version(subject_, version);
    if (overwritten != nullptr && overwritten->id != id)
      decision.events.push_back(state_.ids_given());
    decision.events.push_back(VersionStored{subject_, version, id, candidate.content, Deleted::No});
    decision.outcome =
        Found{subject_, {version, id, candidate.content, Deleted::No, {}}, Match::Exact};
    return decision;
  }

  std::optional<SchemaId> known_id(const Guid& guid) const {
    const Context* context = state_.context(subject_.context);
    if (context == nullptr) return std::nullopt;
    const auto [first, last] = context->by_guid.equal_range(guid);
    std::optional<SchemaId> lowest;
    for (auto at = first; at != last; ++at) {
      if (id_fits(at->second) && (!lowest || at->second < *lowest)) lowest = at->second;
    }
    return lowest;
  }

  Version next_version() const {
    const Versions* versions = state_.versions(subject_);
    return Version{versions == nullptr ? 1 : after(versions->back().version.value)};
  }

  Error used_up(std::string_view what) const {
    return {Code::NotPermitted,
            cat("Subject ", subject_.qualified(), " in context ", subject_.shown_context(),
                " has no ", what, " left after 2147483647")};
  }

  bool is_blank() const { return base::trim(command_.schema.text).empty(); }

  static std::string listed(const std::vector<std::string>& messages) {
    std::string text = "[";
    for (const std::string& message : messages) {
      if (text.size() > 1) text += ", ";
      text += message;
    }
    return text + "]";
  }

  const View& view_;
  const State& state_;
  const RegisterSchema& command_;
  const Subject& subject_;
  schema::Normalize normalize_;
  Mode mode_;
};

}  // namespace

Decision<Found> decide(const View& view, const RegisterSchema& command) {
  return Registration(view, command).decide();
}

}  // namespace avocet::registry
