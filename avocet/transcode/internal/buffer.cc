#include "avocet/transcode/internal/buffer.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace avocet::transcode {
namespace {
constexpr std::size_t kFirstBytes = 4096;
constexpr std::size_t kSlackBytes = 8192;  // that a writer may ask for beyond what it will write
}  // namespace

Buffer::Buffer(std::size_t max_bytes) : max_bytes_(std::min(max_bytes, SIZE_MAX / 4)) {}

char* Buffer::grow(char* at, std::size_t bytes) noexcept {
  const std::size_t used = size(at);
  if (used > max_bytes_ || bytes > max_bytes_ - used + kSlackBytes) return nullptr;
  const std::size_t capacity = size(end_);
  const std::size_t wanted =
      std::min(std::max({used + bytes, 2 * capacity, kFirstBytes}), max_bytes_ + kSlackBytes);
  std::unique_ptr<char[]> larger(new (std::nothrow) char[wanted]);
  if (larger == nullptr) return nullptr;
  if (used != 0) std::memcpy(larger.get(), data_.get(), used);
  data_ = std::move(larger);
  end_ = data_.get() + wanted;
  return data_.get() + used;
}

}  // namespace avocet::transcode
