// main.cc - `avocet`: reads its words and its settings, then does what they say.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "avocet/base/text.h"
#include "avocet/cli/arguments.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/help.h"
#include "avocet/cli/serve.h"
#include "avocet/cli/signals.h"

extern char** environ;

namespace {

using avocet::base::cat;

int refuse(std::string_view why) {
  std::fprintf(stderr, "%s\n", cat("avocet: ", why).c_str());
  return avocet::cli::kError;
}

int print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return 0;
  return refuse(cat("cannot write to standard output: ", std::generic_category().message(errno)));
}

// A reader that has seen enough, as `head`, ends the command without a word, whatever our parent
// does with its own signals.
int run(const avocet::cli::Command& command, const avocet::cli::Words& words) {
  std::signal(SIGPIPE, SIG_DFL);
  const auto outcome = command.run(words);
  return outcome ? *outcome : refuse(outcome.error());
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
  const auto commands = cli::avro_commands();
  const auto arguments = cli::read_arguments(argc, argv, commands);
  if (!arguments) return refuse(arguments.error());
  switch (arguments->wish) {
    case cli::Wish::Help:
      return print(cli::help_text());
    case cli::Wish::ServeHelp:
      return print(cli::serve_help_text());
    case cli::Wish::Version:
      return print(cli::version_text());
    case cli::Wish::AvroHelp:
      return print(cli::avro_help_text(commands));
    case cli::Wish::CommandHelp:
      return print(cli::command_help_text(*arguments->command));
    case cli::Wish::Command:
      return run(*arguments->command, arguments->words);
    case cli::Wish::Serve:
      break;
  }
  cli::block_signals();
  const auto settings = server::read_settings(
      {.options = arguments->options, .environment = read_environment(), .read_file = read_file});
  if (!settings) return refuse(settings.error());
  return cli::serve(*settings);
}
