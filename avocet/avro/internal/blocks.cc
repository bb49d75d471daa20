// blocks.cc - the blocks of arrays and maps, and where their items go.
#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>

#include "avocet/avro/internal/interpreter.h"
#include "avocet/avro/internal/varint.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

std::size_t item_bytes(Op item) noexcept {
  return item == Op::Float || item == Op::IntToFloat || item == Op::LongToFloat ? 4 : 8;
}

Tag packed_tag(Op item) noexcept {
  switch (item) {
    case Op::Int:
    case Op::Long:
    case Op::IntToLong:
      return Tag::Longs;
    case Op::Float:
    case Op::IntToFloat:
    case Op::LongToFloat:
      return Tag::Floats;
    default:
      return Tag::Doubles;
  }
}

template <class T>
void put(std::uint8_t*& out, T value) noexcept {
  std::memcpy(out, &value, sizeof value);
  out += sizeof value;
}

}  // namespace

bool Interpreter::fail(DecodeFault fault, const std::uint8_t* at) noexcept {
  fault_ = fault;
  fault_at_ = at;
  return false;
}

DecodeFault Interpreter::fault_in_varint(const std::uint8_t* at, int max_bytes) const noexcept {
  return is_cut_off(at, end_, max_bytes) ? DecodeFault::Truncated : DecodeFault::Varint;
}

bool Interpreter::fail_varint(const std::uint8_t* at, int max_bytes) noexcept {
  return fail(fault_in_varint(at, max_bytes), at);
}

bool Interpreter::stop_at(const Step* step, Frame* top, DecodeFault fault,
                          const std::uint8_t* at) noexcept {
  step_ = step;
  top_ = top;
  return fail(fault, at);
}

// B7–B10, H2, H3: the count is compared with the input before anything is asked for.
bool Interpreter::next_block(Frame& frame) noexcept {
  const Loop& loop = *frame.loop;
  for (;;) {
    const std::uint8_t* const at = position_;
    std::uint64_t u = 0;
    const std::uint8_t* p = read_varint(at, end_, u);
    if (p == nullptr) return fail_varint(at, 10);
    std::int64_t count = unzigzag(u);
    frame.block_end = nullptr;
    if (count < 0) {
      if (count == std::numeric_limits<std::int64_t>::min())
        return fail(DecodeFault::BlockCount, at);
      count = -count;
      const std::uint8_t* const size_at = p;
      p = read_varint(p, end_, u);
      if (p == nullptr) return fail_varint(size_at, 10);
      const std::int64_t size = unzigzag(u);
      const bool is_inside = size >= 0 && size <= end_ - p;
      const bool is_ignored =
          size >= 0 && loop.item_cells != 0 && options_.block_sizes == BlockSizes::Ignore;
      if (!is_inside && !is_ignored) return fail(DecodeFault::BlockSize, size_at);
      if (is_inside) frame.block_end = p + size;
    }
    position_ = p;
    const auto items = static_cast<std::uint64_t>(count);
    const auto rest = static_cast<std::uint64_t>(end_ - p);
    if (loop.min_bytes == 0) {
      if (items > empty_items_left_) return fail(DecodeFault::ItemLimit, at);
      empty_items_left_ -= items;
    } else if (items > rest || (loop.min_bytes > 1 && items > rest / loop.min_bytes)) {
      return fail(DecodeFault::BlockCount, at);
    }
    if (items == 0) return true;
    if (loop.stride != 0 || loop.item_cells == 0) {  // with a body for each item, or skipped
      if (loop.stride != 0 && !make_room(frame, items)) return fail(DecodeFault::OutputLimit, at);
      frame.left = items;
      frame.count += items;
      return true;
    }
    // Items without bytes: the first stands for all, so the body runs once.
    const bool is_first = frame.count == 0;
    frame.count += items;
    if (is_first) {
      frame.items = arena_.allocate(loop.item_cells);
      if (frame.items == nullptr) return fail(DecodeFault::OutputLimit, at);
      frame.left = 1;
      return true;
    }
    if (!check_block_end(frame)) return false;
  }
}

bool Interpreter::check_block_end(const Frame& frame) noexcept {
  const bool is_good = frame.block_end == nullptr || frame.block_end == position_ ||
                       options_.block_sizes == BlockSizes::Ignore;
  return is_good || fail(DecodeFault::BlockSize, position_);
}

// Items lie in a row. Where later blocks do not fit behind the first, all of them move.
bool Interpreter::make_room(Frame& frame, std::uint64_t count) noexcept {
  const std::uint64_t wanted = frame.count + count;
  const std::size_t stride = frame.loop->stride;
  if (wanted <= frame.capacity) return true;
  if (frame.items != nullptr &&
      arena_.extend(frame.items + frame.capacity * stride, (wanted - frame.capacity) * stride)) {
    frame.capacity = wanted;
    return true;
  }
  const std::uint64_t capacity =
      frame.items == nullptr ? wanted : std::max(wanted, 2 * frame.capacity);
  Cell* const items = arena_.allocate(capacity * stride);
  if (items == nullptr) return false;
  if (frame.items != nullptr) {
    std::memcpy(items, frame.items, frame.count * stride * sizeof(Cell));
    // The records directly inside the items have moved with them.
    for (Cell* cell = items; cell != items + frame.count * stride; ++cell) {
      if (cell->tag != Tag::Record) continue;
      const std::less<const Cell*> before;
      if (before(cell->cells, frame.items) ||
          !before(cell->cells, frame.items + frame.count * stride)) {
        continue;
      }
      cell->cells = items + (cell->cells - frame.items);
    }
  }
  frame.items = items;
  frame.capacity = capacity;
  return true;
}

// The same for numbers; capacity is in items.
bool Interpreter::make_packed_room(Frame& frame, std::uint64_t count, std::size_t bytes) noexcept {
  const std::uint64_t wanted = frame.count + count;
  if (wanted <= frame.capacity) return true;
  const std::uint64_t capacity =
      frame.items == nullptr ? wanted : std::max(wanted, 2 * frame.capacity);
  Cell* const items = arena_.allocate((capacity * bytes + sizeof(Cell) - 1) / sizeof(Cell));
  if (items == nullptr) return false;
  if (frame.items != nullptr) std::memcpy(items, frame.items, frame.count * bytes);
  frame.items = items;
  frame.capacity = capacity;
  return true;
}

bool Interpreter::read_packed(Frame& frame, std::uint16_t branch) noexcept {
  const Op item = frame.loop->item;
  const std::size_t bytes = item_bytes(item);
  for (;;) {
    const std::uint8_t* const at = position_;
    const std::uint64_t before = frame.count;
    if (!next_block(frame)) return false;
    if (frame.left == 0) break;
    const std::uint64_t items = frame.left;
    frame.count = before;
    if (!make_packed_room(frame, items, bytes)) return fail(DecodeFault::OutputLimit, at);
    frame.count = before + items;
    if (!read_items(frame, reinterpret_cast<std::uint8_t*>(frame.items) + before * bytes))
      return false;
    if (!check_block_end(frame)) return false;
  }
  *frame.cell = Cell{};
  frame.cell->data = frame.items;
  frame.cell->count = static_cast<std::uint32_t>(frame.count);
  frame.cell->tag = packed_tag(item);
  frame.cell->branch = branch;
  return true;
}

// frame.left counts down, so that an error can tell which item it is.
bool Interpreter::read_items(Frame& frame, std::uint8_t* out) noexcept {
  const std::uint8_t* p = position_;
  const Op item = frame.loop->item;
  std::uint64_t u = 0;
  switch (item) {
    case Op::Float:
    case Op::Double: {  // the block's count was compared with the input already
      const std::size_t bytes = frame.left * item_bytes(item);
      std::memcpy(out, p, bytes);
      position_ = p + bytes;
      frame.left = 0;
      return true;
    }
    case Op::FloatToDouble:
      for (; frame.left != 0; --frame.left) {
        float value = 0;
        std::memcpy(&value, p, 4);
        p += 4;
        put(out, double{value});
      }
      position_ = p;
      return true;
    default:
      break;
  }
  if ((item == Op::Long || item == Op::Int || item == Op::IntToLong)) {
    const std::uint8_t* const behind = quick_set().read_numbers(
        p, end_, frame.left, item == Op::Long ? -1 : 0, reinterpret_cast<std::int64_t*>(out));
    if (behind != nullptr) {
      position_ = behind;
      frame.left = 0;
      return true;
    }
  }
  // Others; and where one of them is wrong, it is found here.
  const bool wide = item == Op::Long || item == Op::LongToFloat || item == Op::LongToDouble;
  for (; frame.left != 0; --frame.left) {
    const std::uint8_t* const next = wide ? read_varint(p, end_, u) : read_varint32(p, end_, u);
    if (next == nullptr) return fail_varint(p, wide ? 10 : 5);
    p = next;
    const std::int64_t value = unzigzag(u);
    if (item == Op::IntToFloat || item == Op::LongToFloat) {
      put(out, static_cast<float>(value));
    } else if (item == Op::IntToDouble || item == Op::LongToDouble) {
      put(out, static_cast<double>(value));
    } else {
      put(out, value);
    }
  }
  position_ = p;
  return true;
}

// Sized blocks are jumped over, and so are items of one size; others are left to the body.
bool Interpreter::skip_blocks(Frame& frame) noexcept {
  const Loop& loop = *frame.loop;
  for (;;) {
    if (!next_block(frame)) return false;
    if (frame.left == 0) return true;
    if (frame.block_end != nullptr) {
      position_ = frame.block_end;
    } else if (loop.item_bytes != 0) {
      position_ += frame.left * loop.item_bytes;
    } else if (loop.min_bytes != 0) {
      return true;
    }
    frame.left = 0;
  }
}

const std::uint8_t* Interpreter::begin_block(Frame& frame, const std::uint8_t* p) noexcept {
  position_ = p;
  return next_block(frame) ? position_ : nullptr;
}

bool Interpreter::ends_block(const Frame& frame, const std::uint8_t* p) noexcept {
  position_ = p;
  return check_block_end(frame);
}

const std::uint8_t* Interpreter::packed(Frame& frame, const std::uint8_t* p,
                                        std::uint64_t tail) noexcept {
  position_ = p;
  return read_packed(frame, static_cast<std::uint16_t>(tail >> 48)) ? position_ : nullptr;
}

const std::uint8_t* Interpreter::skip(Frame& frame, const std::uint8_t* p) noexcept {
  position_ = p;
  return skip_blocks(frame) ? position_ : nullptr;
}

bool Interpreter::is_utf8(const std::uint8_t* text, std::size_t size) noexcept {
  return base::is_utf8({reinterpret_cast<const char*>(text), size});
}

const char* Interpreter::keep(const std::uint8_t* text, std::size_t size) noexcept {
  if (size == 0) return "";
  Cell* const room = arena_.allocate((size + sizeof(Cell) - 1) / sizeof(Cell));
  if (room == nullptr) return nullptr;
  std::memcpy(room, text, size);
  return reinterpret_cast<const char*>(room);
}

// Eight bytes at a time: most text is ASCII.
bool Interpreter::is_good_text(const std::uint8_t* text, std::size_t size) const noexcept {
  if (options_.utf8 == Utf8::Trust) return true;
  constexpr std::uint64_t kTops = 0x8080808080808080U;
  std::uint64_t seen = 0;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 <= size; i += 8) seen |= load8(text + i);
    seen |= load8(text + size - 8);
  } else if (end_ - text >= 8) {
    if (size != 0) seen = load8(text) << (64 - 8 * size);
  } else {
    for (std::size_t i = 0; i < size; ++i) seen |= text[i];
  }
  return (seen & kTops) == 0 || base::is_utf8({reinterpret_cast<const char*>(text), size});
}

}  // namespace avocet::avro
