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

LogResult<std::unique_ptr<SqliteLog>> SqliteLog::open(const std::filesystem::path& directory) {
  auto held = DataDirectory::open(directory);
  if (!held) return std::unexpected(held.error());
  const std::string name = (directory / "avocet.db").native();
  std::error_code error;
  if (!std::filesystem::exists(name, error)) {
    if (error) {
      return std::unexpected(LogError{LogFault::Unavailable,
                                      base::cat("cannot look at ", name, ": ", error.message())});
    }
    // Records that only the WAL has would be deleted with it.
    if (std::filesystem::exists(name + "-wal", error)) {
      return std::unexpected(LogError{
          LogFault::Corrupt, base::cat(name, " is missing, but ", name,
                                       "-wal is there: put the file back, or restore a backup")});
    }
    if (auto made = RecordFile::create(name); !made) return std::unexpected(made.error());
  }
  auto file = RecordFile::open(name);
  if (!file) return std::unexpected(file.error());
  return std::unique_ptr<SqliteLog>(new SqliteLog(std::move(*held), name, std::move(*file)));
}

SqliteLog::SqliteLog(std::unique_ptr<DataDirectory> directory, std::string name,
                     std::unique_ptr<RecordFile> file)
    : directory_(std::move(directory)), name_(std::move(name)), file_(std::move(file)) {}

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
  return file_->end();
}

// Opens the file again if an earlier attempt could not.
LogResult<void> SqliteLog::reopen() {
  if (file_) return {};
  auto file = RecordFile::open(name_);
  if (!file) return std::unexpected(file.error());
  file_ = std::move(*file);
  return {};
}

// After a failed append: a fresh look decides whether the records are there. A sync that failed
// once may succeed the next time without having written anything, so records that are there count
// only after a checkpoint has written them anew, to the database. Nobody else writes, so the end
// tells. Source: spec/kafka-storage.md 5.2.
LogResult<Offset> SqliteLog::settle(Offset expected, std::size_t count, const LogError& error) {
  ++counts_.reopens;
  file_.reset();
  if (auto opened = reopen(); !opened) return std::unexpected(opened.error());
  if (file_->end() == expected) return std::unexpected(error);  // not written
  if (auto moved = file_->checkpoint(); !moved) {
    file_.reset();
    return std::unexpected(moved.error());
  }
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
