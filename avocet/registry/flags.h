// flags.h - two-way flags of the registry.
#pragma once

#include <cstdint>

namespace avocet::registry {

enum class Deleted : std::uint8_t { No, Yes };  // is a version soft-deleted?
// Live versions only, or soft-deleted ones too.
enum class Include : std::uint8_t { Live, Deleted };
enum class Delete : std::uint8_t { Soft, Permanent };

}  // namespace avocet::registry
