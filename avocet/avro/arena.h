// arena.h - where decoded values live: cells in chunks that are used again for the next datum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

struct Frame;  // internal/frame.h: one level of nesting while a datum is being decoded

// How the payload of a cell is to be read. The first fourteen are those of Kind.
// g++ 12 thinks that Tag::Bytes hides the Bytes of value.h, where that was included first.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class Tag : std::uint8_t {
  Null,
  Boolean,  // bits: 0 or 1
  Int,      // integer
  Long,     // integer
  Float,    // bits: the lower 32, IEEE 754
  Double,   // bits: IEEE 754
  Bytes,    // data, count
  String,   // data, count
  Record,   // cells: one for each field of the reader's record, in its order
  Enum,     // bits: the index of the reader's symbol
  Array,    // cells: `count` items, each `stride` cells after the other; stride 0: all are the same
  Map,      // cells: `count` entries, each `stride` cells after the other; key, then value
  Union,    // never: a value in a union has the tag of its branch
  Fixed,    // data, count
  Longs,    // an array of int or long, packed: data points to `count` std::int64_t
  Floats,   // an array of float, packed: `count` floats
  Doubles,  // an array of double, packed: `count` doubles
};
#pragma GCC diagnostic pop

// One value. What it holds beyond itself is in the arena, in the input or in the plan (defaults).
struct Cell {
  union {
    std::int64_t integer;
    std::uint64_t bits;
    const void* data;
    const Cell* cells;
  };
  std::uint32_t count;  // bytes, items or entries
  Tag tag;
  std::uint8_t stride;   // Array, Map
  std::uint16_t branch;  // in a union: the reader's branch
};
static_assert(sizeof(Cell) == 16 && std::is_trivial_v<Cell>);

// Memory for one datum at a time. Decoding into it again makes the views of the datum before
// invalid. Once it has seen the largest datum, it asks for no more memory. Not for several threads
// at once; movable, and views stay valid when it moves.
class Arena {
 public:
  Arena();
  ~Arena();
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;

  // Forgets all cells; at most `budget_bytes` may be taken until the next call.
  void begin(std::size_t budget_bytes) {
    if (used_chunks_ > 1) join_chunks();
    budget_cells_ = budget_bytes / sizeof(Cell);
    if (chunks_.empty()) return;
    const Chunk& first = chunks_.front();
    const std::size_t cells = first.size < budget_cells_ ? first.size : budget_cells_;
    used_chunks_ = 1;
    top_ = first.cells.get();
    end_ = top_ + cells;
    budget_cells_ -= cells;
  }

  // `count` cells in a row with no useful content; null when the budget or the machine's memory
  // does not allow it.
  [[gnu::always_inline]] Cell* allocate(std::size_t count) noexcept {
    if (count > static_cast<std::size_t>(end_ - top_)) return allocate_chunk(count);
    Cell* cells = top_;
    top_ += count;
    return cells;
  }

  // `count` more cells for what was allocated last and ends at `top`; false: something else lies
  // behind it, or there is no room.
  bool extend(const Cell* top, std::size_t count) noexcept {
    if (top != top_ || count > static_cast<std::size_t>(end_ - top_)) return false;
    top_ += count;
    return true;
  }

  // A stack of at least `count` frames for the decoder; null when there is no memory.
  Frame* frames(std::size_t count) noexcept {
    return count <= frame_count_ ? frames_.get() : make_frames(count);
  }

  std::size_t reserved_bytes() const noexcept;  // what it holds, used or not

 private:
  struct Chunk {
    std::unique_ptr<Cell[]> cells;
    std::size_t size = 0;
  };

  Cell* allocate_chunk(std::size_t count) noexcept;
  Frame* make_frames(std::size_t count) noexcept;
  void join_chunks();  // next time all of it fits into one chunk

  Cell* top_ = nullptr;
  Cell* end_ = nullptr;  // of what may be taken from the present chunk, the budget considered
  std::vector<Chunk> chunks_;
  std::size_t used_chunks_ = 0;   // how many of them hold cells of this datum
  std::size_t budget_cells_ = 0;  // left for chunks not yet begun
  std::unique_ptr<Frame[]> frames_;
  std::size_t frame_count_ = 0;
};

}  // namespace avocet::avro
