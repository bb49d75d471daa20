// arguments.h - the words behind `avocet`; the only door to CLI11.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "avocet/base/result.h"
#include "avocet/cli/command.h"

namespace avocet::cli {

enum class Wish : std::uint8_t { Help, Version, Serve, ServeHelp, AvroHelp, CommandHelp, Command };

struct Arguments {
  Wish wish = Wish::Help;
  std::vector<std::pair<std::string, std::vector<std::string>>>
      options{};                     // Serve: "--listen" and its values
  const Command* command = nullptr;  // CommandHelp, Command: of the table
  Words words{};                     // Command
};

// `commands` are those behind `avocet avro`; they outlive the result. Errors: a sentence that names
// the word nobody knows, or the option that lacks its value.
base::Result<Arguments, std::string> read_arguments(int count, const char* const* words,
                                                    std::span<const Command> commands);

}  // namespace avocet::cli
