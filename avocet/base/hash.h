// hash.h - the message digests that schema identity rests on (by OpenSSL).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace avocet::base {

using Md5 = std::array<std::uint8_t, 16>;
using Sha256 = std::array<std::uint8_t, 32>;

Md5 md5(std::string_view bytes);
Sha256 sha256(std::string_view bytes);

}  // namespace avocet::base
