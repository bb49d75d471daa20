#include "avocet/cli/arguments.h"

#include <CLI/CLI.hpp>

#include "avocet/base/text.h"
#include "avocet/server/settings.h"

namespace avocet::cli {

base::Result<Arguments, std::string> read_arguments(int count, const char* const* words) {
  CLI::App app;
  app.set_help_flag();  // the texts are our own: help.h
  bool help = false;
  bool version = false;
  app.add_flag("-h,--help", help);
  app.add_flag("-V,--version", version);

  CLI::App* serve = app.add_subcommand("serve");
  serve->set_help_flag();
  bool serve_help = false;
  serve->add_flag("-h,--help", serve_help);
  serve->add_flag("-V,--version", version);
  const auto table = server::settings_table();
  std::vector<std::vector<std::string>> values(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    serve->add_option(std::string(table[i].option), values[i])
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
  }
  // No setting takes words of its own; what is left over is reported below, in our words.
  app.allow_extras();
  serve->allow_extras();

  try {
    app.parse(count, words);
  } catch (const CLI::ArgumentMismatch& error) {  // "--threads: 1 required TEXT missing"
    const std::string_view said = error.what();
    return std::unexpected(base::cat(said.substr(0, said.find(':')), " needs a value"));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(std::string(error.what()));
  }
  if (serve_help) return Arguments{Wish::ServeHelp, {}};
  if (version) return Arguments{Wish::Version, {}};
  if (help) return Arguments{Wish::Help, {}};

  if (const auto extra = app.remaining(true); !extra.empty()) {
    if (extra == std::vector<std::string>{"help"}) return Arguments{Wish::Help, {}};
    const bool option = extra.front().starts_with('-');
    if (serve->parsed()) {
      return std::unexpected(base::cat(extra.front(),
                                       option ? " is no option" : " is one word too many",
                                       "; avocet serve --help lists the options"));
    }
    return std::unexpected(base::cat(extra.front(), option ? " is no option" : " is no command",
                                     " of avocet; there is `avocet serve`"));
  }
  if (!serve->parsed()) return Arguments{Wish::Help, {}};
  Arguments arguments{Wish::Serve, {}};
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (!values[i].empty()) arguments.options.emplace_back(table[i].option, std::move(values[i]));
  }
  return arguments;
}

}  // namespace avocet::cli
