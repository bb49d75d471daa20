#include "avocet/storage/sqlite_log.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <tuple>

#include "avocet/base/text.h"
#include "avocet/storage/internal/sqlite.h"
#include "avocet/testing/records.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::storage {
namespace {

using internal::Create;
using internal::Database;
using registry::LogFault;
using testing::read_log;
using testing::record;
using testing::ScratchDirectory;

// A result must be an error of this fault, with this text in its message.
template <class T>
void expect_refused(const registry::LogResult<T>& result, LogFault fault, std::string_view text) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().fault, fault) << result.error().message;
  EXPECT_NE(result.error().message.find(text), std::string::npos) << result.error().message;
}

// Runs SQL on a closed log's database, as an operator with the sqlite3 shell would.
void meddle(const ScratchDirectory& directory, const char* sql) {
  Database::open((directory / "avocet.db").native(), Create::No).value()->run(sql).value();
}

void fill(const ScratchDirectory& directory) {
  const auto log = SqliteLog::open(directory.path()).value();
  log->append(std::vector{record("a", "1"), record("b", "2"), record("c", "3")}, 0).value();
}

// A process that holds a lock until it is killed.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& directory) {
    int ready[2];
    if (::pipe(ready) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // goes with the test program, however that ends
      const auto log = SqliteLog::open(directory);
      std::ignore = ::write(ready[1], log ? "+" : "-", 1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char answer = '-';
    holds_ = ::read(ready[0], &answer, 1) == 1 && answer == '+';
    ::close(ready[0]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }
  bool holds() const { return holds_; }

 private:
  pid_t pid_ = 0;
  bool holds_ = false;
};

// What `work` returns when a process of its own runs it.
std::string in_child(const std::function<std::string()>& work) {
  int result[2];
  if (::pipe(result) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string text = work();
    const bool told = ::write(result[1], text.data(), text.size()) >= 0;
    ::_exit(told ? 0 : 1);
  }
  ::close(result[1]);
  std::string text(4096, '\0');
  const auto length = ::read(result[0], text.data(), text.size());
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  ::close(result[0]);
  ::waitpid(child, nullptr, 0);
  return text;
}

TEST(SqliteLog, MakesItsDirectoryAndLeavesOneFileAndTheLock) {
  const ScratchDirectory scratch;
  const auto directory = scratch / "deep" / "data";
  auto log = SqliteLog::open(directory).value();
  EXPECT_EQ(log->describe(), "SQLite in " + (directory / "avocet.db").native());
  log->append(std::vector{record("a", "1")}, 0).value();
  log.reset();
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.insert(entry.path().filename());
  }
  EXPECT_EQ(names, (std::set<std::string>{"avocet.db", "avocet.lock"}));
}

TEST(SqliteLog, HasTheSettingsThatTheFormatPromises) {
  const ScratchDirectory directory;
  fill(directory);
  auto database = Database::open((directory / "avocet.db").native(), Create::No).value();
  EXPECT_EQ(database->text("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(database->number("PRAGMA application_id").value(), 0x41766F63);
  EXPECT_EQ(database->number("PRAGMA user_version").value(), 1);
  EXPECT_EQ(database
                ->number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND "
                         "strict AND name IN ('record', 'log')")
                .value(),
            2);
  EXPECT_EQ(database->text("PRAGMA integrity_check").value(), "ok");
}

// The example of docs/formats/sqlite.md, computed there by other means.
TEST(SqliteLog, WritesTheBytesThatTheFormatPromises) {
  const ScratchDirectory directory;
  SqliteLog::open(directory.path()).value()->append(std::vector{record("k", "v")}, 0).value();
  auto database = Database::open((directory / "avocet.db").native(), Create::No).value();
  EXPECT_EQ(database
                ->text("SELECT seq || '|' || time_ms || '|' || crc || '|' || hex(key) || '|' || "
                       "hex(value) FROM record")
                .value(),
            "0|1700000000000|3902831058|6B|76");
  EXPECT_EQ(database
                ->text("SELECT id || '|' || next_seq || '|' || records || '|' || checksum || '|' "
                       "|| tombstones || '|' || crc FROM log")
                .value(),
            "1|1|1|3902831058|1|2599908540");
}

TEST(SqliteLog, CountsOneCommitForABatch) {
  const ScratchDirectory directory;
  auto log = SqliteLog::open(directory.path()).value();
  std::vector<registry::Record> batch(50);
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = record(base::cat("key ", i), "value");
  log->append(batch, 0).value();
  log->append(batch, 50).value();
  log->append({}, 100).value();
  EXPECT_FALSE(log->append(batch, 7).has_value());
  EXPECT_EQ(log->counts().commits, 2U);
  EXPECT_EQ(log->counts().records, 100U);
}

TEST(SqliteLog, OneProcessAtATime) {
  const ScratchDirectory directory;
  {
    const auto log = SqliteLog::open(directory.path()).value();
    expect_refused(SqliteLog::open(directory.path()), LogFault::Unavailable,
                   base::cat("in use by process ", ::getpid()));
  }
  const Holder holder(directory.path());
  ASSERT_TRUE(holder.holds());
  const auto refused = SqliteLog::open(directory.path());
  expect_refused(
      refused, LogFault::Unavailable,
      base::cat(directory.path().native(), " is in use by process ", holder.pid(), " ("));
  expect_refused(refused, LogFault::Unavailable, "storage_tests");
  expect_refused(refused, LogFault::Unavailable, "stop it or use another --data");
}

TEST(SqliteLog, TakesOverFromAKilledProcess) {
  const ScratchDirectory directory;
  fill(directory);
  ASSERT_TRUE(Holder(directory.path()).holds());
  EXPECT_EQ(read_log(*SqliteLog::open(directory.path()).value()).value().end, 3);
}

TEST(SqliteLog, KeepsTheShellOutWhileOpen) {
  const ScratchDirectory directory;
  const auto log = SqliteLog::open(directory.path()).value();
  const std::string answer = in_child([&] {
    const auto shell = Database::open((directory / "avocet.db").native(), Create::No).value();
    const auto rows = shell->number("SELECT count(*) FROM record");
    return rows ? std::string("read") : rows.error().message;
  });
  EXPECT_NE(answer.find("is open in another program"), std::string::npos) << answer;
}

TEST(SqliteLog, NamesAProgramThatHasTheFileOpen) {
  const ScratchDirectory directory;
  fill(directory);
  const std::string answer = in_child([&] {  // the lock of a process does not stop itself
    const auto shell = Database::open((directory / "avocet.db").native(), Create::No).value();
    shell->run("BEGIN IMMEDIATE").value();
    return in_child([&] {
      const auto log = SqliteLog::open(directory.path());
      return log ? std::string("opened") : log.error().message;
    });
  });
  EXPECT_NE(answer.find("is open in another program"), std::string::npos) << answer;
}

TEST(SqliteLog, RefusesANewerFormat) {
  const ScratchDirectory directory;
  fill(directory);
  meddle(directory, "PRAGMA user_version = 2");
  expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt,
                 "has format 2, and this avocet knows up to 1: start a newer avocet");
  meddle(directory, "PRAGMA user_version = 1");
  EXPECT_EQ(read_log(*SqliteLog::open(directory.path()).value()).value().end, 3);
}

TEST(SqliteLog, RefusesADatabaseOfAnotherProgram) {
  const ScratchDirectory directory;
  Database::open((directory / "avocet.db").native(), Create::Yes)
      .value()
      ->run("CREATE TABLE birds (name TEXT); INSERT INTO birds VALUES ('avocet')")
      .value();
  expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt, "was not made by avocet");
  auto database = Database::open((directory / "avocet.db").native(), Create::No).value();
  EXPECT_EQ(database->text("SELECT name FROM birds").value(), "avocet");
  EXPECT_EQ(database->text("PRAGMA journal_mode").value(), "delete");  // left as it was
}

TEST(SqliteLog, RefusesAFileThatIsNoDatabase) {
  const ScratchDirectory directory;
  std::ofstream(directory / "avocet.db") << std::string(5000, 'x');
  expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt, "is damaged");
  std::ofstream(directory / "avocet.db", std::ios::trunc).close();
  expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt, "was not made by avocet");
}

TEST(SqliteLog, RefusesChangedTables) {
  for (const char* sql : {"CREATE TABLE extra (x)", "CREATE INDEX extra ON record (time_ms)",
                          "CREATE TRIGGER extra AFTER INSERT ON record BEGIN DELETE FROM log; END",
                          "ALTER TABLE record ADD COLUMN extra TEXT", "DROP TABLE log"}) {
    SCOPED_TRACE(sql);
    const ScratchDirectory directory;
    fill(directory);
    meddle(directory, sql);
    expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt,
                   "its tables are not those of avocet");
  }
}

TEST(SqliteLog, FindsRowsThatWereChangedTakenOrAdded) {
  for (const auto& [sql, message] :
       {std::pair{"UPDATE record SET value = x'39' WHERE seq = 1", "the record at offset 1, key b"},
        std::pair{"UPDATE record SET value = NULL WHERE seq = 1", "the record at offset 1, key b"},
        std::pair{"UPDATE record SET time_ms = 0 WHERE seq = 2", "the record at offset 2, key c"},
        std::pair{"UPDATE record SET seq = 7 WHERE seq = 2", "the record at offset 7, key c"},
        std::pair{"DELETE FROM record WHERE seq = 0", "2 of its 3 records are left"},
        std::pair{
            "INSERT INTO record SELECT 7, time_ms, crc, x'66', value FROM record WHERE seq = 1",
            "the record at offset 7, key f"},
        std::pair{"UPDATE log SET next_seq = 2", "table log"},
        std::pair{"UPDATE log SET records = 2", "table log"},
        std::pair{"DELETE FROM log", "table log"}}) {
    SCOPED_TRACE(sql);
    const ScratchDirectory directory;
    fill(directory);
    meddle(directory, sql);
    const auto log = SqliteLog::open(directory.path());
    if (log) {
      const auto read = read_log(**log);
      expect_refused(read, LogFault::Corrupt, message);
      expect_refused(read, LogFault::Corrupt, "restore a backup; `sqlite3 ");
    } else {
      expect_refused(log, LogFault::Corrupt, message);
    }
  }
}

TEST(SqliteLog, RefusesAWalWithoutItsDatabase) {
  const ScratchDirectory directory;
  std::ofstream(directory / "avocet.db-wal") << "records";
  expect_refused(SqliteLog::open(directory.path()), LogFault::Corrupt, "is missing");
  EXPECT_TRUE(std::filesystem::exists(directory / "avocet.db-wal"));
}

TEST(SqliteLog, BeginsAgainAfterAnInterruptedCreation) {
  const ScratchDirectory directory;
  std::ofstream(directory / "avocet.db.new") << "half a database";
  std::ofstream(directory / "avocet.db.new-wal") << "half a log";
  fill(directory);
  EXPECT_EQ(read_log(*SqliteLog::open(directory.path()).value()).value().end, 3);
  EXPECT_FALSE(std::filesystem::exists(directory / "avocet.db.new-wal"));
}

TEST(SqliteLog, RefusesAPathThatIsNoDirectory) {
  const ScratchDirectory scratch;
  std::ofstream(scratch / "file") << "text";
  expect_refused(SqliteLog::open(scratch / "file"), LogFault::Unavailable, "is not a directory");
  expect_refused(SqliteLog::open(scratch / "file/below"), LogFault::Unavailable, "Not a directory");
  expect_refused(SqliteLog::open(""), LogFault::Unavailable, "cannot make the directory");
}

// Root may write anywhere, so the child first becomes nobody.
TEST(SqliteLog, RefusesWhatItCannotWrite) {
  const ScratchDirectory scratch;
  const auto closed = scratch / "closed";
  std::filesystem::create_directory(closed);
  const auto readable = scratch / "readable";
  std::filesystem::create_directory(readable);
  const ScratchDirectory filled;
  fill(filled);
  std::filesystem::copy_file(filled / "avocet.db", readable / "avocet.db");
  using std::filesystem::perms;
  std::filesystem::permissions(scratch.path(), perms(0755));
  std::filesystem::permissions(closed, perms(0555));
  std::filesystem::permissions(readable, perms(0777));
  std::filesystem::permissions(readable / "avocet.db", perms(0444));
  const auto message = [&](const std::filesystem::path& directory) {
    const auto relative =
        std::filesystem::relative(directory);  // those above may be closed to nobody
    return in_child([&] {
      if (::geteuid() == 0 && ::setuid(65534) != 0) return std::string("cannot become nobody");
      const auto log = SqliteLog::open(relative);
      return log ? std::string("opened") : log.error().message;
    });
  };
  EXPECT_NE(message(closed).find("Permission denied"), std::string::npos) << message(closed);
  const std::string text = message(readable);
  EXPECT_NE(text.find("cannot be written: change its owner"), std::string::npos) << text;
}

}  // namespace
}  // namespace avocet::storage
