#include "avocet/storage/internal/record_file.h"

#include <array>
#include <cstring>
#include <filesystem>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"
#include "avocet/storage/internal/crc32c.h"
#include "avocet/storage/internal/data_directory.h"

namespace avocet::storage::internal {
namespace {

using registry::LogError;
using registry::LogFault;
using registry::LogResult;
using registry::Offset;
using registry::Record;

constexpr std::int64_t kApplicationId = 0x41766F63;  // "Avoc"
constexpr std::int64_t kFormat = 1;                  // PRAGMA user_version
constexpr std::size_t kMaxRecordBytes = 256 << 20;   // SQLite's own limit is 1e9 bytes a row
constexpr std::size_t kMaxShownKey = 120;            // bytes of a key in a message

// The statements are compared with those that the file holds, so a change here is a new kFormat.
// Short columns come first: a long value then spills without taking them along.
constexpr std::array<const char*, 2> kTables = {
    "CREATE TABLE record (seq INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, crc INTEGER NOT NULL, "
    "key BLOB NOT NULL UNIQUE, value BLOB) STRICT",
    "CREATE TABLE log (id INTEGER PRIMARY KEY CHECK (id = 1), next_seq INTEGER NOT NULL, "
    "records INTEGER NOT NULL, checksum INTEGER NOT NULL, tombstones INTEGER NOT NULL, "
    "crc INTEGER NOT NULL) STRICT"};

// Lasting settings of the file are made by create(); these belong to the connection. EXCLUSIVE must
// come before the first read: it keeps other programs out and the index of the WAL in memory.
constexpr const char* kSettings =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; "
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096; "
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;";

std::unexpected<LogError> fail(LogError error) { return std::unexpected(std::move(error)); }

std::string_view bytes_of(const auto& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), sizeof(numbers)};
}

// Over offset, time and length of the key (each 8 bytes, little-endian), the key, a byte 1 and the
// value, or a byte 0.
std::int64_t check_number(Offset offset, std::int64_t time_ms, std::string_view key,
                          std::optional<std::string_view> value) {
  const std::array<std::int64_t, 3> head = {offset, time_ms, static_cast<std::int64_t>(key.size())};
  std::uint32_t crc = crc32c(bytes_of(head));
  crc = crc32c(key, crc);
  crc = crc32c(value ? std::string_view("\1", 1) : std::string_view("\0", 1), crc);
  return value ? crc32c(*value, crc) : crc;
}

std::int64_t check_number(const Totals& totals) {
  const std::array<std::int64_t, 4> numbers = {totals.end, totals.records, totals.checksum,
                                               totals.tombstones};
  return crc32c(bytes_of(numbers));
}

// Of one entry in the index of keys.
std::int64_t check_number(std::string_view key, Offset offset) {
  return crc32c(key, crc32c(bytes_of(std::array{offset})));
}

// A key as a message can show it.
std::string shown(std::string_view key) {
  std::string out(key.substr(0, kMaxShownKey));
  if (!base::is_utf8(key)) {
    for (char& c : out) {
      if (c < ' ' || c > '~') c = '?';
    }
  }
  return key.size() > kMaxShownKey ? out + "…" : out;
}

// Refuses what this program did not make or is too old for. Source: spec/kafka-storage.md 5.2.
LogResult<void> recognise(Database& database) {
  auto application = database.number("PRAGMA application_id");
  if (!application) return fail(application.error());
  auto format = database.number("PRAGMA user_version");
  if (!format) return fail(format.error());
  if (*application != kApplicationId) {
    return fail(
        {LogFault::Corrupt, base::cat(database.file(), " was not made by avocet (application id ",
                                      *application, "): name another directory with --data")});
  }
  if (*format > kFormat) {
    return fail({LogFault::Corrupt, base::cat(database.file(), " has format ", *format,
                                              ", and this avocet knows up to ", kFormat,
                                              ": start a newer avocet on it")});
  }
  std::string expected;
  for (const char* statement : kTables) expected += base::cat(statement, "\n");
  auto found = database.text(
      "SELECT group_concat(sql || char(10), '') FROM (SELECT sql FROM sqlite_schema WHERE sql IS "
      "NOT "
      "NULL ORDER BY rowid)");
  if (!found) return fail(found.error());
  if (*format != kFormat || *found != expected) {
    return fail(damaged(database.file(), "its tables are not those of avocet"));
  }
  return {};
}

}  // namespace

LogResult<void> RecordFile::create(const std::string& file) {
  const std::string draft = file + ".new";
  for (const char* suffix : {"", "-wal", "-journal", "-shm"}) {
    std::error_code ignored;  // what cannot be removed is in the way below, and named there
    std::filesystem::remove(draft + suffix, ignored);
  }
  auto database = Database::open(draft, Create::Yes);
  if (!database) return fail(database.error());
  std::string script = base::cat(kSettings, "PRAGMA journal_mode = WAL; BEGIN;");
  for (const char* statement : kTables) script += base::cat(statement, ";");
  const Totals empty;
  script +=
      base::cat("INSERT INTO log VALUES (1, 0, 0, 0, 0, ", check_number(empty), ");",
                "PRAGMA application_id = ", kApplicationId, ";", "PRAGMA user_version = ", kFormat,
                ";", "COMMIT;", "PRAGMA wal_checkpoint(TRUNCATE);");
  if (auto made = (*database)->run(script.c_str()); !made) return fail(made.error());
  database->reset();

  std::error_code error;
  std::filesystem::rename(draft, file, error);
  if (error) {
    return fail({LogFault::Unavailable, base::cat("cannot make ", file, ": ", error.message())});
  }
  return sync(std::filesystem::path(file).parent_path());
}

LogResult<std::unique_ptr<RecordFile>> RecordFile::open(const std::string& file) {
  auto database = Database::open(file, Create::No);
  if (!database) return fail(database.error());
  if ((*database)->read_only()) {
    return fail({LogFault::Unavailable,
                 base::cat(file, " cannot be written: change its owner or its rights")});
  }
  if (auto set = (*database)->run(kSettings); !set) return fail(set.error());
  if (auto ours = recognise(**database); !ours) return fail(ours.error());
  std::unique_ptr<RecordFile> opened(new RecordFile(std::move(*database)));
  if (auto prepared = opened->prepare(); !prepared) return fail(prepared.error());
  auto totals = opened->read_totals();
  if (!totals) return fail(totals.error());
  opened->totals_ = *totals;
  return opened;
}

LogResult<void> RecordFile::prepare() {
  const std::array<std::pair<std::optional<Statement>*, const char*>, 5> statements = {{
      {&remove_tombstones_, "DELETE FROM record WHERE seq >= ?1 AND value IS NULL RETURNING crc"},
      {&remove_key_, "DELETE FROM record WHERE key = ?1 RETURNING crc"},
      {&insert_, "INSERT INTO record (seq, time_ms, crc, key, value) VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&update_totals_,
       "UPDATE log SET next_seq = ?1, records = ?2, checksum = ?3, tombstones = ?4, crc = ?5 WHERE "
       "id = 1"},
      {&select_, "SELECT seq, time_ms, crc, key, value FROM record WHERE seq >= ?1 ORDER BY seq"},
  }};
  for (const auto& [place, sql] : statements) {
    auto prepared = database_->prepare(sql);
    if (!prepared) return fail(prepared.error());
    place->emplace(std::move(*prepared));
  }
  return {};
}

LogResult<Totals> RecordFile::read_totals() {
  auto statement =
      database_->prepare("SELECT next_seq, records, checksum, tombstones, crc FROM log");
  if (!statement) return fail(statement.error());
  switch (statement->step()) {
    case Step::Failed:
      return fail(database_->error());
    case Step::Done:
      break;
    case Step::Row:
      const Totals totals = {statement->number(0), statement->number(1), statement->number(2),
                             statement->number(3)};
      if (statement->number(4) == check_number(totals)) return totals;
  }
  return fail(damaged(database_->file(), "table log"));
}

LogResult<void> RecordFile::append(std::span<const Record> records) {
  Totals totals = totals_;
  if (auto begun = database_->run("BEGIN IMMEDIATE"); !begun) return begun;
  if (auto written = write(records, totals); !written) return written;
  if (auto committed = database_->run("COMMIT"); !committed) return committed;
  totals_ = totals;
  return {};
}

// The body of the transaction. An append at the end shows that its writer has read everything
// before it: the tombstones kept for a writer that had to catch up have done their work.
LogResult<void> RecordFile::write(std::span<const Record> records, Totals& totals) {
  if (totals.tombstones < totals.end) {
    remove_tombstones_->bind(1, totals.tombstones);
    if (auto removed = remove_rows(*remove_tombstones_, totals); !removed) return removed;
  }
  std::optional<Offset> tombstone;
  for (const Record& record : records) {
    if (record.key.size() + (record.value ? record.value->size() : 0) > kMaxRecordBytes) {
      return fail({LogFault::Unavailable, base::cat("a record of more than ", kMaxRecordBytes,
                                                    " bytes does not fit in ", database_->file())});
    }
    remove_key_->bind(1, std::string_view(record.key));
    if (auto removed = remove_rows(*remove_key_, totals); !removed) return removed;

    const std::int64_t time_ms = record.time.time_since_epoch().count();
    const std::int64_t crc = check_number(totals.end, time_ms, record.key, record.value);
    insert_->bind(1, totals.end);
    insert_->bind(2, time_ms);
    insert_->bind(3, crc);
    insert_->bind(4, std::string_view(record.key));
    insert_->bind(5, record.value);
    if (auto inserted = finish(*insert_); !inserted) return inserted;
    if (!record.value && !tombstone) tombstone = totals.end;
    ++totals.end;
    ++totals.records;
    totals.checksum += crc;
  }
  update_totals_->bind(1, totals.end);
  update_totals_->bind(2, totals.records);
  update_totals_->bind(3, totals.checksum);
  totals.tombstones = tombstone.value_or(totals.end);
  update_totals_->bind(4, totals.tombstones);
  update_totals_->bind(5, check_number(totals));
  return finish(*update_totals_);
}

// Runs a DELETE that returns the check numbers of the rows it took.
LogResult<void> RecordFile::remove_rows(Statement& statement, Totals& totals) {
  Step step = Step::Row;
  while ((step = statement.step()) == Step::Row) {
    --totals.records;
    totals.checksum -= statement.number(0);
  }
  LogResult<void> result;
  if (step == Step::Failed) result = fail(database_->error());
  statement.rewind();
  return result;
}

LogResult<void> RecordFile::finish(Statement& statement) {
  LogResult<void> result;
  if (statement.step() == Step::Failed) result = fail(database_->error());
  statement.rewind();
  return result;
}

LogResult<void> RecordFile::replay(Offset from, const registry::RecordVisitor& visit) {
  struct Rewind {  // also when the visitor stops: an open SELECT would hold back the checkpoint
    Statement& statement;
    ~Rewind() { statement.rewind(); }
  } rewind{*select_};
  select_->bind(1, from);

  Totals seen{.end = totals_.end, .tombstones = totals_.tombstones};
  std::int64_t key_checksum = 0;
  Step step = Step::Row;
  while ((step = select_->step()) == Step::Row) {
    const Offset offset = select_->number(0);
    const std::int64_t time_ms = select_->number(1);
    const std::int64_t crc = select_->number(2);
    const std::string_view key = select_->bytes(3).value_or("");
    const auto value = select_->bytes(4);
    if (crc != check_number(offset, time_ms, key, value) || offset >= totals_.end) {
      return fail(damaged(database_->file(),
                          base::cat("the record at offset ", offset, ", key ", shown(key))));
    }
    ++seen.records;
    seen.checksum += crc;
    key_checksum += check_number(key, offset);
    if (!visit({offset, key, value, base::Timestamp(std::chrono::milliseconds(time_ms))}))
      return {};
  }
  if (step == Step::Failed) return fail(database_->error());
  if (from > 0) return {};
  if (seen != totals_) {
    return fail(damaged(database_->file(), base::cat(seen.records, " of its ", totals_.records,
                                                     " records are left, or not the right ones")));
  }
  return check_index(key_checksum);
}

// Appends find the older record of a key by the index: were an entry missing, a deleted key would
// come back. The index is right when it has the entries of the table, in ascending order.
LogResult<void> RecordFile::check_index(std::int64_t key_checksum) {
  auto statement = database_->prepare("SELECT key, seq FROM record ORDER BY key");
  if (!statement) return fail(statement.error());
  std::string last;
  bool first = true;
  Step step = Step::Row;
  while ((step = statement->step()) == Step::Row) {
    const std::string_view key = statement->bytes(0).value_or("");
    if (!first && key <= last) break;
    first = false;
    last = key;
    key_checksum -= check_number(key, statement->number(1));
  }
  if (step == Step::Failed) return fail(database_->error());
  if (step == Step::Row || key_checksum != 0) {
    return fail(damaged(database_->file(), "its index of keys"));
  }
  return {};
}

LogResult<void> RecordFile::checkpoint() {
  auto busy = database_->number("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!busy) return fail(busy.error());
  if (*busy != 0) {
    return fail({LogFault::Unavailable,
                 base::cat("cannot move the WAL into ", database_->file(), ": it is busy")});
  }
  return {};
}

}  // namespace avocet::storage::internal
