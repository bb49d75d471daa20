// help.h - the texts of --help and --version.
#pragma once

#include <string>

namespace avocet::cli {

std::string help_text();
std::string serve_help_text();  // with every setting of the table
std::string version_text();

}  // namespace avocet::cli
