// help.h - the texts of --help and --version.
#pragma once

#include <span>
#include <string>

#include "avocet/cli/command.h"

namespace avocet::cli {

std::string help_text();
std::string serve_help_text();  // with every setting of the table
std::string avro_help_text(std::span<const Command> commands);
std::string command_help_text(const Command& command);
std::string version_text();

}  // namespace avocet::cli
