#include "avocet/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <deque>

#include "avocet/base/text.h"
#include "avocet/server/settings.h"

namespace avocet::cli {
namespace {

using base::cat;
using Error = std::unexpected<std::string>;

// `avocet serve` as CLI11 sees it.
struct ServeWords {
  CLI::App* app = nullptr;
  bool help = false;
  std::vector<std::vector<std::string>> values;  // of each setting of the table
};

// One command of `avocet avro` as CLI11 sees it.
struct CommandWords {
  CLI::App* app = nullptr;
  bool help = false;
  std::deque<bool> flags;                        // of each option that is one
  std::vector<std::vector<std::string>> values;  // of each option
};

// The texts of help are our own (help.h), and what is left over is reported in our words.
void prepare(CLI::App& app, bool& help, bool& version) {
  app.set_help_flag();
  app.add_flag("-h,--help", help);
  app.add_flag("-V,--version", version);
  app.allow_extras();
  app.require_subcommand(0, 1);  // a file may be called as a command is
}

void add_value(CLI::App& app, std::string_view names, std::vector<std::string>& values) {
  app.add_option(std::string(names), values)->expected(1)->allow_extra_args(false)->take_all();
}

void add_serve(CLI::App& app, ServeWords& serve, bool& version) {
  serve.app = app.add_subcommand("serve");
  prepare(*serve.app, serve.help, version);
  const auto table = server::settings_table();
  serve.values.resize(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    add_value(*serve.app, table[i].option, serve.values[i]);
  }
}

void add_command(CLI::App& avro, const Command& command, CommandWords& into, bool& version) {
  into.app = avro.add_subcommand(std::string(command.name));
  prepare(*into.app, into.help, version);
  into.values.resize(command.options.size());
  into.flags.resize(command.options.size());
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    const Option& option = command.options[i];
    if (option.value.empty()) {
      into.app->add_flag(std::string(option.names), into.flags[i]);
    } else {
      add_value(*into.app, option.names, into.values[i]);
    }
  }
}

base::Result<Arguments, std::string> serve_arguments(const ServeWords& serve) {
  if (const auto extra = serve.app->remaining(); !extra.empty()) {
    return Error(cat(extra.front(),
                     extra.front().starts_with('-') ? " is no option" : " is one word too many",
                     "; avocet serve --help lists the options"));
  }
  const auto table = server::settings_table();
  Arguments arguments{.wish = Wish::Serve};
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (!serve.values[i].empty()) arguments.options.emplace_back(table[i].option, serve.values[i]);
  }
  return arguments;
}

base::Result<Arguments, std::string> command_arguments(const Command& command,
                                                       const CommandWords& read) {
  const std::string help = cat("; avocet avro ", command.name, " --help says more");
  Arguments arguments{.wish = Wish::Command, .command = &command};
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    const std::string_view names = command.options[i].names;
    const std::string_view name = names.substr(0, names.find(','));
    if (read.flags[i]) arguments.words.options.emplace_back(name, "");
    for (const std::string& value : read.values[i]) {
      arguments.words.options.emplace_back(name, value);
    }
  }
  for (std::string& word : read.app->remaining()) {
    if (word.size() > 1 && word.starts_with('-')) return Error(cat(word, " is no option", help));
    arguments.words.names.push_back(std::move(word));
  }
  if (arguments.words.names.size() < command.min_names) {
    return Error(cat("a file is missing: avocet avro ", command.name, ' ', command.synopsis, help));
  }
  if (arguments.words.names.size() > command.max_names) {
    return Error(cat(arguments.words.names[command.max_names], " is one word too many", help));
  }
  return arguments;
}

}  // namespace

base::Result<Arguments, std::string> read_arguments(int count, const char* const* words,
                                                    std::span<const Command> commands) {
  CLI::App app;
  bool help = false;
  bool version = false;
  prepare(app, help, version);
  ServeWords serve;
  add_serve(app, serve, version);
  CLI::App* avro = app.add_subcommand("avro");
  bool avro_help = false;
  prepare(*avro, avro_help, version);
  std::vector<CommandWords> read(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    add_command(*avro, commands[i], read[i], version);
  }

  try {
    app.parse(count, words);
  } catch (const CLI::ArgumentMismatch& error) {  // "--threads: 1 required TEXT missing"
    const std::string_view said = error.what();
    return Error(cat(said.substr(0, said.find(':')), " needs a value"));
  } catch (const CLI::ParseError& error) {
    return Error(error.what());
  }

  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!read[i].app->parsed()) continue;
    if (read[i].help) return Arguments{.wish = Wish::CommandHelp, .command = &commands[i]};
    if (version) return Arguments{.wish = Wish::Version};
    return command_arguments(commands[i], read[i]);
  }
  if (serve.help) return Arguments{.wish = Wish::ServeHelp};
  if (avro_help) return Arguments{.wish = Wish::AvroHelp};
  if (version) return Arguments{.wish = Wish::Version};
  if (help) return Arguments{.wish = Wish::Help};
  if (serve.app->parsed()) return serve_arguments(serve);

  const auto extra = app.remaining(true);
  const bool asks = extra == std::vector<std::string>{"help"};
  if (extra.empty() || asks) {
    return Arguments{.wish = avro->parsed() ? Wish::AvroHelp : Wish::Help};
  }
  const std::string_view kind = extra.front().starts_with('-') ? " is no option" : " is no command";
  if (avro->parsed()) {
    return Error(cat(extra.front(), kind, " of avocet avro; avocet avro --help lists them"));
  }
  return Error(cat(extra.front(), kind, " of avocet; there are `avocet serve` and `avocet avro`"));
}

}  // namespace avocet::cli
