// buffer.h - memory for bytes that a library writes; not filled with zeros first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace avocet::container::internal {

// Only grows, so that after the largest block no more memory is asked for.
class Buffer {
 public:
  std::uint8_t* data() noexcept { return memory_.get(); }
  const std::uint8_t* data() const noexcept { return memory_.get(); }
  std::size_t capacity() const noexcept { return capacity_; }

  // At least `bytes`, with what was there kept. False: the machine has no memory.
  bool reserve(std::size_t bytes) noexcept;

  // Twice as much as now, at least kLeast, never more than `max_bytes`. False: it is as large as
  // that already, or there is no memory.
  bool grow(std::size_t max_bytes) noexcept;

 private:
  static constexpr std::size_t kLeast = 64 * 1024;  // a block of ordinary size

  struct Free {
    void operator()(std::uint8_t* memory) const noexcept { std::free(memory); }
  };

  std::unique_ptr<std::uint8_t[], Free> memory_;
  std::size_t capacity_ = 0;
};

}  // namespace avocet::container::internal
