// buffer.cc - by mmap, and mremap, which moves pages and copies nothing.
#include "avocet/container/internal/buffer.h"

#include <sys/mman.h>

#include <algorithm>

namespace avocet::container::internal {
namespace {
constexpr std::size_t kPageBytes = 4096;
}  // namespace

Buffer::~Buffer() {
  if (data_ != nullptr) ::munmap(data_, capacity_);
}

bool Buffer::reserve(std::size_t bytes) noexcept {
  if (bytes <= capacity_) return true;
  if (bytes > SIZE_MAX - kPageBytes) return false;
  const std::size_t size = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
  void* const larger = data_ == nullptr ? ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                        : ::mremap(data_, capacity_, size, MREMAP_MAYMOVE);
  if (larger == MAP_FAILED) return false;
  data_ = static_cast<std::uint8_t*>(larger);
  capacity_ = size;
  return true;
}

bool Buffer::grow(std::size_t max_bytes) noexcept {
  const std::size_t doubled = capacity_ > max_bytes / 2 ? max_bytes : 2 * capacity_;
  const std::size_t wanted = std::min(std::max(doubled, kLeast), max_bytes);
  return wanted > capacity_ && reserve(wanted);
}

}  // namespace avocet::container::internal
