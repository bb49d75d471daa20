// main.cc - `avocet`: reads its words and its settings, then does what they say.
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "avocet/base/text.h"
#include "avocet/cli/arguments.h"
#include "avocet/cli/help.h"
#include "avocet/cli/serve.h"
#include "avocet/cli/signals.h"

extern char** environ;

namespace {

using avocet::base::cat;

constexpr int kWrongUse = 2;

int refuse(std::string_view why) {
  std::fprintf(stderr, "%s\n", cat("avocet: ", why).c_str());
  return kWrongUse;
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return 0;
}

std::vector<std::pair<std::string, std::string>> read_environment() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      found.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

avocet::base::Result<std::string, std::string> read_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) return std::unexpected(std::generic_category().message(errno));
  // read() keeps the exception that a directory raises to itself; an istreambuf_iterator would not.
  std::string text;
  std::array<char, 4096> block;
  while (in.read(block.data(), block.size()), in.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return std::unexpected(std::generic_category().message(errno));
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace avocet;
  cli::block_signals();
  const auto arguments = cli::read_arguments(argc, argv);
  if (!arguments) return refuse(arguments.error());
  switch (arguments->wish) {
    case cli::Wish::Help:
      return print(cli::help_text());
    case cli::Wish::ServeHelp:
      return print(cli::serve_help_text());
    case cli::Wish::Version:
      return print(cli::version_text());
    case cli::Wish::Serve:
      break;
  }
  const auto settings = server::read_settings(
      {.options = arguments->options, .environment = read_environment(), .read_file = read_file});
  if (!settings) return refuse(settings.error());
  return cli::serve(*settings);
}
