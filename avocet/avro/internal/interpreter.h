// interpreter.h - runs a plan over the bytes of one datum.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "avocet/avro/decode.h"
#include "avocet/avro/internal/code.h"
#include "avocet/avro/internal/frame.h"
#include "avocet/avro/internal/quick.h"

namespace avocet::avro {

class Interpreter {
 public:
  // Everything must outlive this.
  Interpreter(const Plan& plan, std::span<const std::uint8_t> bytes, Arena& arena,
              const DecodeOptions& options)
      : program_(plan.program()),
        code_(plan.code()),
        options_(options),
        arena_(arena),
        begin_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        position_(bytes.data()) {}

  // False: error() says why.
  bool run();
  // The same by the loop over steps alone, which knows all faults.
  bool run_plainly();
  // The same by the loop over code; false where it declines, which is no error yet.
  bool run_quickly(const QuickSet& set);

  const Cell& root() const noexcept { return *root_; }
  std::size_t bytes_read() const noexcept { return static_cast<std::size_t>(position_ - begin_); }
  DecodeError error() const;

  // For the quick loop, where a loop is not one plain block. Each returns the position behind what
  // it read; null: declined.
  const std::uint8_t* begin_block(Frame& frame, const std::uint8_t* p) noexcept;
  bool ends_block(const Frame& frame, const std::uint8_t* p) noexcept;
  const std::uint8_t* packed(Frame& frame, const std::uint8_t* p, std::uint64_t tail) noexcept;
  const std::uint8_t* skip(Frame& frame, const std::uint8_t* p) noexcept;
  // The arena's copy of a text; null: there is no room.
  const char* keep(const std::uint8_t* text, std::size_t size) noexcept;
  static bool is_utf8(const std::uint8_t* text, std::size_t size) noexcept;

 private:
  bool start();
  bool fail(DecodeFault fault, const std::uint8_t* at) noexcept;
  bool fail_varint(const std::uint8_t* at, int max_bytes) noexcept;
  DecodeFault fault_in_varint(const std::uint8_t* at, int max_bytes) const noexcept;
  // The same with where the loop stopped.
  [[gnu::cold, gnu::noinline]] bool stop_at(const Step* step, Frame* top, DecodeFault fault,
                                            const std::uint8_t* at) noexcept;

  // The header of an array's or map's next block, read at position_; items() left is 0 after the
  // last one.
  bool next_block(Frame& frame) noexcept;
  bool make_room(Frame& frame, std::uint64_t count) noexcept;
  bool make_packed_room(Frame& frame, std::uint64_t count, std::size_t item_bytes) noexcept;
  bool read_packed(Frame& frame, std::uint16_t branch) noexcept;
  bool read_items(Frame& frame, std::uint8_t* out) noexcept;
  bool skip_blocks(Frame& frame) noexcept;
  bool check_block_end(const Frame& frame) noexcept;
  bool is_good_text(const std::uint8_t* text, std::size_t size) const noexcept;

  std::string path() const;
  void append_path(std::string& out, std::uint32_t place, std::uint32_t root,
                   const Frame* loop) const;

  const Program& program_;
  const Code& code_;
  const DecodeOptions& options_;
  Arena& arena_;
  const std::uint8_t* begin_;
  const std::uint8_t* end_;
  const std::uint8_t* position_;
  std::uint64_t empty_items_left_ = 0;
  std::uint32_t max_depth_ = 0;
  Cell* root_ = nullptr;
  Frame* frames_ = nullptr;  // the first is the datum's own
  Frame* top_ = nullptr;

  // The latched error.
  DecodeFault fault_{};
  const std::uint8_t* fault_at_ = nullptr;
  const Step* step_ = nullptr;    // at which it stopped
  std::uint32_t lane_place_ = 0;  // in a run: of the value; else 0
};

}  // namespace avocet::avro
