#include "avocet/storage/memory_log.h"

#include "avocet/base/text.h"

namespace avocet::storage {

using registry::LogError;
using registry::LogFault;
using registry::LogResult;
using registry::Offset;
using registry::Record;

LogResult<Offset> MemoryLog::append(std::span<const Record> records, Offset expected) {
  if (expected != end_) {
    return std::unexpected(
        LogError{LogFault::Conflict,
                 base::cat("the log in memory ends at offset ", end_, ", not at ", expected)});
  }
  if (records.empty()) return end_;
  for (const Offset offset : tombstones_) drop(offset);
  tombstones_.clear();

  for (const Record& record : records) {
    if (const auto older = by_key_.find(record.key); older != by_key_.end()) drop(older->second);
    const auto placed = records_.emplace_hint(records_.end(), end_, record);
    by_key_.emplace(placed->second.key, end_);
    if (!record.value) tombstones_.push_back(end_);
    ++end_;
  }
  return end_;
}

LogResult<Offset> MemoryLog::replay(Offset from, const registry::RecordVisitor& visit) {
  for (auto it = records_.lower_bound(from); it != records_.end(); ++it) {
    const auto& [offset, record] = *it;
    if (!visit({offset, record.key, record.value, record.time})) break;
  }
  return end_;
}

// Forgets a record; one that a later record of its batch has replaced is gone already.
void MemoryLog::drop(Offset offset) {
  const auto found = records_.find(offset);
  if (found == records_.end()) return;
  by_key_.erase(found->second.key);
  records_.erase(found);
}

}  // namespace avocet::storage
