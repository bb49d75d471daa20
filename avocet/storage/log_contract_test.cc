// log_contract_test.cc - what every Log promises, asked of each of them.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "avocet/base/text.h"
#include "avocet/storage/memory_log.h"
#include "avocet/storage/sqlite_log.h"
#include "avocet/testing/records.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::storage {
namespace {

using registry::LogFault;
using registry::Offset;
using registry::Record;
using testing::LogContents;
using testing::read_log;
using testing::record;

struct InMemory {
  MemoryLog log_;
  registry::Log& log() { return log_; }
  void restart() {}  // its records would be gone, which is no fault
};

struct InSqlite {
  testing::ScratchDirectory directory;
  std::unique_ptr<SqliteLog> log_ = SqliteLog::open(directory.path()).value();
  registry::Log& log() { return *log_; }
  void restart() {
    log_.reset();
    log_ = SqliteLog::open(directory.path()).value();
  }
};

template <class Store>
class LogContract : public ::testing::Test {
 protected:
  registry::Log& log() { return store_.log(); }
  LogContents contents(Offset from = 0) { return read_log(log(), from).value(); }
  Offset append(const std::vector<Record>& records) {
    const Offset end = log().append(records, expected_.end).value();
    expected_.append(records);
    return end;
  }

  Store store_;
  LogContents expected_;  // what the log should hold
};

using Stores = ::testing::Types<InMemory, InSqlite>;
TYPED_TEST_SUITE(LogContract, Stores);

TYPED_TEST(LogContract, BeginsEmptyAtZero) {
  EXPECT_EQ(this->contents(), LogContents{});
  EXPECT_FALSE(this->log().describe().empty());
}

TYPED_TEST(LogContract, ReplaysWhatWasAppended) {
  EXPECT_EQ(this->append({record("a", "1", 5)}), 1);
  EXPECT_EQ(this->append({record("b", "2", 6), record("c", "3", -7)}), 3);
  const LogContents expected{
      {{0, record("a", "1", 5)}, {1, record("b", "2", 6)}, {2, record("c", "3", -7)}}, 3};
  EXPECT_EQ(this->contents(), expected);
  this->store_.restart();
  EXPECT_EQ(this->contents(), expected);
}

TYPED_TEST(LogContract, RefusesAnOffsetThatIsNotTheEnd) {
  this->append({record("a", "1"), record("b", "2")});
  const LogContents before = this->contents();
  for (const Offset wrong : {-1, 0, 1, 3}) {
    const auto refused = this->log().append(std::vector{record("a", "x"), record("c", "x")}, wrong);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().fault, LogFault::Conflict);
  }
  EXPECT_EQ(this->contents(), before);
  EXPECT_EQ(this->append({record("c", "3")}), 3);
}

TYPED_TEST(LogContract, TakesAnEmptyBatch) {
  this->append({record("a", "1")});
  EXPECT_EQ(this->append({}), 1);
  EXPECT_FALSE(this->log().append({}, 0).has_value());
  EXPECT_EQ(this->contents().end, 1);
}

TYPED_TEST(LogContract, KeepsTheLastRecordOfAKeyAndTheOrderOfTheRest) {
  this->append({record("a", "1"), record("b", "1"), record("c", "1")});
  this->append({record("b", "2")});
  this->append({record("d", "1"), record("d", "2"), record("a", "2"), record("d", "3")});
  const LogContents expected{
      {{2, record("c", "1")}, {3, record("b", "2")}, {6, record("a", "2")}, {7, record("d", "3")}},
      8};
  EXPECT_EQ(this->contents(), expected);
}

TYPED_TEST(LogContract, ShowsATombstoneUntilTheNextAppend) {
  this->append({record("a", "1"), record("b", "1")});
  this->append({record("a", std::nullopt), record("never", std::nullopt)});
  const LogContents deleted{
      {{1, record("b", "1")}, {2, record("a", std::nullopt)}, {3, record("never", std::nullopt)}},
      4};
  EXPECT_EQ(this->contents(), deleted);
  this->store_.restart();
  EXPECT_EQ(this->contents(), deleted);

  this->append({record("c", "1")});
  const LogContents later{{{1, record("b", "1")}, {4, record("c", "1")}}, 5};
  EXPECT_EQ(this->contents(), later);
  this->store_.restart();
  EXPECT_EQ(this->contents(), later);
}

TYPED_TEST(LogContract, AKeyMayComeBackInTheBatchThatDeletesIt) {
  this->append({record("a", "1")});
  this->append({record("a", std::nullopt), record("a", "2"), record("b", "1"),
                record("b", std::nullopt), record("c", std::nullopt), record("c", std::nullopt)});
  const LogContents expected{
      {{2, record("a", "2")}, {4, record("b", std::nullopt)}, {6, record("c", std::nullopt)}}, 7};
  EXPECT_EQ(this->contents(), expected);
  this->append({record("b", "2")});
  EXPECT_EQ(this->contents(), this->expected_);
}

TYPED_TEST(LogContract, NeverReusesAnOffset) {
  this->append({record("a", "1"), record("b", "1")});
  this->append({record("b", std::nullopt)});
  this->append({record("a", std::nullopt)});
  this->store_.restart();
  EXPECT_EQ(this->contents().end, 4);
  this->append({record("x", std::nullopt)});
  this->store_.restart();
  EXPECT_EQ(this->append({record("y", "1")}), 6);
  EXPECT_EQ(this->contents(), (LogContents{{{5, record("y", "1")}}, 6}));
}

TYPED_TEST(LogContract, ReplaysFromAnyOffset) {
  this->append({record("a", "1"), record("b", "1"), record("c", "1")});
  this->append({record("b", "2")});
  EXPECT_EQ(this->contents(1), (LogContents{{{2, record("c", "1")}, {3, record("b", "2")}}, 4}));
  EXPECT_EQ(this->contents(3), (LogContents{{{3, record("b", "2")}}, 4}));
  EXPECT_EQ(this->contents(4), (LogContents{{}, 4}));
  EXPECT_EQ(this->contents(9), (LogContents{{}, 4}));
}

TYPED_TEST(LogContract, StopsWhenTheVisitorSaysSo) {
  this->append({record("a", "1"), record("b", "1"), record("c", "1")});
  std::string seen;
  const auto end = this->log().replay(0, [&](const registry::StoredRecord& stored) {
    seen += stored.key;
    return stored.key != "b";
  });
  EXPECT_EQ(seen, "ab");
  EXPECT_EQ(end.value(), 3);
  EXPECT_EQ(this->append({record("d", "1")}), 4);  // a stopped replay holds nothing back
  EXPECT_EQ(this->contents(), this->expected_);
}

TYPED_TEST(LogContract, KeepsBytesAsTheyAre) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  this->append({record("", ""), record(all, all), record("é\xF0\x9F\x9A\x80", "\xFF\xFE"),
                record(std::string("a\0b", 3), std::string(1, '\0')), record("a", ""),
                record(std::string(9000, 'k'), std::string(3 << 20, 'v')), record("time", "", -1),
                record("late", "", 253402300799999)});
  EXPECT_EQ(this->contents(), this->expected_);
  this->store_.restart();
  EXPECT_EQ(this->contents(), this->expected_);
  this->append({record(all, std::nullopt), record(std::string("a\0b", 3), "new")});
  EXPECT_EQ(this->contents(), this->expected_);
}

TYPED_TEST(LogContract, AgreesWithTheSimplestLog) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(base::cat("seed ", seed));
    std::mt19937 random(seed);
    const auto below = [&](unsigned limit) { return random() % limit; };
    for (int step = 0; step < 20; ++step) {
      std::vector<Record> batch(below(8));
      for (Record& each : batch) {
        each = record(base::cat("key ", below(20)), std::nullopt, static_cast<int>(below(9999)));
        if (below(3) != 0) each.value = std::string(below(2) == 0 ? below(6000) : below(9), 'x');
      }
      if (batch.empty()) {
        this->store_.restart();
      } else {
        this->append(batch);
      }
      ASSERT_EQ(this->contents(), this->expected_);
    }
  }
}

}  // namespace
}  // namespace avocet::storage
