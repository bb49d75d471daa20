#include "avocet/base/logging.h"

#include <array>
#include <ctime>

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"

namespace avocet::base {
namespace {

constexpr std::array<std::string_view, 5> kLevels = {"debug", "info", "warn", "error", "off"};

// 2026-11-24T15:06:26.123Z
std::string to_iso(Timestamp time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t whole = seconds.count();
  std::tm parts{};
  gmtime_r(&whole, &parts);
  std::array<char, 32> date{};
  const std::size_t length = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string millis = std::to_string(1000 + (since - seconds).count());
  millis[0] = '.';
  return cat(std::string_view(date.data(), length), millis, 'Z');
}

std::string text_line(std::string_view time, LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) {
  std::string line = cat(time, ' ', to_upper(kLevels[static_cast<std::size_t>(level)]), ' ', message);
  for (const LogField& field : fields) {
    append(line, cat(' ', field.key, '='));
    if (field.is_number) {
      line += field.value;
    } else {
      append_json_string(line, field.value);
    }
  }
  return line;
}

std::string json_line(std::string_view time, LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) {
  JsonWriter json;
  json.begin_object().member("time", time).member("level", kLevels[static_cast<std::size_t>(level)]).member("message", message);
  for (const LogField& field : fields) {
    json.key(field.key);
    if (field.is_number) {
      json.raw(field.value);
    } else {
      json.value(field.value);
    }
  }
  return json.end_object().take();
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (equal_ignoring_case(text, kLevels[i])) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
  if (equal_ignoring_case(text, "text")) return LogFormat::Text;
  if (equal_ignoring_case(text, "json")) return LogFormat::Json;
  return std::nullopt;
}

void Logger::log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!enabled(level)) return;
  const std::string time = to_iso(clock_.now());
  const std::string line = format_ == LogFormat::Json ? json_line(time, level, message, fields)
                                                      : text_line(time, level, message, fields);
  const std::lock_guard lock(mutex_);
  std::fwrite(cat(line, '\n').data(), 1, line.size() + 1, out_);
  std::fflush(out_);
}

}  // namespace avocet::base
