// data_directory.h - the directory that holds everything a server keeps, and the lock that makes it
// one process's own.
#pragma once

#include <filesystem>
#include <memory>

#include "avocet/registry/log.h"

namespace avocet::storage::internal {

// Made if missing; locked (flock on `avocet.lock`) for as long as the object lives. The lock file
// holds the process id and the command line of its owner, so that a second process can name the
// first.
class DataDirectory {
 public:
  // Errors: Unavailable when the path is no directory, cannot be made or written, or belongs to
  // another process.
  static registry::LogResult<std::unique_ptr<DataDirectory>> open(
      const std::filesystem::path& path);

  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;
  ~DataDirectory();  // gives the lock back; the lock file stays

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  DataDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  // file descriptor of avocet.lock
};

// Makes what was written to a file, or the names made in a directory, last through a power cut.
// Errors: Unavailable.
registry::LogResult<void> sync(const std::filesystem::path& file_or_directory);

}  // namespace avocet::storage::internal
