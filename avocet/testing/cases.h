// cases.h - case files: text under tests/data, one case after the other, read by the tests of every room.
//
//   == title of the case
//   -- section
//   text of the section, to the next line that begins with "-- " or "== "
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace avocet::testing {

struct Case {
  std::string title;
  std::string where;  // file:line of the title
  std::vector<std::pair<std::string, std::string>> sections;

  bool has(std::string_view section) const;
  // The text of a section without its last line end. A section that is missing fails the test that asks and gives "".
  const std::string& operator[](std::string_view section) const;
};

// All cases of tests/data/`file`. Lines before the first case are comments. A file without a case, or one that cannot be
// read, ends the test program with a message.
std::vector<Case> read_cases(std::string_view file);

// The full path of tests/data/`file`.
std::string data_path(std::string_view file);

}  // namespace avocet::testing
