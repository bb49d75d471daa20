// sqlite_crash_test.cc - killed at any moment: every acknowledged record is there, and a batch is
// there whole or not at all.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <string>

#include "avocet/base/text.h"
#include "avocet/storage/sqlite_log.h"
#include "avocet/testing/records.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::storage {
namespace {

using registry::Offset;
using registry::Record;
using testing::LogContents;
using testing::record;

// The batch at an offset: the same one for the writer and for who checks its work.
std::vector<Record> batch_at(Offset offset) {
  std::vector<Record> batch;
  for (Offset at = offset; at < offset + 1 + offset % 7; ++at) {
    batch.push_back(record(base::cat("key ", at * 7919 % 251), std::nullopt, at));
    if (at % 5 != 0) {
      batch.back().value =
          base::cat(at, " ") + std::string(static_cast<std::size_t>(at * 37 % 3000), 'v');
    }
  }
  return batch;
}

// Appends batch after batch and tells each new end, until killed.
[[noreturn]] void write_until_killed(const std::filesystem::path& directory, int acknowledged) {
  auto log = SqliteLog::open(directory);
  if (!log) ::_exit(2);
  auto end = (*log)->replay(0, [](const registry::StoredRecord&) { return true; });
  while (end) {
    end = (*log)->append(batch_at(*end), *end);
    if (end && ::write(acknowledged, &*end, sizeof(*end)) != sizeof(*end)) ::_exit(3);
  }
  ::_exit(4);
}

TEST(SqliteCrash, KeepsWhatItAcknowledged) {
  const testing::ScratchDirectory directory;
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(base::cat("seed ", seed));
  std::mt19937 random(seed);
  LogContents expected;
  for (int round = 0; round < 25; ++round) {
    SCOPED_TRACE(base::cat("round ", round));
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(directory.path(), pipe[1]);
    }
    ::close(pipe[1]);
    // Killed somewhere in the batches that follow an acknowledgement; sometimes before the first,
    // in open or replay.
    Offset acknowledged = expected.end;
    for (auto i = random() % 40; i > 0; --i) {
      if (::read(pipe[0], &acknowledged, sizeof(acknowledged)) != sizeof(acknowledged)) break;
    }
    ::usleep(static_cast<useconds_t>(random() % 2000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "exit " << WEXITSTATUS(status);
    while (::read(pipe[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged)) {
    }
    ::close(pipe[0]);

    while (expected.end < acknowledged) expected.append(batch_at(expected.end));
    ASSERT_EQ(expected.end, acknowledged);
    auto log = SqliteLog::open(directory.path());
    ASSERT_TRUE(log.has_value()) << log.error().message;
    const auto seen = testing::read_log(**log);
    ASSERT_TRUE(seen.has_value()) << seen.error().message;
    if (seen->end != acknowledged) expected.append(batch_at(expected.end));  // the one under way
    ASSERT_EQ(*seen, expected);
  }
  EXPECT_GT(expected.end, 25);
}

}  // namespace
}  // namespace avocet::storage
