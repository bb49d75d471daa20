// buffer.cc - by realloc, which moves large blocks by their pages: the old and the new one are
// never there together.
#include "avocet/container/internal/buffer.h"

#include <algorithm>

namespace avocet::container::internal {

bool Buffer::reserve(std::size_t bytes) noexcept {
  if (bytes <= capacity_) return true;
  void* larger = std::realloc(memory_.get(), bytes);
  if (larger == nullptr) return false;
  static_cast<void>(memory_.release());  // realloc has taken it
  memory_.reset(static_cast<std::uint8_t*>(larger));
  capacity_ = bytes;
  return true;
}

bool Buffer::grow(std::size_t max_bytes) noexcept {
  const std::size_t doubled = capacity_ > max_bytes / 2 ? max_bytes : 2 * capacity_;
  const std::size_t wanted = std::min(std::max(doubled, kLeast), max_bytes);
  return wanted > capacity_ && reserve(wanted);
}

}  // namespace avocet::container::internal
