#include "avocet/registry/references.h"

#include <unordered_set>
#include <utility>

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

using base::cat;

class Resolver {
 public:
  Resolver(const State& state, Include include, const ReferenceLimits& limits)
      : state_(state), include_(include), limits_(limits) {}

  bool add_all(const Subject& referrer, const std::vector<schema::Reference>& references,
               std::size_t depth) {
    if (references.empty()) return true;
    if (depth > limits_.max_depth)
      return fail(cat("References are nested deeper than ", limits_.max_depth));
    if (references.size() > limits_.max_references) return fail_too_many();
    for (const schema::Reference& reference : references) {
      if (!add(referrer, reference, depth)) return false;
    }
    return true;
  }

  std::vector<schema::ResolvedReference> resolved;
  std::string error;

 private:
  bool add(const Subject& referrer, const schema::Reference& reference, std::size_t depth) {
    if (reference.name.empty() || reference.subject.empty() || reference.version == 0) {
      return fail(cat("Invalid reference: {name='", reference.name, "', subject='",
                      reference.subject, "', version=", reference.version, "}"));
    }
    if (!names_.insert(reference.name).second) return true;
    if (names_.size() > limits_.max_references) return fail_too_many();

    const Subject target = reference_target(referrer, reference);
    const StoredVersion* stored = reference.version == -1
                                      ? state_.latest_live(target)
                                      : state_.version(target, Version{reference.version});
    if (stored == nullptr || (include_ == Include::Live && !stored->is_live())) {
      return fail(cat("No schema reference found for subject \"", target.qualified(),
                      "\" and version ", reference.version));
    }
    // Within a stored graph a target may have been soft-deleted since.
    const Include outer = std::exchange(include_, Include::Deleted);
    const bool below = add_all(target, stored->content->content.references, depth + 1);
    include_ = outer;
    if (!below) return false;
    text_bytes_ += stored->content->content.text.size();
    if (text_bytes_ > limits_.max_text_bytes) {
      return fail(cat("The referenced schemas are longer than ", limits_.max_text_bytes, " bytes"));
    }
    resolved.push_back({reference.name, stored->content->content.text});
    return true;
  }

  bool fail_too_many() { return fail(cat("More than ", limits_.max_references, " references")); }
  bool fail(std::string why) {
    error = std::move(why);
    return false;
  }

  const State& state_;
  Include include_;
  const ReferenceLimits& limits_;
  std::unordered_set<std::string> names_;
  std::size_t text_bytes_ = 0;
};

}  // namespace

base::Result<std::vector<schema::ResolvedReference>, std::string> resolve(
    const State& state, const Subject& referrer, const std::vector<schema::Reference>& references,
    Include include, const ReferenceLimits& limits) {
  Resolver resolver(state, include, limits);
  if (!resolver.add_all(referrer, references, 1)) return std::unexpected(std::move(resolver.error));
  return std::move(resolver.resolved);
}

std::vector<schema::Reference> with_versions(const State& state, const Subject& referrer,
                                             std::vector<schema::Reference> references) {
  for (schema::Reference& reference : references) {
    if (reference.version != -1) continue;
    if (const StoredVersion* latest = state.latest_live(reference_target(referrer, reference))) {
      reference.version = latest->version.value;
    }
  }
  return references;
}

}  // namespace avocet::registry
