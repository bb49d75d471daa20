#include "avocet/storage/internal/sqlite.h"

#include <sqlite3.h>

#include <system_error>

#include "avocet/base/text.h"

namespace avocet::storage::internal {

using registry::LogError;
using registry::LogFault;
using registry::LogResult;

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

void Statement::bind(int parameter, std::int64_t number) {
  bound_ &= sqlite3_bind_int64(statement_.get(), parameter, number) == SQLITE_OK;
}

void Statement::bind(int parameter, std::optional<std::string_view> bytes) {
  if (!bytes) {
    bound_ &= sqlite3_bind_null(statement_.get(), parameter) == SQLITE_OK;
    return;
  }
  const char* data = bytes->empty() ? "" : bytes->data();  // a null pointer would bind NULL
  bound_ &= sqlite3_bind_blob64(statement_.get(), parameter, data, bytes->size(), SQLITE_STATIC) ==
            SQLITE_OK;
}

Step Statement::step() {
  if (!bound_) return Step::Failed;  // a parameter that was not bound would be stored as NULL
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return Step::Row;
    case SQLITE_DONE:
      return Step::Done;
    default:
      return Step::Failed;
  }
}

void Statement::rewind() {
  sqlite3_reset(statement_.get());  // repeats the error of the last step, which was looked at there
  bound_ = true;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::string_view> Statement::bytes(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return std::string_view();
  return std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

LogResult<std::unique_ptr<Database>> Database::open(const std::string& file, Create create) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (create == Create::Yes ? SQLITE_OPEN_CREATE : 0);
  sqlite3* connection = nullptr;
  const int result = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
  std::unique_ptr<Database> database(new Database(file, connection));
  if (result != SQLITE_OK) return std::unexpected(database->error());
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database;
}

Database::~Database() { sqlite3_close(connection_); }

LogResult<void> Database::run(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(error());
}

LogResult<std::int64_t> Database::number(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  if (statement->step() != Step::Row) return std::unexpected(error());
  return statement->number(0);
}

LogResult<std::string> Database::text(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  if (statement->step() != Step::Row) return std::unexpected(error());
  return std::string(statement->bytes(0).value_or(""));
}

LogResult<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return std::unexpected(error());
  return Statement(statement);
}

bool Database::read_only() const { return sqlite3_db_readonly(connection_, "main") == 1; }

LogError Database::error() const {
  const int code = sqlite3_extended_errcode(connection_);
  const std::string text = sqlite3_errmsg(connection_);
  const int cause = sqlite3_system_errno(connection_);
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {LogFault::Unavailable,
              base::cat("cannot write to ", file_,
                        ": the disk is full; make room there (a running server needs no restart)")};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {LogFault::Unavailable,
              base::cat(file_, " is open in another program (the sqlite3 shell?): close it there")};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: {
      if (code == SQLITE_IOERR_CORRUPTFS) break;
      std::string why = text;
      if (cause != 0) why += base::cat(" (", std::generic_category().message(cause), ")");
      return {LogFault::Unavailable, base::cat("cannot use ", file_, ": ", why,
                                               "; check the disk and the rights to the file")};
    }
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return {LogFault::Unavailable, base::cat("cannot write to ", file_, ": ", text)};
    default:
      break;  // the statements are right, so whatever else SQLite objects to is in the file
  }
  return damaged(file_, text);
}

LogError damaged(std::string_view file, std::string_view what) {
  return {LogFault::Corrupt,
          base::cat(file, " is damaged (", what, "): restore a backup; `sqlite3 ", file,
                    " .dump` prints what can still be read")};
}

}  // namespace avocet::storage::internal
