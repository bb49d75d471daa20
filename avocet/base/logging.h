// logging.h - lines about what the program does, for people (text) or machines (JSON), on standard error.
#pragma once

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/base/clock.h"

namespace avocet::base {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error, Off };
enum class LogFormat : std::uint8_t { Text, Json };

std::optional<LogLevel> parse_log_level(std::string_view text);    // debug, info, warn, error, off; any case
std::optional<LogFormat> parse_log_format(std::string_view text);  // text, json; any case

// One named fact of a line: {"port", 8081}.
struct LogField {
  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(text) {}
  LogField(std::string_view name, const std::string& text) : key(name), value(text) {}
  LogField(std::string_view name, std::int64_t number) : key(name), value(std::to_string(number)), is_number(true) {}

  std::string_view key;
  std::string value;
  bool is_number = false;
};

// Thread-safe: a line is written whole, with one call. `out` and `clock` outlive it.
class Logger {
 public:
  Logger(std::FILE* out, LogFormat format, LogLevel level, const Clock& clock)
      : out_(out), format_(format), level_(level), clock_(clock) {}
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  bool enabled(LogLevel level) const noexcept { return level >= level_; }
  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) { log(LogLevel::Debug, message, fields); }
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) { log(LogLevel::Info, message, fields); }
  void warn(std::string_view message, std::initializer_list<LogField> fields = {}) { log(LogLevel::Warn, message, fields); }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) { log(LogLevel::Error, message, fields); }

 private:
  std::FILE* out_;
  LogFormat format_;
  LogLevel level_;
  const Clock& clock_;
  std::mutex mutex_;  // guards the order of lines on out_
};

}  // namespace avocet::base
