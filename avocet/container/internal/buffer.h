// buffer.h - memory for bytes that a library writes, straight from the system: it is not filled
// first, and grows without its bytes being there twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace avocet::container::internal {

// Only grows, so that after the largest block no more memory is asked for. What is not written to
// takes address space alone.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Buffer();

  std::uint8_t* data() noexcept { return data_; }
  const std::uint8_t* data() const noexcept { return data_; }
  std::size_t capacity() const noexcept { return capacity_; }

  // At least `bytes`, with what was there kept. False: the machine has no memory.
  bool reserve(std::size_t bytes) noexcept;

  // Twice as much as now, at least kLeast, never more than `max_bytes` in whole pages. False: it is
  // as large as that already, or there is no memory.
  bool grow(std::size_t max_bytes) noexcept;

 private:
  static constexpr std::size_t kLeast = 64 * 1024;  // a block of ordinary size

  std::uint8_t* data_ = nullptr;
  std::size_t capacity_ = 0;  // whole pages
};

}  // namespace avocet::container::internal
