// command.h - one command of `avocet avro`: its words, its help, and what it does.
//
//   words --read_arguments--> Words --Command::run--> Outcome --main--> exit code
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/base/result.h"

namespace avocet::cli {

// The exit codes of all commands but serve.
inline constexpr int kYes = 0;    // done; for a question: yes
inline constexpr int kNo = 1;     // done, and the answer is no
inline constexpr int kError = 2;  // could not be done, or wrong words

// An exit code, or one line that says what went wrong (kError).
using Outcome = base::Result<int, std::string>;

// A step of a command that may go wrong.
template <class T>
using Try = base::Result<T, std::string>;

struct Option {
  std::string_view names;  // "--reader,--reader-schema": the first is the one that Words know
  std::string_view value;  // what the help calls it, "FILE"; "" for a flag
  std::string_view help;
};

// What stands behind a command, as it was typed.
struct Words {
  std::vector<std::pair<std::string_view, std::string>> options;  // a name of the table; "": a flag
  std::vector<std::string> names;                                 // all else: files

  // The option's last value.
  std::optional<std::string> find(std::string_view option) const;
  bool has(std::string_view option) const { return find(option).has_value(); }
};

struct Command {
  std::string_view name;      // "tojson"
  std::string_view synopsis;  // "[FILE...]"
  std::string_view summary;   // one line for the list of commands
  std::string_view details;   // paragraphs, ready to print; may be ""
  std::string_view examples;  // whole lines, ready to print
  std::vector<Option> options;
  std::size_t min_names = 0;
  std::size_t max_names = 0;
  Outcome (*run)(const Words& words) = nullptr;
};

}  // namespace avocet::cli
