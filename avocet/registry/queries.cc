#include "avocet/registry/queries.h"

#include <algorithm>

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

// The contexts to search for a subject, in order: its own, and for an unqualified name then all
// others that have it.
template <class Try>
auto in_contexts(const State& state, const Subject& subject, Include include, const Try& attempt) {
  auto here = attempt(subject);
  if (here || !subject.in_default_context()) return here;
  for (const auto& [name, context] : state.contexts()) {
    const Subject elsewhere{name, subject.name};
    if (elsewhere == subject || !has_versions(state, elsewhere, include)) continue;
    if (auto there = attempt(elsewhere)) return there;
  }
  return here;
}

std::optional<IdFound> holder_of(const State& state, const std::string& context, SchemaId id,
                                 std::optional<std::string_view> only_subject) {
  const IdEntry* entry = state.id(context, id);
  if (entry == nullptr) return std::nullopt;
  std::optional<IdFound> best;
  for (const Holder& holder : entry->holders) {  // sorted by name
    if (only_subject && holder.subject != *only_subject) continue;
    const Subject subject{context, holder.subject};
    const StoredVersion& stored = *state.version(subject, holder.version);
    const bool newer =
        best && best->subject == subject && stored.is_live() == best->stored.is_live();
    if (!best || (stored.is_live() && !best->stored.is_live()) || newer)
      best = IdFound{entry, subject, stored};
  }
  return best;
}

// The context in which an id is looked up, and whether `in` names a subject that must hold it.
std::string context_for(const State& state, SchemaId id, std::string_view in) {
  const Subject subject = Subject::parse(in);
  if (subject.name.empty() || in.starts_with(":.")) return subject.context;
  if (holder_of(state, subject.context, id, subject.name)) return subject.context;
  for (const auto& [name, context] : state.contexts()) {
    if (holder_of(state, name, id, subject.name)) return name;
  }
  return subject.context;
}

}  // namespace

Result<std::vector<std::int32_t>> versions(const State& state, const Subject& subject, Show show,
                                           Include exists) {
  if (!has_versions(state, subject, exists)) return std::unexpected(subject_not_found(subject));
  std::vector<std::int32_t> numbers;
  for (const StoredVersion& stored : *state.versions(subject)) {
    if (show == Show::Live && !stored.is_live()) continue;
    if (show == Show::DeletedOnly && stored.is_live()) continue;
    const bool negative = show == Show::DeletedAsNegative && !stored.is_live();
    numbers.push_back(negative ? -stored.version.value : stored.version.value);
  }
  return numbers;
}

Result<Found> version(const State& state, const Subject& subject, const VersionChoice& choice,
                      Include include) {
  return in_contexts(state, subject, include, [&](const Subject& at) -> Result<Found> {
    const StoredVersion* stored =
        choice.number ? state.version(at, *choice.number) : state.latest_live(at);
    if (stored == nullptr || (include == Include::Live && !stored->is_live())) {
      return std::unexpected(
          not_found_under(state, at, include, version_not_found(choice.shown())));
    }
    return Found{at, *stored, Match::Equivalent};
  });
}

std::optional<IdFound> schema_by_id(const State& state, SchemaId id, std::string_view in) {
  const std::string context = context_for(state, id, in);
  const Subject subject = Subject::parse(in);
  if (!subject.name.empty()) {
    auto exact = holder_of(state, context, id, subject.name);
    if (exact || in.starts_with(":.")) return exact;
  }
  return holder_of(state, context, id, std::nullopt);
}

std::optional<IdFound> schema_by_guid(const State& state, const Guid& guid) {
  const auto in = [&](const std::string& name, const Context& context) -> std::optional<IdFound> {
    const auto [first, last] = context.by_guid.equal_range(guid);
    if (first == last) return std::nullopt;
    const auto least = std::min_element(
        first, last, [](const auto& a, const auto& b) { return a.second < b.second; });
    return holder_of(state, name, least->second, std::nullopt);
  };
  if (const Context* context = state.context(kDefaultContext)) {
    if (auto found = in(std::string(kDefaultContext), *context)) return found;
  }
  for (const auto& [name, context] : state.contexts()) {
    if (auto found = in(name, context)) return found;
  }
  return std::nullopt;
}

std::vector<ContextId> ids_of_guid(const State& state, const Guid& guid) {
  std::vector<ContextId> ids;
  for (const auto& [name, context] : state.contexts()) {
    const auto [first, last] = context.by_guid.equal_range(guid);
    const std::size_t before = ids.size();
    for (auto at = first; at != last; ++at) ids.push_back({name, at->second});
    std::sort(ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end(),
              [](const ContextId& a, const ContextId& b) { return a.id < b.id; });
  }
  return ids;
}

Result<Found> version_with_metadata(
    const State& state, const Subject& subject,
    const std::vector<std::pair<std::string, std::string>>& properties, Include include) {
  const auto fits = [&](const base::Boxed<Metadata>& metadata) {
    return metadata && std::ranges::all_of(properties, [&](const auto& wanted) {
             const auto found = metadata->properties.find(wanted.first);
             return found != metadata->properties.end() && found->second == wanted.second;
           });
  };
  if (const Versions* versions = state.versions(subject)) {
    for (auto stored = versions->rbegin(); stored != versions->rend(); ++stored) {
      if (include == Include::Live && !stored->is_live()) continue;
      if (fits(stored->content->content.metadata)) {
        return Found{subject, *stored, Match::Equivalent};
      }
    }
  }
  return std::unexpected(not_found_under(state, subject, include, schema_not_found()));
}

std::vector<std::string> contexts(const State& state, std::string_view prefix) {
  std::vector<std::string> names = {std::string(kDefaultContext)};
  for (const auto& [name, context] : state.contexts()) {
    if (context.is_listed && name != kDefaultContext) names.push_back(name);
  }
  std::erase_if(names, [&](const std::string& name) { return !name.starts_with(prefix); });
  return names;
}

Result<std::vector<Holder>> holders(const State& state, SchemaId id, std::string_view in,
                                    Include include) {
  const std::string context = context_for(state, id, in);
  const IdEntry* entry = state.id(context, id);
  if (entry == nullptr) return std::unexpected(schema_not_found());
  std::vector<Holder> found;
  for (const Holder& holder : entry->holders) {
    const StoredVersion& stored = *state.version(Subject{context, holder.subject}, holder.version);
    if (include == Include::Live && !stored.is_live()) continue;
    Holder shown{Subject{context, holder.subject}.qualified(), holder.version};
    if (!found.empty() && found.back().subject == shown.subject) found.pop_back();
    found.push_back(std::move(shown));
  }
  return found;
}

Result<std::vector<SchemaId>> referenced_by(const State& state, const Subject& subject,
                                            const VersionChoice& choice, Include include) {
  const auto target = version(state, subject, choice, Include::Deleted);
  if (!target) return std::unexpected(target.error());
  std::set<std::pair<std::string, SchemaId>> ids;
  if (const std::set<Holder>* referrers =
          state.referrers(target->subject, target->stored.version)) {
    for (const Holder& referrer : *referrers) {
      const Subject by = Subject::parse(referrer.subject);
      const StoredVersion* stored = state.version(by, referrer.version);
      if (stored == nullptr || (include == Include::Live && !stored->is_live())) continue;
      ids.emplace(by.context, stored->id);
    }
  }
  std::vector<SchemaId> sorted;
  for (const auto& [context, id] : ids) sorted.push_back(id);
  return sorted;
}

Result<VersionChoice> parse_version(std::string_view text) {
  const std::string_view trimmed = base::trim(text);
  if (base::equal_ignoring_case(trimmed, "latest")) return VersionChoice{};
  const auto number = base::parse_int32(trimmed);
  if (!number) return std::unexpected(invalid_version(text));
  if (*number == -1) return VersionChoice{};
  if (*number < 1) return std::unexpected(invalid_version(std::to_string(*number)));
  return VersionChoice{Version{*number}};
}

}  // namespace avocet::registry
