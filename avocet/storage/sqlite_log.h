// sqlite_log.h - the Log of a server that stands alone: an SQLite database in its data directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "avocet/registry/log.h"

namespace avocet::storage {

namespace internal {
class DataDirectory;
class RecordFile;
}  // namespace internal

// What appends have cost since the log was opened. A commit is one transaction and one sync of the
// WAL; every 4,000 pages or so of WAL, SQLite moves them into the database, for two syncs more.
struct SqliteCounts {
  std::uint64_t commits = 0;
  std::uint64_t records = 0;
  std::uint64_t reopens =
      0;  // failed appends after which the file was closed, opened and looked into
};

// Keeps the last record of each key; a tombstone takes its key's record away and lasts until the
// next append. Thread-compatible: one thread at a time.
class SqliteLog final : public registry::Log {
 public:
  // Opens `avocet.db` in `directory`, making both when missing, and keeps other processes away from
  // the directory until destroyed. Damage inside the file is found by the first replay, which
  // therefore comes before the first append. Errors: Corrupt when the file is no SQLite database,
  // not avocet's or of a newer format; Unavailable when the directory is in use, cannot be written,
  // or is none.
  static registry::LogResult<std::unique_ptr<SqliteLog>> open(
      const std::filesystem::path& directory);

  SqliteLog(const SqliteLog&) = delete;
  SqliteLog& operator=(const SqliteLog&) = delete;
  ~SqliteLog() override;  // empties the WAL into the database, then lets others in

  // Errors: Corrupt too, when SQLite stumbles over damage on its way.
  registry::LogResult<registry::Offset> append(std::span<const registry::Record> records,
                                               registry::Offset expected) override;
  registry::LogResult<registry::Offset> replay(registry::Offset from,
                                               const registry::RecordVisitor& visit) override;
  std::string describe() const override;

  const SqliteCounts& counts() const noexcept { return counts_; }

 private:
  SqliteLog(std::unique_ptr<internal::DataDirectory> directory, std::string name,
            std::unique_ptr<internal::RecordFile> file);
  registry::LogResult<void> reopen();
  registry::LogResult<registry::Offset> settle(registry::Offset expected, std::size_t count,
                                               const registry::LogError& error);

  std::unique_ptr<internal::DataDirectory> directory_;  // before file_, so that the lock goes last
  std::string name_;                                    // path of the database
  std::unique_ptr<internal::RecordFile> file_;          // none while it cannot be reopened
  registry::Offset durable_end_;  // the end up to which all is known to be on the disk
  SqliteCounts counts_;
};

}  // namespace avocet::storage
