// number.cc - byte by byte: there are two for each block.
#include "avocet/container/internal/number.h"

namespace avocet::container::internal {

std::optional<std::int64_t> LongReader::next() noexcept {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kMaxLongBytes; ++i) {
    if (at_ + i == bytes_.size()) {
      fault_ = LongFault::Truncated;
      return std::nullopt;
    }
    const std::uint8_t byte = bytes_[at_ + i];
    if (i == kMaxLongBytes - 1 && byte > 1) break;
    sum |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      at_ += i + 1;
      return static_cast<std::int64_t>((sum >> 1) ^ (0 - (sum & 1)));
    }
  }
  fault_ = LongFault::TooLong;
  return std::nullopt;
}

bool LongReader::skip(std::size_t bytes) noexcept {
  if (bytes > bytes_.size() - at_) return false;
  at_ += bytes;
  return true;
}

std::size_t write_long(std::uint8_t* out, std::int64_t value) noexcept {
  std::uint64_t left =
      (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  std::size_t size = 0;
  for (; left >= 0x80; left >>= 7) out[size++] = static_cast<std::uint8_t>(0x80 | (left & 0x7f));
  out[size++] = static_cast<std::uint8_t>(left);
  return size;
}

}  // namespace avocet::container::internal
