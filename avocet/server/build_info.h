// build_info.h - which build this is: what `avocet --version` and GET /v1/metadata/version say.
#pragma once

#include <string>
#include <string_view>

namespace avocet::server {

std::string_view build_version() noexcept;   // of this project: "0.1.0"
std::string_view build_commit() noexcept;    // twelve hexadecimal digits, or "unknown"
std::string_view build_compiler() noexcept;  // "g++ 12.2.0"

}  // namespace avocet::server
