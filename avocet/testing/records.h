// records.h - records for the tests of logs: made briefly, read back whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "avocet/registry/log.h"

namespace avocet::testing {

inline registry::Record record(std::string key, std::optional<std::string> value,
                               std::int64_t time_ms = 1'700'000'000'000) {
  return {std::move(key), std::move(value), base::Timestamp(std::chrono::milliseconds(time_ms))};
}

// All that a replay visits, by offset, and the next free offset.
struct LogContents {
  std::map<registry::Offset, registry::Record> records;
  registry::Offset end = 0;
  friend bool operator==(const LogContents&, const LogContents&) = default;

  // Appends to this copy of a log as every Log of storage/ does: the last record of a key stays,
  // tombstones of older appends go.
  void append(const std::vector<registry::Record>& batch) {
    std::erase_if(records, [](const auto& entry) { return !entry.second.value; });
    for (const registry::Record& added : batch) {
      std::erase_if(records, [&](const auto& entry) { return entry.second.key == added.key; });
      records.emplace(end++, added);
    }
  }
};

// What a failing test prints.
inline void PrintTo(const LogContents& contents, std::ostream* out) {
  *out << "end " << contents.end;
  for (const auto& [offset, stored] : contents.records) {
    const std::string value = stored.value.value_or("(none)");
    *out << "\n  " << offset << " " << stored.key.substr(0, 60) << " = " << value.substr(0, 60);
    if (value.size() > 60) *out << "… of " << value.size() << " bytes";
  }
}

inline registry::LogResult<LogContents> read_log(registry::Log& log, registry::Offset from = 0) {
  LogContents contents;
  const auto end = log.replay(from, [&](const registry::StoredRecord& stored) {
    registry::Record copy{std::string(stored.key), std::nullopt, stored.time};
    if (stored.value) copy.value = std::string(*stored.value);
    contents.records.emplace_hint(contents.records.end(), stored.offset, std::move(copy));
    return true;
  });
  if (!end) return std::unexpected(end.error());
  contents.end = *end;
  return contents;
}

}  // namespace avocet::testing
