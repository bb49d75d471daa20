// settings.h - what can be set about the server: one table of names, defaults and meanings, read
// from the command line, the environment and a file.
//
//   --option, else AVOCET_VARIABLE, else a line of the --config file, else the default
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/base/logging.h"
#include "avocet/base/result.h"
#include "avocet/http/server.h"
#include "avocet/schema/compatibility.h"
#include "avocet/server/call.h"

namespace avocet::server {

enum class StorageKind : std::uint8_t { Sqlite, Memory };

// The defaults are those of a server that was told nothing.
struct Settings {
  std::vector<http::Address> listen = {{.host = "127.0.0.1", .port = 8081}};
  StorageKind storage = StorageKind::Sqlite;
  std::filesystem::path data = "avocet-data";
  unsigned threads = default_threads();
  base::LogFormat log_format = base::LogFormat::Text;
  base::LogLevel log_level = base::LogLevel::Info;
  schema::Level compatibility_level = schema::Level::Backward;
  AppOptions app{};

  static unsigned default_threads();  // one for each processor, four at most
};

// One line of the table.
struct Setting {
  std::string_view key;            // in a file: "log.format"; "" for what a file cannot say
  std::string_view option;         // "--log-format"
  std::string_view variable;       // "AVOCET_LOG_FORMAT"
  std::string_view value;          // what to write for it: "text|json"
  std::string_view default_value;  // as the help shows it
  std::string_view help;           // one sentence, or two
  bool is_list = false;            // the option may be repeated; elsewhere commas part the values
  // Takes the values over. False when one is none of what `allowed` says.
  bool (*take)(Settings& settings, std::span<const std::string> values) = nullptr;
  std::string_view allowed{};  // ends the sentence that refuses a value: "text or json"
};

// In the order of the help; --config is among them.
std::span<const Setting> settings_table();

// Where values come from.
struct Sources {
  std::vector<std::pair<std::string, std::vector<std::string>>>
      options;                                                   // "--listen" and its values
  std::vector<std::pair<std::string, std::string>> environment;  // all of it; only AVOCET_… counts
  // The text of a file, or a sentence about why it cannot be read.
  std::function<base::Result<std::string, std::string>(const std::string& path)> read_file;
};

// Errors: one sentence that names the setting, where it was given, and what is allowed.
base::Result<Settings, std::string> read_settings(const Sources& sources);

// "127.0.0.1:8081", "[::1]:8081", "localhost:8081"; ":8081" is every IPv4 address. Nothing when it
// is none of these.
std::optional<http::Address> parse_address(std::string_view text);
std::string to_text(const http::Address& address);

}  // namespace avocet::server
