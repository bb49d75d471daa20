// buffer.h - text or bytes that are being written: memory that is used again for the next datum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace avocet::transcode {

// The writer keeps the position, so that it can be in a register: it asks for room, then writes
// without a check. It allocates nothing once it has held the largest datum.
class Buffer {
 public:
  // A datum may take `max_bytes`. Its room is a little larger, so the writer compares in the end.
  explicit Buffer(std::size_t max_bytes);

  char* begin() noexcept { return data_.get(); }  // null as long as nothing was asked for
  std::string_view text(const char* at) const noexcept { return {data_.get(), size(at)}; }
  std::size_t size(const char* at) const noexcept {
    return static_cast<std::size_t>(at - data_.get());
  }
  std::size_t max_bytes() const noexcept { return max_bytes_; }

  // Room for `bytes` more at `at`: the position, which is another one if the memory had to move.
  // Null: past the limit, or no memory.
  char* need(char* at, std::size_t bytes) noexcept {
    return bytes <= static_cast<std::size_t>(end_ - at) ? at : grow(at, bytes);
  }

 private:
  [[gnu::cold, gnu::noinline]] char* grow(char* at, std::size_t bytes) noexcept;

  std::unique_ptr<char[]> data_;
  char* end_ = nullptr;
  std::size_t max_bytes_;
};

}  // namespace avocet::transcode
