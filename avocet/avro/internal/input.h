// input.h - the bytes of data, read one value after the other with every check of spec/avro.md 1.8.
// Plain rather than fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace avocet::avro {

// A view of bytes that remembers the first fault; after it every value read is 0 or empty.
class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : left_(bytes) {}

  bool failed() const noexcept { return failed_; }
  std::size_t left_bytes() const noexcept { return left_.size(); }
  void fail() noexcept {
    failed_ = true;
    left_ = {};
  }

  std::int64_t read_long() noexcept;                    // ten bytes at most, 64 bits at most
  std::int32_t read_int() noexcept;                     // five bytes at most, 32 bits at most
  std::int32_t read_index(std::size_t count) noexcept;  // of a symbol or branch: 0 … count - 1
  bool read_boolean() noexcept;                         // 00 or 01
  std::span<const std::uint8_t> read(std::size_t size) noexcept;
  std::span<const std::uint8_t> read_sized() noexcept;  // a length, then as many bytes
  template <class Bits>
  Bits read_little_endian() noexcept {
    Bits bits = 0;
    int shift = 0;
    for (const std::uint8_t byte : read(sizeof(Bits))) {
      bits |= static_cast<Bits>(byte) << shift;
      shift += 8;
    }
    return bits;
  }

  // The items of the next block of an array or map; 0 behind the last. The size of a sized block
  // must fit the input; what it is is not looked at.
  std::uint64_t read_block() noexcept;

 private:
  std::uint64_t read_varint(int bits) noexcept;

  std::span<const std::uint8_t> left_;
  bool failed_ = false;
};

}  // namespace avocet::avro
