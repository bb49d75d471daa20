// interpreter.cc - the loop. Its state is local, so that it stays in registers; what a step needs
// beyond that is out of line in blocks.cc. No step consults a schema.
#include "avocet/avro/internal/interpreter.h"

#include <bit>
#include <cstring>

#include "avocet/avro/internal/varint.h"

#define AVOCET_INLINE __attribute__((always_inline))

namespace avocet::avro {
namespace {

// The second half of a cell in one store.
inline void store(Cell& cell, Tag tag, std::uint8_t branch, std::uint64_t bits,
                  std::uint64_t count = 0, std::uint8_t stride = 0) noexcept {
  const std::uint64_t rest = count | std::uint64_t{static_cast<std::uint8_t>(tag)} << 32 |
                             std::uint64_t{stride} << 40 | std::uint64_t{branch} << 48;
  cell.bits = bits;
  std::memcpy(reinterpret_cast<char*>(&cell) + 8, &rest, 8);
}

inline void store_pointer(Cell& cell, Tag tag, std::uint8_t branch, const void* data,
                          std::uint64_t count, std::uint8_t stride = 0) noexcept {
  store(cell, tag, branch, 0, count, stride);
  cell.data = data;
}

inline std::uint64_t bits_of(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value);
}

// An integer as the reader's type wants it.
inline void store_integer(Cell& cell, Op op, std::uint8_t branch, std::int64_t value) noexcept {
  switch (op) {
    case Op::Int:
      return store(cell, Tag::Int, branch, bits_of(value));
    case Op::IntToFloat:
    case Op::LongToFloat:
      return store(cell, Tag::Float, branch,
                   std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    case Op::IntToDouble:
    case Op::LongToDouble:
      return store(cell, Tag::Double, branch,
                   std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    default:
      return store(cell, Tag::Long, branch, bits_of(value));
  }
}

inline bool is_long(Op op) noexcept {
  return op == Op::Long || op == Op::LongToFloat || op == Op::LongToDouble;
}

}  // namespace

bool Interpreter::run_plainly() {
  if (!start()) return false;
  const Step* const steps = program_.steps.data();
  const Step* ip = steps;
  const std::uint8_t* p = position_;
  const std::uint8_t* const end = end_;
  Cell* base = root_;
  Frame* frame = frames_;
  std::uint64_t u = 0;
  // All of these are inlined, so that what they capture need not be in memory.
  const auto stop = [&](DecodeFault fault, const std::uint8_t* at)
                        AVOCET_INLINE { return stop_at(ip, frame, fault, at); };
  const auto stop_varint = [&](const std::uint8_t* at, int max_bytes) AVOCET_INLINE {
    return stop_at(ip, frame, fault_in_varint(at, max_bytes), at);
  };
  // A length and the bytes behind it; `p` is behind them and `data` at their beginning.
  const std::uint8_t* data = nullptr;
  std::size_t length = 0;
  const auto read_bytes = [&]() AVOCET_INLINE {
    const std::uint8_t* const next = read_varint(p, end, u);
    if (next == nullptr) return stop_varint(p, 10);
    if ((u & 1) != 0) return stop(DecodeFault::Length, p);
    length = u >> 1;
    if (length > static_cast<std::size_t>(end - next)) return stop(DecodeFault::Truncated, p);
    data = next;
    p = next + length;
    return true;
  };
  const auto read_text = [&](Cell& cell, Tag tag, std::uint8_t branch, bool is_text) AVOCET_INLINE {
    const std::uint8_t* const at = p;
    if (!read_bytes()) return false;
    if (is_text && !is_good_text(data, length)) return stop(DecodeFault::Utf8, at);
    const void* kept = data;
    if (options_.strings == Strings::Copy) {
      kept = keep(data, length);
      if (kept == nullptr) return stop(DecodeFault::OutputLimit, at);
    }
    store_pointer(cell, tag, branch, kept, length);
    return true;
  };
  const auto push = [&](std::uint32_t nest) AVOCET_INLINE {
    const std::uint32_t depth = frame->depth + nest + 1;
    if (depth > max_depth_) return stop(DecodeFault::DepthLimit, p);
    ++frame;
    frame->base = base;
    frame->depth = depth;
    frame->site = static_cast<std::uint32_t>(ip - steps);
    return true;
  };
  const auto enter = [&](const Call& call) AVOCET_INLINE {
    if (!push(call.nest)) return false;
    frame->loop = nullptr;
    frame->resume = ip + 1;
    return true;
  };
  const auto begin_loop = [&](const Loop& loop) AVOCET_INLINE {
    if (!push(loop.nest)) return false;
    frame->loop = &loop;
    frame->resume = ip + 1;
    frame->cell = base + ip->field;
    frame->items = nullptr;
    frame->left = frame->count = frame->capacity = 0;
    frame->block_end = nullptr;
    return true;
  };

  for (;;) {
    const Step step = *ip;
    Cell& cell = base[step.field];
    switch (step.op) {
      case Op::Null:
        store(cell, Tag::Null, step.branch, 0);
        break;
      case Op::Boolean:
        if (p == end) return stop(DecodeFault::Truncated, p);
        if (*p > 1) return stop(DecodeFault::Boolean, p);
        store(cell, Tag::Boolean, step.branch, *p++);
        break;
      case Op::Int:
      case Op::IntToLong:
      case Op::IntToFloat:
      case Op::IntToDouble: {
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        p = next;
        store_integer(cell, step.op, step.branch, unzigzag(u));
        break;
      }
      case Op::Long:
      case Op::LongToFloat:
      case Op::LongToDouble: {
        const std::uint8_t* const next = read_varint(p, end, u);
        if (next == nullptr) return stop_varint(p, 10);
        p = next;
        store_integer(cell, step.op, step.branch, unzigzag(u));
        break;
      }
      case Op::Integers: {
        const Run& run = program_.runs[step.arg];
        const Lane* lane = program_.lanes.data() + run.first;
        for (const Lane* const last = lane + run.count; lane != last; ++lane) {
          const bool wide = is_long(lane->op);
          const std::uint8_t* const next = wide ? read_varint(p, end, u) : read_varint32(p, end, u);
          if (next == nullptr) {
            lane_place_ = lane->place;
            return stop_varint(p, wide ? 10 : 5);
          }
          p = next;
          store_integer(base[lane->field], lane->op, lane->branch, unzigzag(u));
        }
        break;
      }
      case Op::Float:
      case Op::FloatToDouble: {
        if (end - p < 4) return stop(DecodeFault::Truncated, p);
        std::uint32_t bits = 0;
        std::memcpy(&bits, p, 4);
        p += 4;
        if (step.op == Op::Float) {
          store(cell, Tag::Float, step.branch, bits);
        } else {
          store(cell, Tag::Double, step.branch,
                std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(bits)}));
        }
        break;
      }
      case Op::Double:
        if (end - p < 8) return stop(DecodeFault::Truncated, p);
        store(cell, Tag::Double, step.branch, load8(p));
        p += 8;
        break;
      case Op::Doubles: {
        const Run& run = program_.runs[step.arg];
        const Lane* lane = program_.lanes.data() + run.first;
        if (end - p < std::ptrdiff_t{8} * run.count) {
          lane_place_ = lane[(end - p) / 8].place;
          return stop(DecodeFault::Truncated, p + (end - p) / 8 * 8);
        }
        for (const Lane* const last = lane + run.count; lane != last; ++lane) {
          store(base[lane->field], Tag::Double, lane->branch, load8(p));
          p += 8;
        }
        break;
      }
      case Op::Bytes:
      case Op::StringToBytes:
        if (!read_text(cell, Tag::Bytes, step.branch, false)) return false;
        break;
      case Op::String:
      case Op::BytesToString:
        if (!read_text(cell, Tag::String, step.branch, true)) return false;
        break;
      case Op::Fixed: {
        if (static_cast<std::size_t>(end - p) < step.arg) return stop(DecodeFault::Truncated, p);
        const void* kept = p;
        if (options_.strings == Strings::Copy) {
          kept = keep(p, step.arg);
          if (kept == nullptr) return stop(DecodeFault::OutputLimit, p);
        }
        store_pointer(cell, Tag::Fixed, step.branch, kept, step.arg);
        p += step.arg;
        break;
      }
      case Op::Enum: {
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        if ((u & 1) != 0 || u >> 1 >= step.arg) return stop(DecodeFault::EnumIndex, p);
        p = next;
        store(cell, Tag::Enum, step.branch, u >> 1);
        break;
      }
      case Op::EnumMap: {
        const Range& map = program_.enums[step.arg];
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        if ((u & 1) != 0 || u >> 1 >= map.count) return stop(DecodeFault::EnumIndex, p);
        const std::uint32_t index = program_.symbols[map.first + (u >> 1)];
        if (index == kNoIndex) return stop(DecodeFault::MissingSymbol, p);
        p = next;
        store(cell, Tag::Enum, step.branch, index);
        break;
      }
      case Op::Default:
        cell = program_.defaults[step.arg];
        break;

      case Op::Record:
        if (frame->depth + (step.arg >> 16) + 1 > max_depth_)
          return stop(DecodeFault::DepthLimit, p);
        store_pointer(cell, Tag::Record, step.branch, base + (step.arg & 0xffff), 0);
        break;
      case Op::Frame:
      case Op::Call: {
        const Call& call = program_.calls[step.arg];
        Cell* const cells = arena_.allocate(call.cells);
        if (cells == nullptr) return stop(DecodeFault::OutputLimit, p);
        if (!enter(call)) return false;
        store_pointer(cell, Tag::Record, step.branch, cells, 0);
        base = cells;
        ip = step.op == Op::Call ? steps + call.entry : ip + 1;
        continue;
      }
      case Op::SkipCall: {
        const Call& call = program_.calls[step.arg];
        if (!enter(call)) return false;
        ip = steps + call.entry;
        continue;
      }
      case Op::EndFrame: {
        // A frame whose steps lie here goes on behind this step, one that was called behind the
        // call.
        const Op opener = steps[frame->site].op;
        ip = opener == Op::Frame ? ip + 1 : frame->resume;
        base = frame->base;
        --frame;
        continue;
      }

      case Op::Array:
      case Op::Map:
      case Op::Next: {
        if (step.op == Op::Next) {
          if (--frame->left != 0) {
            base += frame->loop->stride;
          } else if (frame->block_end != nullptr && frame->block_end != p) {
            position_ = p;
            step_ = ip;
            top_ = frame;
            if (!check_block_end(*frame)) return false;
          }
        } else if (!begin_loop(program_.loops[step.arg])) {
          return false;
        }
        if (frame->left == 0) {
          position_ = p;
          step_ = ip;
          top_ = frame;
          const std::uint64_t before = frame->count;
          if (!next_block(*frame)) return false;
          p = position_;
          if (frame->left == 0) {
            const Step& opener = steps[frame->site];
            store_pointer(*frame->cell, opener.op == Op::Map ? Tag::Map : Tag::Array, opener.branch,
                          frame->items, frame->count, frame->loop->stride);
            base = frame->base;
            ip = steps + frame->loop->after;
            --frame;
            continue;
          }
          base = frame->items + before * frame->loop->stride;
        }
        if (steps[frame->site].op == Op::Map && !read_text(*base, Tag::String, 0, true))
          return false;
        ip = frame->resume;
        continue;
      }
      case Op::Packed: {
        if (!begin_loop(program_.loops[step.arg])) return false;
        position_ = p;
        step_ = ip;
        top_ = frame;
        if (!read_packed(*frame, step.branch)) return false;
        p = position_;
        --frame;
        break;
      }
      case Op::SkipLoop:
      case Op::SkipNext:
        if (step.op == Op::SkipLoop) {
          if (!begin_loop(program_.loops[step.arg])) return false;
        } else {
          --frame->left;
        }
        if (frame->left == 0) {
          position_ = p;
          step_ = ip;
          top_ = frame;
          if (!skip_blocks(*frame)) return false;
          p = position_;
        }
        if (frame->left != 0) {
          ip = frame->resume;
        } else {
          ip = steps + frame->loop->after;
          base = frame->base;
          --frame;
        }
        continue;

      case Op::Skip:
        if (static_cast<std::size_t>(end - p) < step.arg) return stop(DecodeFault::Truncated, p);
        p += step.arg;
        break;
      case Op::SkipInt: {
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        p = next;
        break;
      }
      case Op::SkipLong: {
        const std::uint8_t* const next = read_varint(p, end, u);
        if (next == nullptr) return stop_varint(p, 10);
        p = next;
        break;
      }
      case Op::SkipEnum: {
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        if ((u & 1) != 0 || u >> 1 >= step.arg) return stop(DecodeFault::EnumIndex, p);
        p = next;
        break;
      }
      case Op::SkipBytes:
        if (!read_bytes()) return false;
        break;

      case Op::Union: {
        const Range& branches = program_.unions[step.arg];
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        if ((u & 1) != 0 || u >> 1 >= branches.count) return stop(DecodeFault::UnionBranch, p);
        p = next;
        ip = steps + program_.targets[branches.first + (u >> 1)];
        continue;
      }
      case Op::NullOr:
      case Op::OrNull: {
        const std::uint8_t* const next = read_varint32(p, end, u);
        if (next == nullptr) return stop_varint(p, 5);
        if (u != 0 && u != 2) return stop(DecodeFault::UnionBranch, p);
        p = next;
        if ((u == 0) != (step.op == Op::NullOr)) break;
        store(cell, Tag::Null, step.branch, 0);
        ip = steps + step.arg;
        continue;
      }
      case Op::Jump:
        ip = steps + step.arg;
        continue;
      case Op::Branch:
        cell.branch = static_cast<std::uint16_t>(step.arg);
        break;
      case Op::Fail:
        return stop(DecodeFault::MissingBranch, p);
      case Op::End:
        position_ = p;
        if (p != end && options_.trailing == Trailing::Refuse) {
          return stop(DecodeFault::TrailingBytes, p);
        }
        return true;
    }
    ++ip;
  }
}

}  // namespace avocet::avro
