// record_file.h - the table of records in one SQLite database, open for one writer.
// docs/formats/sqlite.md has its layout.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "avocet/registry/log.h"
#include "avocet/storage/internal/sqlite.h"

namespace avocet::storage::internal {

// What the file says of itself, in the one row of table `log`, rewritten by every append.
struct Totals {
  registry::Offset end = 0;         // the next free offset
  std::int64_t records = 0;         // rows in table `record`
  std::int64_t checksum = 0;        // the sum of their check numbers
  registry::Offset tombstones = 0;  // no row before it is a tombstone; the end when there are none
  friend bool operator==(const Totals&, const Totals&) = default;
};

// After a failed append the object is good for nothing but its end: whether the file has the
// records is known only once a fresh one is open.
class RecordFile {
 public:
  // Makes `file` with an empty log: whole and durable under its name, or not at all.
  static registry::LogResult<void> create(const std::string& file);

  // Errors: Corrupt for a damaged file, a foreign one or one of a newer format; Unavailable.
  static registry::LogResult<std::unique_ptr<RecordFile>> open(const std::string& file);

  registry::Offset end() const noexcept { return totals_.end; }

  // One transaction and one sync. Errors: Unavailable, Corrupt; the outcome is then unknown.
  registry::LogResult<void> append(std::span<const registry::Record> records);

  // A replay from 0 that is not stopped also finds what is missing, and whether the index of keys
  // fits the table. Errors: Corrupt, Unavailable.
  registry::LogResult<void> replay(registry::Offset from, const registry::RecordVisitor& visit);

  // Moves the WAL into the database, synced, and empties it.
  registry::LogResult<void> checkpoint();

 private:
  explicit RecordFile(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  registry::LogResult<void> prepare();
  registry::LogResult<Totals> read_totals();
  registry::LogResult<void> write(std::span<const registry::Record> records, Totals& totals);
  registry::LogResult<void> remove_rows(Statement& statement, Totals& totals);
  registry::LogResult<void> finish(Statement& statement);
  registry::LogResult<void> check_index(std::int64_t key_checksum);

  std::unique_ptr<Database> database_;  // before its statements, so that it goes after them
  std::optional<Statement> remove_tombstones_;
  std::optional<Statement> remove_key_;
  std::optional<Statement> insert_;
  std::optional<Statement> update_totals_;
  std::optional<Statement> select_;
  Totals totals_;
};

}  // namespace avocet::storage::internal
