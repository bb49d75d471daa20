#include "avocet/registry/listing.h"

#include <algorithm>
#include <map>

namespace avocet::registry {
namespace {

bool shows(const Versions& versions, Show show) {
  const bool live =
      std::any_of(versions.begin(), versions.end(), [](const auto& v) { return v.is_live(); });
  return show == Show::Live ? live : show == Show::DeletedOnly ? !live : true;
}

// Which contexts and names a prefix selects.
struct Prefix {
  std::string context;  // its name, or the beginning of it
  bool whole_context = true;
  std::string name;

  static Prefix parse(std::string_view text) {
    if (text.starts_with(":*:")) return {"", false, std::string(text.substr(3))};
    if (!text.starts_with(":.")) return {std::string(kDefaultContext), true, std::string(text)};
    const std::size_t end = text.find(':', 1);
    if (end == text.npos) return {std::string(text.substr(1)), false, ""};
    return {std::string(text.substr(1, end - 1)), true, std::string(text.substr(end + 1))};
  }
  bool selects(std::string_view candidate) const {
    return whole_context ? candidate == context : candidate.starts_with(context);
  }
};

// The subjects that aliased names stand for, with those names, both qualified. Only names that
// `wanted` selects. An unqualified alias names a subject of the default context.
std::map<std::string, std::vector<std::string>, Utf16Less> aliased(const State& state,
                                                                   const Prefix& wanted) {
  std::map<std::string, std::vector<std::string>, Utf16Less> found;
  for (const auto& [scope, config] : state.configs()) {
    if (config.alias.value_or("").empty()) continue;
    const Subject alias = Subject::parse(scope);
    if (alias.name.empty() || !wanted.selects(alias.context) ||
        !alias.name.starts_with(wanted.name)) {
      continue;
    }
    found[Subject::parse(*config.alias).qualified()].push_back(alias.qualified());
  }
  return found;
}

}  // namespace

std::vector<std::string> subjects(const State& state, std::string_view prefix, Show show) {
  const Prefix wanted = Prefix::parse(prefix);
  std::vector<std::string> names;
  for (const auto& [context_name, context] : state.contexts()) {
    if (!wanted.selects(context_name)) continue;
    for (auto at = context.subjects.lower_bound(wanted.name); at != context.subjects.end(); ++at) {
      if (!at->first.starts_with(wanted.name)) break;
      if (shows(at->second, show)) names.push_back(Subject{context_name, at->first}.qualified());
    }
  }
  std::sort(names.begin(), names.end(), Utf16Less{});
  return names;
}

std::vector<Listed> schemas(const State& state, const SchemaFilter& filter) {
  std::vector<std::string> names = subjects(state, filter.prefix, Show::All);
  std::map<std::string, std::vector<std::string>, Utf16Less> aliases;
  if (filter.aliases == Aliases::Follow) {
    aliases = aliased(state, Prefix::parse(filter.prefix));
    for (const auto& [name, ignored] : aliases) names.push_back(name);
    std::sort(names.begin(), names.end(), Utf16Less{});
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }
  std::vector<Listed> listed;
  std::size_t seen = 0;
  const auto add = [&](const std::string& name, const Subject& subject,
                       const StoredVersion& stored) {
    if (seen++ < filter.offset) return;
    const auto as = aliases.find(name);
    listed.push_back({Found{subject, stored, Match::Equivalent},
                      as == aliases.end() ? std::vector<std::string>() : as->second});
  };
  for (const std::string& name : names) {
    const Subject subject = Subject::parse(name);
    const Versions* versions = state.versions(subject);
    if (versions == nullptr) continue;  // an alias may name a subject that is not there
    const StoredVersion* latest = nullptr;
    for (const StoredVersion& stored : *versions) {
      if (listed.size() == filter.limit) return listed;
      if (filter.include == Include::Live && !stored.is_live()) continue;
      latest = &stored;
      if (filter.latest == Latest::All) add(name, subject, stored);
    }
    if (filter.latest == Latest::Only && latest != nullptr) add(name, subject, *latest);
  }
  if (listed.size() > filter.limit) listed.resize(filter.limit);
  return listed;
}

}  // namespace avocet::registry
