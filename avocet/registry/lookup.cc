#include "avocet/registry/lookup.h"

#include <algorithm>

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

constexpr std::string_view kVersionProperty = "confluent:version";

bool is_visible(const StoredVersion& stored, Include include) {
  return include == Include::Deleted || stored.is_live();
}

const std::string* version_property(const std::optional<Metadata>& metadata) {
  if (!metadata) return nullptr;
  const auto found = metadata->properties.find(kVersionProperty);
  return found == metadata->properties.end() ? nullptr : &found->second;
}

std::optional<Metadata> without_version(std::optional<Metadata> metadata) {
  if (version_property(metadata) == nullptr) return metadata;
  metadata->properties.erase(metadata->properties.find(kVersionProperty));
  if (*metadata == Metadata{}) return std::nullopt;  // it held nothing else
  return metadata;
}

// Equal, but for the version number that the registry itself stamps in.
bool same_metadata(const Content& sent, const StoredVersion& stored) {
  const auto& theirs = stored.content->content.metadata;
  if (sent.metadata == theirs) return true;
  const std::string* wanted = version_property(sent.metadata);
  const std::string* has = version_property(theirs);
  if (wanted == nullptr && has == nullptr) return false;
  if (wanted != nullptr && has != nullptr && *wanted != *has) return false;
  if (wanted != nullptr && has == nullptr && *wanted != std::to_string(stored.version.value))
    return false;
  return without_version(sent.metadata) == without_version(theirs);
}

// Equal in all but the schema itself.
bool same_around(const StoredVersion& stored, const Candidate& candidate) {
  const Content& sent = candidate.content->content;
  const Content& theirs = stored.content->content;
  if (sent.type != theirs.type || !same_metadata(sent, stored)) return false;
  // Sent with everything written out, it may still be the one that has references.
  const bool written_out = sent.references.empty() && !theirs.references.empty();
  return written_out || sent.references == theirs.references;
}

}  // namespace

std::optional<Found> find_exact(const State& state, const Subject& subject, const Guid& guid,
                                Include include) {
  const Versions* versions = state.versions(subject);
  if (versions == nullptr) return std::nullopt;
  const auto found =
      std::find_if(versions->rbegin(), versions->rend(), [&](const StoredVersion& stored) {
        return stored.content->guid == guid && is_visible(stored, include);
      });
  if (found == versions->rend()) return std::nullopt;
  return Found{subject, *found, Match::Exact};
}

bool is_equivalent(const State& state, SchemaCache& cache, const Subject& subject,
                   const StoredVersion& stored, const Candidate& candidate) {
  if (!same_around(stored, candidate)) return false;
  const auto parsed = cache.get(state, subject, stored.content);
  return parsed && schema::equivalent(candidate.schema, *parsed);
}

std::optional<Found> find_equivalent(const State& state, SchemaCache& cache, const Subject& subject,
                                     const Candidate& candidate, Include include) {
  const Versions* versions = state.versions(subject);
  if (versions == nullptr) return std::nullopt;
  const std::uint64_t fingerprint = schema::fingerprint(candidate.schema);
  const auto found =
      std::find_if(versions->rbegin(), versions->rend(), [&](const StoredVersion& stored) {
        return is_visible(stored, include) && same_around(stored, candidate) &&
               cache.fingerprint(state, subject, stored.content) == fingerprint &&
               is_equivalent(state, cache, subject, stored, candidate);
      });
  if (found == versions->rend()) return std::nullopt;
  return Found{subject, *found, Match::Equivalent};
}

std::optional<Metadata> inherited_metadata(const State& state, const Subject& subject,
                                           const std::optional<Metadata>& sent) {
  std::optional<Metadata> metadata = sent;
  if (!metadata) {
    const StoredVersion* latest = state.latest_live(subject);
    if (latest != nullptr) metadata = latest->content->content.metadata;
  }
  const Config* config = state.effective_config(subject);
  if (config == nullptr) return metadata;
  return merge(merge(config->default_metadata, metadata), config->override_metadata);
}

bool has_versions(const State& state, const Subject& subject, Include include) {
  const Versions* versions = state.versions(subject);
  return versions != nullptr &&
         std::any_of(versions->begin(), versions->end(),
                     [&](const auto& stored) { return is_visible(stored, include); });
}

Error not_found_under(const State& state, const Subject& subject, Include include,
                      Error otherwise) {
  return has_versions(state, subject, include) ? otherwise : subject_not_found(subject);
}

namespace {

std::optional<Found> find_same(const State& state, SchemaCache& cache, const Subject& subject,
                               const Candidate& candidate, Include include) {
  if (auto found = find_exact(state, subject, candidate.content->guid, include)) return found;
  return find_equivalent(state, cache, subject, candidate, include);
}

// Steps 1 to 4 in one context.
Result<std::optional<Found>> look_up_here(const State& state, SchemaCache& cache,
                                          const Subject& subject, const SchemaText& sent,
                                          schema::Normalize normalize, Include include) {
  auto candidate = make_candidate(state, subject, sent, Check::Stored, normalize);
  if (!candidate) return std::unexpected(candidate.error());
  if (auto found = find_same(state, cache, subject, *candidate, include)) return found;
  // Sent without rules, as every request is here: once more as it would be stored.
  Content content = candidate->content->content;
  content.metadata = inherited_metadata(state, subject, sent.metadata);
  if (content.metadata == sent.metadata) return std::nullopt;
  candidate->content = store(std::move(content));
  return find_same(state, cache, subject, *candidate, include);
}

}  // namespace

Result<Found> look_up(const State& state, SchemaCache& cache, const Subject& subject,
                      const SchemaText& sent, std::optional<bool> normalize, Include include) {
  const schema::Normalize normal = normalize_for(state, subject, normalize);
  const Error missing = not_found_under(state, subject, include, schema_not_found());
  if (base::trim(sent.text).empty()) return std::unexpected(missing);
  auto here = look_up_here(state, cache, subject, sent, normal, include);
  if (!here) return std::unexpected(here.error());
  if (*here) return std::move(**here);
  if (subject.in_default_context()) {
    for (const auto& [name, context] : state.contexts()) {
      const Subject elsewhere{name, subject.name};
      if (elsewhere == subject || !has_versions(state, elsewhere, include)) continue;
      auto there = look_up_here(state, cache, elsewhere, sent, normal, include);
      if (there && *there) return std::move(**there);
    }
  }
  return std::unexpected(missing);
}

}  // namespace avocet::registry
