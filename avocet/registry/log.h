// log.h - where the registry's records live; storage/ has the implementations.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/base/clock.h"
#include "avocet/base/result.h"

namespace avocet::registry {

// Position of a record: rises from 0 without being reused. Gaps are allowed (compaction).
using Offset = std::int64_t;

// One record, its key and value exactly the bytes that Confluent writes to its _schemas topic
// (spec/kafka-storage.md 1). Of several records with one key only the last counts; a log may drop
// the others and keeps the order of the rest.
struct Record {
  std::string key;
  std::optional<std::string> value;  // nothing: the key is deleted (a tombstone)
  base::Timestamp time;              // when it was written
  friend bool operator==(const Record&, const Record&) = default;
};

enum class LogFault : std::uint8_t {
  Conflict,     // the expected offset is taken: another writer was faster; nothing was written
  Unavailable,  // not written: the disk is full or failing, or the broker is away. Reading may go
                // on
  Corrupt,      // what is stored is damaged, or of a newer format
};

struct LogError {
  LogFault fault = LogFault::Unavailable;
  std::string message;  // one sentence that names the file or topic and says what to do
};

template <class T>
using LogResult = base::Result<T, LogError>;

// Called with each record and its offset; the views live for the call. Returns false to stop.
struct StoredRecord {
  Offset offset = 0;
  std::string_view key;
  std::optional<std::string_view> value;
  base::Timestamp time;
};
using RecordVisitor = std::function<bool(const StoredRecord&)>;

// One writer thread calls append; replay is for start and for catching up, by the same thread.
class Log {
 public:
  virtual ~Log() = default;

  // Appends all or none, at `expected`, the next free offset, and those behind it; durable on
  // return. Returns the new end. Errors: Conflict when the offset is taken, Unavailable. After
  // Unavailable the log may be appended to again at once.
  virtual LogResult<Offset> append(std::span<const Record> records, Offset expected) = 0;

  // Visits every record from `from` to the present end, in order; returns the next free offset.
  // Errors: Corrupt, Unavailable.
  virtual LogResult<Offset> replay(Offset from, const RecordVisitor& visit) = 0;

  // One phrase for the start line: `SQLite in ./avocet-data/avocet.db`, `memory (nothing is kept)`.
  virtual std::string describe() const = 0;
};

}  // namespace avocet::registry
