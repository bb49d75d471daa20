#include "avocet/registry/schema_cache.h"

#include "avocet/base/text.h"
#include "avocet/registry/references.h"

namespace avocet::registry {
namespace {

schema::Result<schema::Schema> parse_stored(const State& state, const Subject& subject,
                                            const Content& content) {
  auto references = resolve(state, subject, content.references, Include::Deleted);
  if (!references) {
    return std::unexpected(
        schema::Error{.fault = avro::SchemaFault::Name, .path = "", .message = references.error()});
  }
  return schema::parse(content.type, content.text, *references,
                       {.validation = avro::Validation::RegistryStored});
}

std::string key_of(const Subject& subject, const ContentPtr& content) {
  const Guid& guid = content->guid;
  return base::cat(subject.context, ':',
                   std::string_view(reinterpret_cast<const char*>(guid.data()), guid.size()));
}

}  // namespace

schema::Result<schema::Schema> SchemaCache::get(const State& state, const Subject& subject,
                                                const ContentPtr& content) {
  std::string key = key_of(subject, content);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return found->second->schema;
    }
  }
  auto parsed = parse_stored(state, subject, content->content);
  if (!parsed) return parsed;

  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return parsed;
  entries_.push_front({std::move(key), *parsed});
  by_key_.emplace(entries_.front().key, entries_.begin());
  text_bytes_ += parsed->text().size();
  while (text_bytes_ > max_text_bytes_ && entries_.size() > 1) {
    text_bytes_ -= entries_.back().schema.text().size();
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return parsed;
}

schema::Result<std::uint64_t> SchemaCache::fingerprint(const State& state, const Subject& subject,
                                                       const ContentPtr& content) {
  std::string key = key_of(subject, content);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = fingerprints_.find(key); found != fingerprints_.end())
      return found->second;
  }
  const auto parsed = get(state, subject, content);
  if (!parsed) return std::unexpected(parsed.error());
  const std::uint64_t made = schema::fingerprint(*parsed);

  const std::lock_guard lock(mutex_);
  if (fingerprints_.size() >= kMaxFingerprints) fingerprints_.clear();
  fingerprints_.emplace(std::move(key), made);
  return made;
}

}  // namespace avocet::registry
