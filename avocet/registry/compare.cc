#include "avocet/registry/compare.h"

#include "avocet/base/text.h"
#include "avocet/registry/reserved.h"

namespace avocet::registry {
namespace {

using base::cat;

// The value of the metadata property that splits a subject into groups; nothing when it is not set.
std::optional<std::string> group_of(const Content& content, const std::string& group) {
  if (!content.metadata) return std::nullopt;
  const auto found = content.metadata->properties.find(group);
  return found == content.metadata->properties.end() ? std::nullopt : std::optional(found->second);
}

class Comparison {
 public:
  Comparison(const State& state, SchemaCache& cache, const Options& options, const Subject& subject,
             const Candidate& candidate)
      : state_(state),
        cache_(cache),
        subject_(subject),
        candidate_(candidate),
        config_(state.effective_config(subject)),
        level_(level_for(state, subject, options)) {}

  std::vector<std::string> with_history() const {
    const Versions* versions = state_.versions(subject_);
    if (level_ == schema::Level::None || versions == nullptr) return closed({});
    for (auto stored = versions->rbegin(); stored != versions->rend(); ++stored) {
      if (!stored->is_live() || !in_group(*stored)) continue;
      auto messages = differences(*stored);
      if (!messages.empty() || !schema::is_transitive(level_)) return closed(std::move(messages));
    }
    return closed({});
  }

  std::vector<std::string> with_one(const StoredVersion& stored) const {
    if (level_ == schema::Level::None || !in_group(stored)) return closed({});
    return closed(differences(stored));
  }

 private:
  bool in_group(const StoredVersion& stored) const {
    if (config_ == nullptr || !config_->group) return true;
    return group_of(stored.content->content, *config_->group) ==
           group_of(candidate_.content->content, *config_->group);
  }

  // Reserved fields come first, under every level; the settings last, when there is anything to
  // say.
  std::vector<std::string> closed(std::vector<std::string> messages) const {
    const bool fields = config_ != nullptr && config_->validate_fields.value_or(false);
    if (fields) {
      const StoredVersion* latest = state_.latest_live(subject_);
      const auto faults = reserved_field_faults(
          latest == nullptr ? nullptr : &latest->content->content, candidate_);
      messages.insert(messages.begin(), faults.begin(), faults.end());
    }
    if (messages.empty()) return messages;
    messages.push_back(cat("{validateFields: '", fields ? "true" : "false", "', compatibility: '",
                           schema::to_text(level_), "'}"));
    return messages;
  }

  std::vector<std::string> differences(const StoredVersion& stored) const {
    if (stored.content->content.type != candidate_.content->content.type) {
      return {"Incompatible because of different schema type"};
    }
    const auto earlier = cache_.get(state_, subject_, stored.content);
    if (!earlier) {
      return {cat("Version ", stored.version.value,
                  " cannot be compared: its schema does not parse: ", earlier.error().message)};
    }
    return schema::incompatibilities(candidate_.schema, {*earlier, stored.version.value}, level_);
  }

  const State& state_;
  SchemaCache& cache_;
  const Subject& subject_;
  const Candidate& candidate_;
  const Config* config_;
  schema::Level level_;
};

}  // namespace

schema::Level level_for(const State& state, const Subject& subject, const Options& options) {
  const Config* config = state.effective_config(subject);
  return config == nullptr ? options.default_level : config->level.value_or(options.default_level);
}

std::vector<std::string> compare_with_history(const State& state, SchemaCache& cache,
                                              const Options& options, const Subject& subject,
                                              const Candidate& candidate) {
  return Comparison(state, cache, options, subject, candidate).with_history();
}

Result<std::vector<std::string>> test_compatibility(const State& state, SchemaCache& cache,
                                                    const Options& options, const Subject& subject,
                                                    const Result<SchemaText>& sent,
                                                    const std::optional<VersionChoice>& choice,
                                                    std::optional<bool> normalize) {
  const StoredVersion* stored = nullptr;
  if (choice) {
    stored = choice->number ? state.version(subject, *choice->number) : state.latest_live(subject);
    if (choice->number && (stored == nullptr || !stored->is_live())) {
      return std::unexpected(version_not_found(choice->shown()));
    }
  }
  if (!sent) return std::unexpected(sent.error());
  const auto candidate = make_candidate(state, subject, *sent, check_for_new(state, subject),
                                        normalize_for(state, subject, normalize));
  if (!candidate) return std::unexpected(candidate.error());
  const Comparison comparison(state, cache, options, subject, *candidate);
  if (!choice) return comparison.with_history();
  return stored == nullptr ? std::vector<std::string>{} : comparison.with_one(*stored);
}

}  // namespace avocet::registry
