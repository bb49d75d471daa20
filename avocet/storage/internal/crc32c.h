// crc32c.h - CRC-32C (Castagnoli), the check number of every stored record.
#pragma once

#include <cstdint>
#include <string_view>

namespace avocet::storage::internal {

// The check number of the bytes that gave `so_far`, followed by `bytes`. Source: RFC 3720, appendix
// B.4.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t so_far = 0) noexcept;

}  // namespace avocet::storage::internal
