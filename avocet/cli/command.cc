#include "avocet/cli/command.h"

namespace avocet::cli {

std::optional<std::string> Words::find(std::string_view option) const {
  std::optional<std::string> found;
  for (const auto& [name, value] : options) {
    if (name == option) found = value;
  }
  return found;
}

}  // namespace avocet::cli
