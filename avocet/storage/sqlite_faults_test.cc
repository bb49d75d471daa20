// sqlite_faults_test.cc - a disk that is full or fails: the answer to an append is true, and no
// restart is needed afterwards.
//
// Two ways, both of which work for every user, root included, and in any container (a small tmpfs
// needs root and the right to mount): a limit on file size, where the kernel itself refuses to
// write, and the two system calls by which SQLite writes, defined here in place of the C library's,
// to fail on demand with the error and at the call that a test wants.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <string>

#include "avocet/base/text.h"
#include "avocet/storage/sqlite_log.h"
#include "avocet/testing/records.h"
#include "avocet/testing/scratch_directory.h"

namespace {

// Calls pass until `passes` is used up; then `failures` of them fail.
struct Trouble {
  int passes = 0;
  int failures = 0;
  int error = EIO;
  bool strikes() {
    if (failures == 0) return false;
    if (passes > 0) {
      --passes;
      return false;
    }
    --failures;
    errno = error;
    return true;
  }
};

Trouble on_write;
Trouble on_sync;
int syncs = 0;

constexpr int kAlways = 1'000'000;

}  // namespace

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return on_write.strikes() ? -1 : ::syscall(SYS_pwrite64, file, bytes, size, offset);
}

extern "C" int fdatasync(int file) {
  ++syncs;
  return on_sync.strikes() ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace avocet::storage {
namespace {

using registry::LogFault;
using registry::Record;
using testing::LogContents;
using testing::read_log;
using testing::record;

class SqliteFaults : public ::testing::Test {
 protected:
  SqliteFaults() { EXPECT_TRUE(append({record("before", "1"), record("deleted", "1")})); }
  ~SqliteFaults() override { heal(); }

  static void heal() {
    on_write = {};
    on_sync = {};
  }

  // Appends as the registry does: after a conflict the writer catches up. Returns whether the
  // records were acknowledged.
  bool append(const std::vector<Record>& batch) {
    const auto end = log_->append(batch, expected_.end);
    if (end) {
      expected_.append(batch);
      EXPECT_EQ(*end, expected_.end);
      return true;
    }
    message_ = end.error().message;
    EXPECT_EQ(end.error().fault, LogFault::Unavailable) << message_;
    EXPECT_NE(message_.find("avocet.db"), std::string::npos) << message_;
    return false;
  }

  // The log holds what was acknowledged. An append that failed is not there, or there whole.
  void check(const std::vector<Record>& failed) {
    heal();
    auto seen = read_log(*log_).value();
    if (seen.end != expected_.end) expected_.append(failed);
    EXPECT_EQ(seen, expected_);
    const bool written = append({record("after", base::cat(expected_.end))});
    EXPECT_TRUE(written) << message_;
    EXPECT_EQ(read_log(*log_).value(), expected_);
    log_.reset();
    log_ = SqliteLog::open(directory_.path()).value();
    EXPECT_EQ(read_log(*log_).value(), expected_);
  }

  testing::ScratchDirectory directory_;
  std::unique_ptr<SqliteLog> log_ = SqliteLog::open(directory_.path()).value();
  LogContents expected_;
  std::string message_;  // of the last failed append
};

std::vector<Record> some_records(int count, std::size_t bytes) {
  std::vector<Record> batch;
  for (int i = 0; i < count; ++i)
    batch.push_back(record(base::cat("key ", i), std::string(bytes, 'v')));
  batch.push_back(record("deleted", std::nullopt));
  return batch;
}

TEST_F(SqliteFaults, OneSyncACommit) {
  syncs = 0;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(append(some_records(9, 300)));
  EXPECT_EQ(syncs, 20);
}

TEST_F(SqliteFaults, DiskFullAtAnyWrite) {
  const auto batch = some_records(5, 3000);
  int refused = 0;
  for (int passes = 0; passes < 40; ++passes) {
    SCOPED_TRACE(base::cat("after ", passes, " writes"));
    on_write = {passes, kAlways, ENOSPC};
    if (!append(batch)) {
      ++refused;
      EXPECT_NE(message_.find("the disk is full; make room"), std::string::npos) << message_;
      EXPECT_FALSE(append(batch));                    // still full, and nothing else goes wrong
      EXPECT_EQ(read_log(*log_).value(), expected_);  // and reading goes on
    }
    check(batch);
  }
  EXPECT_GT(refused, 15);
}

TEST_F(SqliteFaults, DiskFullByTheKernelsOwnLimit) {
  const auto batch = some_records(40, 50'000);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const bool first = append(batch);
  const bool second = append(batch);
  const auto seen = read_log(*log_);
  const bool little = append({record("little", "1")});  // what fits is written, without a restart
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, ignored);

  EXPECT_FALSE(first);
  EXPECT_FALSE(second);
  EXPECT_EQ(seen.value().records.size(), 2U);
  EXPECT_TRUE(little) << message_;
  EXPECT_TRUE(append(batch)) << message_;
  check({});
}

TEST_F(SqliteFaults, OneFailedWrite) {
  const auto batch = some_records(5, 3000);
  for (int passes = 0; passes < 30; ++passes) {
    SCOPED_TRACE(base::cat("after ", passes, " writes"));
    on_write = {passes, 1, EIO};
    append(batch);
    check(batch);
  }
}

TEST_F(SqliteFaults, FailedSyncs) {
  const auto batch = some_records(5, 3000);
  for (const int failures : {1, 2, 3, 4, kAlways}) {
    for (int passes = 0; passes < 4; ++passes) {
      SCOPED_TRACE(base::cat(failures, " failed syncs after ", passes));
      on_sync = {passes, failures, EIO};
      append(batch);
      check(batch);
    }
  }
}

// A sync that failed is never the ground for an acknowledgement: the records must have been synced
// anew.
TEST_F(SqliteFaults, NoAcknowledgementWithoutASync) {
  on_sync = {0, kAlways, EIO};
  const auto batch = some_records(3, 100);
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(append(batch));
  EXPECT_NE(message_.find("Input/output error"), std::string::npos) << message_;
  EXPECT_GT(log_->counts().reopens, 0U);
  check(batch);
}

TEST_F(SqliteFaults, TroubleWithoutEnd) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(base::cat("seed ", seed));
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(base::cat("round ", round));
    std::vector<Record> batch;
    for (int i = below(6); i >= 0; --i) {
      batch.push_back(record(base::cat("key ", below(30)), std::nullopt));
      if (below(3) != 0) batch.back().value = std::string(random() % 9000, 'v');
    }
    on_write = {below(30), below(4), below(2) == 0 ? ENOSPC : EIO};
    on_sync = {below(3), below(3), EIO};
    const bool written = append(batch);
    check(written ? std::vector<Record>{} : batch);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace avocet::storage
