// sqlite.h - the one door to SQLite: a connection and its prepared statements; errors as LogError.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/registry/log.h"

struct sqlite3;
struct sqlite3_stmt;

namespace avocet::storage::internal {

enum class Step : std::uint8_t { Row, Done, Failed };

// A prepared statement. Parameters count from 1, columns from 0. Must go before its Database.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  void bind(int parameter, std::int64_t number);
  // A BLOB, also when empty; nothing binds NULL. The bytes are borrowed until rewind().
  void bind(int parameter, std::optional<std::string_view> bytes);

  Step step();    // Failed when a bind failed, too; Database::error() says why
  void rewind();  // ready to bind and step again

  std::int64_t number(int column) const;
  // Nothing for NULL. The view lives until the next step.
  std::optional<std::string_view> bytes(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  bool bound_ = true;  // no bind has failed since the last rewind
};

// Whether a file that is missing is made.
enum class Create : std::uint8_t { No, Yes };

// One connection, for one thread. Closing the last connection to a file moves the WAL into it and
// deletes the WAL.
class Database {
 public:
  static registry::LogResult<std::unique_ptr<Database>> open(const std::string& file,
                                                             Create create);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // One statement or several; rows are passed over.
  registry::LogResult<void> run(const char* sql);
  // The first column of the first row.
  registry::LogResult<std::int64_t> number(const char* sql);
  registry::LogResult<std::string> text(const char* sql);
  registry::LogResult<Statement> prepare(const char* sql);

  bool read_only() const;  // opened for writing, but the system allows only reading

  // Why the last call failed, with the file's name and advice: Corrupt for damage, else
  // Unavailable.
  registry::LogError error() const;

  const std::string& file() const noexcept { return file_; }

 private:
  Database(std::string file, sqlite3* connection)
      : file_(std::move(file)), connection_(connection) {}

  std::string file_;
  sqlite3* connection_;
};

// The error of a file whose contents are damaged in the way that `what` says, with advice.
registry::LogError damaged(std::string_view file, std::string_view what);

}  // namespace avocet::storage::internal
