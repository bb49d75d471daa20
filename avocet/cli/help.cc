#include "avocet/cli/help.h"

#include "avocet/base/text.h"
#include "avocet/server/build_info.h"
#include "avocet/server/settings.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kWidth = 92;
constexpr std::string_view kIndent = "      ";
constexpr std::size_t kSummaryColumn = 28;

// `text` in lines of at most kWidth, each behind kIndent.
std::string wrapped(std::string_view text) {
  std::string out;
  std::string line(kIndent);
  for (const std::string_view word : base::split(text, ' ')) {
    if (line.size() > kIndent.size() && line.size() + 1 + word.size() > kWidth) {
      out += line + '\n';
      line = kIndent;
    }
    if (line.size() > kIndent.size()) line += ' ';
    line += word;
  }
  return out + line + '\n';
}

}  // namespace

std::string help_text() {
  return cat(
      "avocet - a schema registry for Apache Kafka, compatible with Confluent's, and tools for "
      "Avro\n"
      "\n"
      "  avocet serve             answers on http://127.0.0.1:8081, keeps schemas in "
      "./avocet-data\n"
      "  avocet serve --help      every setting, with its default and its environment variable\n"
      "  avocet avro --help       container files, schemas and data of Avro at the prompt\n"
      "  avocet --version         which build this is\n"
      "\n"
      "Try it:\n"
      "\n"
      "  avocet serve --storage memory &\n"
      "  curl -X POST localhost:8081/subjects/greeting/versions \\\n"
      "       -H 'Content-Type: application/json' -d '{\"schema\": \"\\\"string\\\"\"}'\n"
      "  curl localhost:8081/subjects\n");
}

std::string serve_help_text() {
  std::string text =
      "avocet serve - answers the REST interface of a schema registry\n"
      "\n"
      "  avocet serve\n"
      "  avocet serve --listen 0.0.0.0:8081 --data /var/lib/avocet --log-format json\n"
      "  avocet serve --listen 127.0.0.1:8081 --listen [::1]:8081\n"
      "  avocet serve --storage memory --log-level debug\n"
      "\n"
      "Each setting is an option, an environment variable, or a line of the file that --config\n"
      "names; an option counts before a variable, a variable before the file.\n"
      "\n";
  for (const server::Setting& setting : server::settings_table()) {
    text += cat("  ", setting.option, ' ', setting.value, '\n', wrapped(setting.help));
    text += cat(kIndent, "default: ", setting.default_value, "    environment: ", setting.variable);
    if (!setting.key.empty()) text += cat("    file: ", setting.key);
    text += "\n\n";
  }
  return text +
         "SIGTERM and SIGINT stop the server: requests in flight are answered first, for 8 "
         "seconds\n"
         "at most. Another signal, a second or more after the first, ends it at once.\n"
         "Exit codes: 0 stopped, 1 could not start or go on, 2 wrong settings.\n";
}

std::string avro_help_text(std::span<const Command> commands) {
  std::string text =
      "avocet avro - container files, schemas and data of Apache Avro\n"
      "\n";
  for (const Command& command : commands) {
    const std::string words = cat("  avocet avro ", command.name);
    text += cat(words, std::string(kSummaryColumn - words.size(), ' '), command.summary, '\n');
  }
  return text +
         "\n"
         "avocet avro COMMAND --help says more, with examples. - is standard input or output.\n"
         "Exit codes: 0 done, or yes; 1 no; 2 could not be done, with one line on standard "
         "error.\n";
}

std::string command_help_text(const Command& command) {
  std::string text = cat("avocet avro ", command.name, " - ", command.summary, "\n\n  avocet avro ",
                         command.name, ' ', command.synopsis, "\n\n");
  if (!command.details.empty()) text += cat(command.details, '\n');
  for (const Option& option : command.options) {
    std::string names;
    for (const std::string_view name : base::split(option.names, ',')) {
      names += cat(names.empty() ? "" : ", ", name);
    }
    text +=
        cat("  ", names, option.value.empty() ? "" : " ", option.value, '\n', wrapped(option.help));
  }
  return cat(text, command.options.empty() ? "" : "\n", "Examples:\n\n", command.examples);
}

std::string version_text() {
  return cat("avocet ", server::build_version(), " (commit ", server::build_commit(), ", ",
             server::build_compiler(), ")\n");
}

}  // namespace avocet::cli
