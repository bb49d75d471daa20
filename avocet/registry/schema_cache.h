// schema_cache.h - parsed forms of stored schemas, kept while they are in use, and their
// fingerprints.
#pragma once

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "avocet/registry/state.h"
#include "avocet/schema/schema.h"

namespace avocet::registry {

// Thread-safe; the least recently used entries go first. A parse happens outside the lock, so two
// threads may parse the same schema once each.
class SchemaCache {
 public:
  // `max_text_bytes`: of the texts whose parsed forms are kept; a parsed form takes about ten times
  // its text.
  explicit SchemaCache(std::size_t max_text_bytes = 4 * 1024 * 1024)
      : max_text_bytes_(max_text_bytes) {}

  // The parsed form of what `subject` holds. Errors: the stored text no longer parses, or a
  // reference is gone.
  schema::Result<schema::Schema> get(const State& state, const Subject& subject,
                                     const ContentPtr& content);

  // Its schema::fingerprint, kept far longer than the parsed form: looking for an equivalent among
  // a thousand versions parses few of them. Errors: as get().
  schema::Result<std::uint64_t> fingerprint(const State& state, const Subject& subject,
                                            const ContentPtr& content);

 private:
  static constexpr std::size_t kMaxFingerprints = 1'000'000;  // about 100 bytes each

  struct Entry {
    std::string key;  // context and guid
    schema::Schema schema;
  };

  std::size_t max_text_bytes_;
  std::mutex mutex_;          // guards what follows
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::size_t text_bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t> fingerprints_;
};

}  // namespace avocet::registry
