// settings_table.cc - the table itself: one line for each thing that can be set.
#include <algorithm>
#include <array>
#include <thread>

#include "avocet/base/text.h"
#include "avocet/server/settings.h"

namespace avocet::server {
namespace {

using Values = std::span<const std::string>;

constexpr std::int32_t kMaxThreads = 256;

template <class T>
bool keep(T& target, const std::optional<T>& value) {
  if (value) target = *value;
  return value.has_value();
}

bool take_listen(Settings& settings, Values values) {
  settings.listen.clear();
  for (const std::string& value : values) {
    const auto address = parse_address(value);
    if (!address) return false;
    settings.listen.push_back(*address);
  }
  return !settings.listen.empty();
}

bool take_storage(Settings& settings, Values values) {
  if (values[0] != "sqlite" && values[0] != "memory") return false;
  settings.storage = values[0] == "sqlite" ? StorageKind::Sqlite : StorageKind::Memory;
  return true;
}

bool take_data(Settings& settings, Values values) {
  settings.data = values[0];
  return !settings.data.empty();
}

bool take_threads(Settings& settings, Values values) {
  const auto number = base::parse_int32(values[0]);
  if (!number || *number < 1 || *number > kMaxThreads) return false;
  settings.threads = static_cast<unsigned>(*number);
  return true;
}

bool take_log_format(Settings& settings, Values values) {
  return keep(settings.log_format, base::parse_log_format(values[0]));
}

bool take_log_level(Settings& settings, Values values) {
  return keep(settings.log_level, base::parse_log_level(values[0]));
}

bool take_level(Settings& settings, Values values) {
  return keep(settings.compatibility_level, schema::parse_level(values[0]));
}

bool take_error_code(Settings& settings, Values values) {
  if (values[0] != "40901" && values[0] != "409") return false;
  settings.app.incompatible = values[0] == "409" ? IncompatibleCode::Old : IncompatibleCode::New;
  return true;
}

bool take_claimed_version(Settings& settings, Values values) {
  const auto parts = base::split(values[0], '.');
  const bool numbers = std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  });
  if (parts.size() != 3 || !numbers) return false;
  settings.app.claimed_version = values[0];
  return true;
}

bool take_config(Settings&, Values values) { return !values[0].empty(); }

}  // namespace

unsigned Settings::default_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
}

std::span<const Setting> settings_table() {
  static constexpr std::array kTable = {
      Setting{.key = "listen",
              .option = "--listen",
              .variable = "AVOCET_LISTEN",
              .value = "HOST:PORT",
              .default_value = "127.0.0.1:8081",
              .help = "Where to answer: 127.0.0.1:8081, [::1]:8081, :8081 for every IPv4 address "
                      "of this machine, [::]:8081 for every IPv6 address. Several are allowed: "
                      "repeat the option, or put commas in the variable or the file.",
              .is_list = true,
              .take = take_listen,
              .allowed =
                  "HOST:PORT with a port up to 65535, such as 127.0.0.1:8081, [::1]:8081 or :8081"},
      Setting{.key = "data",
              .option = "--data",
              .variable = "AVOCET_DATA",
              .value = "DIRECTORY",
              .default_value = "./avocet-data",
              .help = "Where the schemas are kept; made when missing.",
              .take = take_data,
              .allowed = "a directory"},
      Setting{.key = "storage",
              .option = "--storage",
              .variable = "AVOCET_STORAGE",
              .value = "sqlite|memory",
              .default_value = "sqlite",
              .help = "How they are kept. sqlite: a write is answered once it is on disk. memory: "
                      "nothing is kept.",
              .take = take_storage,
              .allowed = "sqlite or memory"},
      Setting{.key = "threads",
              .option = "--threads",
              .variable = "AVOCET_THREADS",
              .value = "NUMBER",
              .default_value = "one for each processor, four at most",
              .help = "Threads that answer requests; one more writes.",
              .take = take_threads,
              .allowed = "a number from 1 to 256"},
      Setting{.key = "compatibility.level",
              .option = "--compatibility-level",
              .variable = "AVOCET_COMPATIBILITY_LEVEL",
              .value = "LEVEL",
              .default_value = "backward",
              .help = "What is checked where nothing was configured: none, backward, forward, "
                      "full, or one of the last "
                      "three with _transitive.",
              .take = take_level,
              .allowed = "none, backward, backward_transitive, forward, forward_transitive, full "
                         "or full_transitive"},
      Setting{.key = "compatibility.error.code",
              .option = "--compatibility-error-code",
              .variable = "AVOCET_COMPATIBILITY_ERROR_CODE",
              .value = "40901|409",
              .default_value = "40901",
              .help = "The error code of an incompatible schema; old clients compare with 409.",
              .take = take_error_code,
              .allowed = "40901 or 409"},
      Setting{.key = "version.claimed",
              .option = "--version-claimed",
              .variable = "AVOCET_VERSION_CLAIMED",
              .value = "VERSION",
              .default_value = "8.3.1",
              .help = "The version of Confluent's registry that GET /v1/metadata/version claims.",
              .take = take_claimed_version,
              .allowed = "three numbers, such as 8.3.1"},
      Setting{.key = "log.format",
              .option = "--log-format",
              .variable = "AVOCET_LOG_FORMAT",
              .value = "text|json",
              .default_value = "text",
              .help = "Lines for people, or a JSON object a line; both on standard error.",
              .take = take_log_format,
              .allowed = "text or json"},
      Setting{.key = "log.level",
              .option = "--log-level",
              .variable = "AVOCET_LOG_LEVEL",
              .value = "LEVEL",
              .default_value = "info",
              .help = "debug (every request), info, warn, error or off.",
              .take = take_log_level,
              .allowed = "debug, info, warn, error or off"},
      Setting{.key = "",
              .option = "--config",
              .variable = "AVOCET_CONFIG",
              .value = "FILE",
              .default_value = "none",
              .help = "A file with lines such as `log.format = json`; the names are the options' "
                      "with dots for dashes.",
              .take = take_config,
              .allowed = "a file"},
  };
  return kTable;
}

}  // namespace avocet::server
