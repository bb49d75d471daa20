// memory_log.h - a Log that ends with the process: for trials, tests and `--storage memory`.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "avocet/registry/log.h"

namespace avocet::storage {

// Compacts as SqliteLog does: a record takes the place of the older one with its key, and
// tombstones last until the next append. Thread-compatible: one thread at a time.
class MemoryLog final : public registry::Log {
 public:
  MemoryLog() = default;
  MemoryLog(const MemoryLog&) = delete;
  MemoryLog& operator=(const MemoryLog&) = delete;

  registry::LogResult<registry::Offset> append(std::span<const registry::Record> records,
                                               registry::Offset expected) override;
  registry::LogResult<registry::Offset> replay(registry::Offset from,
                                               const registry::RecordVisitor& visit) override;
  std::string describe() const override { return "memory (nothing is kept)"; }

 private:
  void drop(registry::Offset offset);

  std::map<registry::Offset, registry::Record> records_;  // the live ones, and the last tombstones
  std::unordered_map<std::string_view, registry::Offset>
      by_key_;                                // the keys are views into records_
  std::vector<registry::Offset> tombstones_;  // those of the last append
  registry::Offset end_ = 0;
};

}  // namespace avocet::storage
