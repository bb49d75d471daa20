#include "avocet/testing/cases.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "avocet/base/text.h"

namespace avocet::testing {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

void add_line(Case& open, const std::string& line) {
  std::string& text = open.sections.back().second;
  if (!text.empty()) text += '\n';
  text += line;
}

}  // namespace

bool Case::has(std::string_view section) const {
  for (const auto& [name, text] : sections) {
    if (name == section) return true;
  }
  return false;
}

const std::string& Case::operator[](std::string_view section) const {
  for (const auto& [name, text] : sections) {
    if (name == section) return text;
  }
  static const std::string kNone;
  ADD_FAILURE() << where << ": the case has no section \"" << section << "\"";
  return kNone;
}

std::string data_path(std::string_view file) { return base::cat(AVOCET_TEST_DATA, '/', file); }

std::vector<Case> read_cases(std::string_view file) {
  const std::string path = data_path(file);
  std::ifstream in(path);
  if (!in) give_up("cannot read the case file " + path);
  std::vector<Case> cases;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.starts_with("== ")) {
      cases.push_back({.title = line.substr(3), .where = base::cat(path, ':', number), .sections = {}});
    } else if (line.starts_with("-- ") && !cases.empty()) {
      cases.back().sections.emplace_back(line.substr(3), "");
    } else if (!cases.empty() && !cases.back().sections.empty()) {
      add_line(cases.back(), line);
    }
  }
  for (Case& one : cases) {
    for (auto& [name, text] : one.sections) {
      while (text.ends_with('\n')) text.pop_back();  // blank lines between cases
    }
  }
  if (cases.empty()) give_up("no case in " + path);
  return cases;
}

}  // namespace avocet::testing
