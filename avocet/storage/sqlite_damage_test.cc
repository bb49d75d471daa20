// sqlite_damage_test.cc - files with flipped bits and missing ends: refused, or read right; never
// read wrong.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "avocet/base/text.h"
#include "avocet/storage/sqlite_log.h"
#include "avocet/testing/records.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::storage {
namespace {

using registry::LogFault;
using registry::Record;
using testing::LogContents;
using testing::read_log;
using testing::record;
using testing::ScratchDirectory;

// A database with small and long records, holes and free pages; and what it holds.
class Damage : public ::testing::Test {
 protected:
  void SetUp() override {
    const ScratchDirectory directory;
    auto log = SqliteLog::open(directory.path()).value();
    std::mt19937 random(7);
    for (int step = 0; step < 40; ++step) {
      std::vector<Record> batch(1 + random() % 8);
      for (Record& each : batch) {
        each = record(base::cat("{\"keytype\":\"SCHEMA\",\"subject\":\"s", random() % 120,
                                "\",\"version\":1,\"magic\":1}"),
                      std::nullopt);
        if (random() % 6 != 0)
          each.value = std::string(random() % 9 == 0 ? 9000 : random() % 700, 'v');
      }
      log->append(batch, contents_.end).value();
      contents_.append(batch);
    }
    ASSERT_EQ(read_log(*log).value(), contents_);
    log.reset();
    std::ifstream file(directory / "avocet.db", std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    ASSERT_GT(bytes_.size(), 100'000U);
  }

  // Opens a log over these bytes, reads it, and goes on writing if nothing was found. Returns
  // whether damage was found.
  bool found_in(const std::string& bytes) {
    const ScratchDirectory directory;
    std::ofstream(directory / "avocet.db", std::ios::binary) << bytes;
    const auto log = SqliteLog::open(directory.path());
    if (!log) return looks_right(log.error());
    const auto read = read_log(**log);
    if (!read) return looks_right(read.error());
    EXPECT_EQ(*read, contents_);

    LogContents expected = contents_;
    std::vector<Record> batch;  // every second key goes, the others get a new value
    for (const auto& [offset, stored] : contents_.records) {
      batch.push_back(record(stored.key, std::nullopt));
      if (offset % 2 == 0) batch.back().value = "new";
    }
    expected.append(batch);
    const auto end = (*log)->append(batch, contents_.end);
    if (!end) return looks_right(end.error());
    const auto again = read_log(**log);
    if (!again) return looks_right(again.error());
    EXPECT_EQ(*again, expected);
    return false;
  }

  static bool looks_right(const registry::LogError& error) {
    EXPECT_NE(error.message.find("avocet.db"), std::string::npos) << error.message;
    EXPECT_NE(error.fault, LogFault::Conflict) << error.message;
    return true;
  }

  LogContents contents_;
  std::string bytes_;
};

TEST_F(Damage, IsNotSeenInASoundFile) { EXPECT_FALSE(found_in(bytes_)); }

TEST_F(Damage, OfOneBitIsFoundOrHarmless) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(base::cat("seed ", seed));
  std::mt19937 random(seed);
  int found = 0;
  for (int round = 0; round < 300; ++round) {
    std::string flipped = bytes_;
    // Every third hits the head of the file or of a page, where one bit means most.
    std::size_t place = random() % flipped.size();
    if (round % 3 == 0) place = place / 4096 * 4096 + random() % 120;
    const unsigned bit = random() % 8;
    SCOPED_TRACE(base::cat("round ", round, ", byte ", place, ", bit ", bit));
    flipped[place] = static_cast<char>(flipped[place] ^ (1 << bit));
    found += found_in(flipped) ? 1 : 0;
    if (HasFailure()) return;
  }
  RecordProperty("found", found);
  EXPECT_GT(found, 150);  // the others hit free space
}

TEST_F(Damage, OfManyBytesIsFoundOrHarmless) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(base::cat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    std::string torn = bytes_;
    const std::size_t sector =
        random() % (torn.size() / 512) * 512;  // a sector lost, or one in another's place
    SCOPED_TRACE(base::cat("round ", round, ", sector at byte ", sector));
    if (round % 2 == 0) {
      torn.replace(sector, 512, 512, '\0');
    } else {
      torn.replace(sector, 512, bytes_, random() % (torn.size() / 512) * 512, 512);
    }
    found_in(torn);
    if (HasFailure()) return;
  }
}

TEST_F(Damage, OfTheEndIsFound) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(base::cat("seed ", seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 40; ++round) {
    const std::size_t left = random() % bytes_.size();
    SCOPED_TRACE(base::cat("first ", left, " bytes"));
    EXPECT_TRUE(found_in(bytes_.substr(0, left)));
  }
}

}  // namespace
}  // namespace avocet::storage
