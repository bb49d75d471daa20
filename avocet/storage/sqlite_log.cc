#include "avocet/storage/sqlite_log.h"

#include "avocet/base/text.h"
#include "avocet/storage/internal/data_directory.h"
#include "avocet/storage/internal/record_file.h"

namespace avocet::storage {

using internal::DataDirectory;
using internal::RecordFile;
using registry::LogError;
using registry::LogFault;
using registry::LogResult;
using registry::Offset;
using registry::Record;

namespace {

// Makes the database if there is none. Otherwise syncs the WAL of a process that was killed: it may
// hold records that were written and not yet synced, and what a log shows must last.
LogResult<void> prepare(const std::string& name) {
  const std::string wal = name + "-wal";
  std::error_code error;
  const bool there = std::filesystem::exists(name, error);
  const bool wal_there = !error && std::filesystem::exists(wal, error);
  if (error) {
    return std::unexpected(LogError{LogFault::Unavailable,
                                    base::cat("cannot look for ", name, ": ", error.message())});
  }
  if (there) return wal_there ? internal::sync(wal) : LogResult<void>();
  if (!wal_there) return RecordFile::create(name);
  return std::unexpected(
      LogError{LogFault::Corrupt,
               base::cat(name, " is missing, but ", wal,
                         " holds records of it: put the file back, or restore a backup")});
}

}  // namespace

LogResult<std::unique_ptr<SqliteLog>> SqliteLog::open(const std::filesystem::path& directory) {
  auto held = DataDirectory::open(directory);
  if (!held) return std::unexpected(held.error());
  const std::string name = (directory / "avocet.db").native();
  if (auto ready = prepare(name); !ready) return std::unexpected(ready.error());
  auto file = RecordFile::open(name);
  if (!file) return std::unexpected(file.error());
  return std::unique_ptr<SqliteLog>(new SqliteLog(std::move(*held), name, std::move(*file)));
}

SqliteLog::SqliteLog(std::unique_ptr<DataDirectory> directory, std::string name,
                     std::unique_ptr<RecordFile> file)
    : directory_(std::move(directory)),
      name_(std::move(name)),
      file_(std::move(file)),
      durable_end_(file_->end()) {}

SqliteLog::~SqliteLog() {
  // Should it fail, nothing is lost: the next start reads the WAL.
  if (file_) std::ignore = file_->checkpoint();
}

LogResult<Offset> SqliteLog::append(std::span<const Record> records, Offset expected) {
  if (auto opened = reopen(); !opened) return std::unexpected(opened.error());
  const Offset end = file_->end();
  if (expected != end) {
    return std::unexpected(
        LogError{LogFault::Conflict,
                 base::cat("the log in ", name_, " ends at offset ", end, ", not at ", expected)});
  }
  if (records.empty()) return end;
  if (auto appended = file_->append(records); !appended) {
    return settle(expected, records.size(), appended.error());
  }
  ++counts_.commits;
  counts_.records += records.size();
  durable_end_ = file_->end();
  return durable_end_;
}

// Opens the file again after a failed append. What was not known to be on the disk, but is in the
// file, counts only once a checkpoint has written and synced it anew: a sync that failed once may
// succeed the next time without having done anything.
LogResult<void> SqliteLog::reopen() {
  if (file_) return {};
  auto file = RecordFile::open(name_);
  if (!file) return std::unexpected(file.error());
  if ((*file)->end() != durable_end_) {
    if (auto moved = (*file)->checkpoint(); !moved) return moved;
    durable_end_ = (*file)->end();
  }
  file_ = std::move(*file);
  return {};
}

// After a failed append a fresh look decides whether the records are there. Nobody else writes, so
// the end tells. Source: spec/kafka-storage.md 5.2.
LogResult<Offset> SqliteLog::settle(Offset expected, std::size_t count, const LogError& error) {
  ++counts_.reopens;
  file_.reset();
  if (auto opened = reopen(); !opened) return std::unexpected(opened.error());
  if (file_->end() == expected) return std::unexpected(error);  // not written
  ++counts_.commits;
  counts_.records += count;
  return file_->end();
}

LogResult<Offset> SqliteLog::replay(Offset from, const registry::RecordVisitor& visit) {
  if (auto opened = reopen(); !opened) return std::unexpected(opened.error());
  if (auto replayed = file_->replay(from, visit); !replayed) {
    return std::unexpected(replayed.error());
  }
  return file_->end();
}

std::string SqliteLog::describe() const { return base::cat("SQLite in ", name_); }

}  // namespace avocet::storage
