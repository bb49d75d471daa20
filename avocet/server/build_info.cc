#include "avocet/server/build_info.h"

namespace avocet::server {

std::string_view build_version() noexcept { return AVOCET_VERSION; }
std::string_view build_commit() noexcept { return AVOCET_COMMIT; }

std::string_view build_compiler() noexcept {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace avocet::server
