// encode_output.h - where an encoder writes: room that it asks for ahead of what it writes, and the
// fault that stopped it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "avocet/avro/encode.h"
#include "avocet/avro/internal/encode_program.h"
#include "avocet/avro/write.h"

namespace avocet::avro {

// Writes behind what `out` holds, or into a span as long as that is large enough. Positions are
// pointers; any call of room() makes earlier ones useless. A null position says that it failed.
class Output {
 public:
  Output(Bytes& out, std::size_t max_bytes, std::size_t expected_bytes);
  Output(std::span<std::uint8_t> room, std::size_t max_bytes);

  std::uint8_t* start() noexcept { return base_ + before_; }

  // Room for `bytes` behind `p`, and for the slack of the raw writers. Null: it would be more than
  // max_bytes, or there is no memory.
  std::uint8_t* room(std::uint8_t* p, std::size_t bytes) noexcept {
    return static_cast<std::size_t>(limit_ - p) >= bytes ? p : grow(p, bytes);
  }

  std::size_t offset(const std::uint8_t* p) const noexcept {
    return static_cast<std::size_t>(p - base_);
  }
  std::uint8_t* at(std::size_t offset) const noexcept { return base_ + offset; }

  // Cuts off what lies behind the position. Bytes: what was there before stays, on failure alone.
  void keep(const std::uint8_t* end) { out_->resize(end == nullptr ? before_ : offset(end)); }
  // The span version: copies what it had no room for while it was written; the datum's size.
  std::size_t deliver(const std::uint8_t* end, std::span<std::uint8_t> room) const noexcept;

 private:
  std::uint8_t* grow(std::uint8_t* p, std::size_t bytes) noexcept;

  Bytes* out_;
  Bytes own_;  // when the span was too small
  std::uint8_t* base_ = nullptr;
  std::uint8_t* limit_ = nullptr;  // the slack lies behind it
  std::size_t before_ = 0;         // bytes that were there already
  std::size_t max_bytes_;          // with them
};

// What the encoders of tapes and of trees share.
class DatumWriter {
 public:
  DatumWriter(const EncodeProgram& program, Output& out, const EncodeOptions& options,
              EncodeError& error)
      : program_(program), out_(out), options_(options), error_(error) {}

  // Where the datum begins, with room for what the root can take; null: there is none.
  std::uint8_t* begin() { return room(out_.start(), program_.root.bound); }

 protected:
  std::nullptr_t fail(EncodeFault fault, std::string message);
  std::nullptr_t fail_inside(std::string_view step);  // on the way back: puts the step in front

  // Room for `bytes`; with the fault if there is none.
  std::uint8_t* room(std::uint8_t* p, std::size_t bytes) {
    p = out_.room(p, bytes);
    if (p == nullptr) [[unlikely]]
      return too_large();
    return p;
  }

  bool may_go_deeper(std::size_t depth) {
    if (depth < max_depth_) [[likely]]
      return true;
    fail_too_deep();
    return false;
  }

  // An array or a map of `count` items. `write_item(i, p)` has room for `bound` bytes.
  template <class WriteItem>
  std::uint8_t* blocks(std::size_t count, std::uint8_t* p, std::size_t bound,
                       const WriteItem& write_item) {
    const std::size_t most = options_.max_block_items == 0 ? count : options_.max_block_items;
    for (std::size_t first = 0; first < count && p != nullptr; first += most) {
      const std::size_t end = std::min(count, first + most);
      const auto write_items = [&](std::uint8_t* at) {
        for (std::size_t i = first; i < end && at != nullptr; ++i) {
          at = room(at, bound);
          if (at != nullptr) at = write_item(i, at);
        }
        return at;
      };
      p = room(p, kHeadBytes);
      if (p == nullptr) return p;
      if (options_.blocks == BlockForm::Counted) {
        p = write_items(put_size(p, end - first));
      } else {
        const std::size_t head = out_.offset(p);
        p = write_items(p + kHeadBytes);
        if (p != nullptr) p = close_block(head, end - first, p);
      }
    }
    if (p != nullptr) p = room(p, 1);
    if (p != nullptr) *p++ = 0;
    return p;
  }

  const EncodeProgram& program_;
  Output& out_;
  const EncodeOptions& options_;

 private:
  static constexpr std::size_t kHeadBytes = 2 * kMaxLongBytes;  // a block's count and size

  std::nullptr_t too_large();
  void fail_too_deep();
  // Writes the head of a sized block, for which kHeadBytes were left free, and moves its items up
  // to it.
  std::uint8_t* close_block(std::size_t head, std::size_t items, std::uint8_t* end);

  std::size_t max_depth_ = std::min(options_.max_depth, kMaxEncodeDepth);
  EncodeError& error_;  // told only where a writer gives up
};

// A decoded datum, written as the program says. Null: it failed.
std::uint8_t* write_tape(const EncodeProgram& program, const Cell& cell, Output& out,
                         const EncodeOptions& options, EncodeError& error);

// A tree.
std::uint8_t* write_value(const EncodeProgram& program, const Value& value, Output& out,
                          const EncodeOptions& options, EncodeError& error);

}  // namespace avocet::avro
