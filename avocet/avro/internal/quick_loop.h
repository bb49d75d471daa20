// quick_loop.h - the loop itself, local to each file that includes it for an instruction set.
//
// One label for each kind of instruction, and each ends with a jump to the next. The state is four
// registers: the instruction, the position, the frame's cells, the frame.
#pragma once

#include <bit>
#include <cstring>

#include "avocet/avro/internal/interpreter.h"
#include "avocet/avro/internal/kernels.h"
#include "avocet/avro/internal/quick.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // addresses of labels

namespace avocet::avro {
namespace {

// Both halves in one store: who copies the cell soon after need not wait for two.
AVOCET_ALWAYS_INLINE void store(Cell& cell, std::uint64_t tail, std::uint64_t bits) noexcept {
#if defined(__x86_64__)
  const __m128i low = _mm_cvtsi64_si128(static_cast<long long>(bits));
  const __m128i high = _mm_cvtsi64_si128(static_cast<long long>(tail));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&cell), _mm_unpacklo_epi64(low, high));
#else
  cell.bits = bits;
  std::memcpy(reinterpret_cast<char*>(&cell) + 8, &tail, 8);
#endif
}

AVOCET_ALWAYS_INLINE void store(Cell& cell, std::uint64_t tail, const void* data) noexcept {
  store(cell, tail, std::uint64_t{reinterpret_cast<std::uintptr_t>(data)});
}

AVOCET_ALWAYS_INLINE std::uint64_t float_bits(std::int64_t value) noexcept {
  return std::bit_cast<std::uint32_t>(static_cast<float>(value));
}

AVOCET_ALWAYS_INLINE std::uint64_t double_bits(std::int64_t value) noexcept {
  return std::bit_cast<std::uint64_t>(static_cast<double>(value));
}

// An integer as the reader's type wants it.
AVOCET_ALWAYS_INLINE std::uint64_t converted(Op kind, std::int64_t value) noexcept {
  switch (kind) {
    case Op::IntToFloat:
    case Op::LongToFloat:
      return float_bits(value);
    case Op::IntToDouble:
    case Op::LongToDouble:
      return double_bits(value);
    default:
      return static_cast<std::uint64_t>(value);
  }
}

// The readers below move `p` behind what they read; false: they decline.

AVOCET_ALWAYS_INLINE bool take_varint(const std::uint8_t*& p, const std::uint8_t* end,
                                      std::uint64_t& u) noexcept {
  if (p == end) return false;
  u = *p;
  if (u < 0x80) {
    ++p;
    return true;
  }
  p = read_word(p, end, u);
  return p != nullptr;
}

AVOCET_ALWAYS_INLINE bool take_varint32(const std::uint8_t*& p, const std::uint8_t* end,
                                        std::uint64_t& u) noexcept {
  const std::uint8_t* const at = p;
  return take_varint(p, end, u) && p - at <= 5 && u <= 0xffffffffU;
}

// A length, and as many bytes.
AVOCET_ALWAYS_INLINE bool take_sized(const std::uint8_t*& p, const std::uint8_t* end,
                                     const std::uint8_t*& data, std::size_t& size) noexcept {
  if (p == end) return false;
  std::uint64_t u = *p;
  if ((u & 0x81) == 0) [[likely]] {
    data = p + 1;
  } else if (end - p >= 2 && p[1] < 0x80 && (u & 1) == 0) {
    u = (u & 0x7f) | std::uint64_t{p[1]} << 7;
    data = p + 2;
  } else {
    data = read_varint_by_bytes(p, end, u);
    if (data == nullptr || (u & 1) != 0) return false;
  }
  size = u >> 1;
  if (size > static_cast<std::size_t>(end - data)) return false;
  p = data + size;
  return true;
}

template <bool kCopies, bool kTrusts>
AVOCET_ALWAYS_INLINE bool take_text(const std::uint8_t*& p, const std::uint8_t* end,
                                    Interpreter& interpreter, std::uint64_t tail,
                                    Cell& cell) noexcept {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  if (!take_sized(p, end, data, size)) return false;
  if (!kTrusts && !is_ascii(data, size, end) && !is_utf8(data, size)) return false;
  const void* kept = data;
  if (kCopies) {
    kept = interpreter.keep(data, size);
    if (kept == nullptr) return false;
  }
  store(cell, tail | size, kept);
  return true;
}

// The header of an array's or map's first block, if it is not sized.
AVOCET_ALWAYS_INLINE bool take_count(const std::uint8_t*& p, const std::uint8_t* end,
                                     std::uint64_t min_bytes, std::uint64_t& count) noexcept {
  const std::uint8_t* next = p;
  std::uint64_t u = 0;
  if (!take_varint(next, end, u) || (u & 1) != 0) return false;
  const auto rest = static_cast<std::uint64_t>(end - next);
  if (u >> 1 > rest || (u >> 1) * min_bytes > rest) return false;  // both are below 2^32
  count = u >> 1;
  p = next;
  return true;
}

// Whether this is the only block.
AVOCET_ALWAYS_INLINE bool take_last_block(const std::uint8_t*& p,
                                          const std::uint8_t* end) noexcept {
  if (p == end || *p != 0) return false;
  ++p;
  return true;
}

// A varint of any size that a long may have.
AVOCET_ALWAYS_INLINE bool skip_varint(const std::uint8_t*& p, const std::uint8_t* end) noexcept {
  const Word word = load_word(p, end);
  if (word.stops != 0) [[likely]] {
    p += size_of(word);
    return true;
  }
  std::uint64_t u = 0;
  p = read_varint_by_bytes(p, end, u);
  return p != nullptr;
}

// Numbers that are packed as they are.
AVOCET_ALWAYS_INLINE bool is_plain_number(Op item) noexcept {
  return item == Op::Int || item == Op::Long || item == Op::IntToLong || item == Op::Float ||
         item == Op::Double;
}

// Of the key of a map's entry.
constexpr std::uint64_t kKeyTail = std::uint64_t{static_cast<std::uint8_t>(Tag::String)} << 32;

template <bool kCopies, bool kTrusts>
const std::uint8_t* run_quick(const QuickRun& run) noexcept {
#define AVOCET_CODE_LABEL(name) &&on_##name,
  static const void* const kLabels[] = {AVOCET_CODE_OPS(AVOCET_CODE_LABEL)};
#undef AVOCET_CODE_LABEL
#define AVOCET_GO goto* kLabels[static_cast<std::size_t>(ip->op)]
#define AVOCET_NEXT \
  do {              \
    ++ip;           \
    AVOCET_GO;      \
  } while (false)
#define AVOCET_UNLESS(good)   \
  do {                        \
    if (!(good)) [[unlikely]] \
      goto on_Decline;        \
  } while (false)

  const Code& code = run.code;
  const Instruction* const instructions = code.instructions.data();
  const Instruction* ip = instructions;
  const std::uint8_t* p = run.begin;
  const std::uint8_t* const end = run.end;
  Cell* base = run.root;
  Frame* frame = run.frames;
  std::uint64_t u = 0;
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  AVOCET_UNLESS(code.need <= run.max_depth);
  AVOCET_GO;

on_Null:
  store(base[ip->field], ip->tail, std::uint64_t{0});
  AVOCET_NEXT;
on_MaybeBoolean:
  AVOCET_UNLESS(p != end);
  if (*p == (ip->arg & 0xff)) goto is_null;
  AVOCET_UNLESS(*p == (2 ^ (ip->arg & 0xff)));
  ++p;
on_Boolean:
  AVOCET_UNLESS(p != end && *p <= 1);
  store(base[ip->field], ip->tail, std::uint64_t{*p++});
  AVOCET_NEXT;
on_MaybeInt:
  AVOCET_UNLESS(p != end);
  if (*p == (ip->arg & 0xff)) goto is_null;
  AVOCET_UNLESS(*p == (2 ^ (ip->arg & 0xff)));
  ++p;
on_Int:
  AVOCET_UNLESS(take_varint32(p, end, u));
  store(base[ip->field], ip->tail, static_cast<std::uint64_t>(unzigzag(u)));
  AVOCET_NEXT;
on_MaybeLong:
  AVOCET_UNLESS(p != end);
  if (*p == (ip->arg & 0xff)) goto is_null;
  AVOCET_UNLESS(*p == (2 ^ (ip->arg & 0xff)));
  ++p;
on_Long:
  AVOCET_UNLESS(take_varint(p, end, u));
  store(base[ip->field], ip->tail, static_cast<std::uint64_t>(unzigzag(u)));
  AVOCET_NEXT;
on_IntToFloat:
  AVOCET_UNLESS(take_varint32(p, end, u));
  store(base[ip->field], ip->tail, float_bits(unzigzag(u)));
  AVOCET_NEXT;
on_IntToDouble:
  AVOCET_UNLESS(take_varint32(p, end, u));
  store(base[ip->field], ip->tail, double_bits(unzigzag(u)));
  AVOCET_NEXT;
on_LongToFloat:
  AVOCET_UNLESS(take_varint(p, end, u));
  store(base[ip->field], ip->tail, float_bits(unzigzag(u)));
  AVOCET_NEXT;
on_LongToDouble:
  AVOCET_UNLESS(take_varint(p, end, u));
  store(base[ip->field], ip->tail, double_bits(unzigzag(u)));
  AVOCET_NEXT;
on_Float:
on_FloatToDouble: {
  AVOCET_UNLESS(end - p >= 4);
  std::uint32_t bits = 0;
  std::memcpy(&bits, p, 4);
  p += 4;
  u = bits;
  if (ip->op == CodeOp::FloatToDouble) {
    u = std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(bits)});
  }
  store(base[ip->field], ip->tail, u);
  AVOCET_NEXT;
}
on_MaybeDouble:
  AVOCET_UNLESS(p != end);
  if (*p == (ip->arg & 0xff)) goto is_null;
  AVOCET_UNLESS(*p == (2 ^ (ip->arg & 0xff)));
  ++p;
on_Double:
  AVOCET_UNLESS(end - p >= 8);
  store(base[ip->field], ip->tail, load8(p));
  p += 8;
  AVOCET_NEXT;
on_Sized: {
  AVOCET_UNLESS(take_sized(p, end, data, size));
  const void* kept = data;
  if (kCopies) {
    kept = run.interpreter.keep(data, size);
    AVOCET_UNLESS(kept != nullptr);
  }
  store(base[ip->field], ip->tail | size, kept);
  AVOCET_NEXT;
}
on_MaybeText:
  AVOCET_UNLESS(p != end);
  if (*p == (ip->arg & 0xff)) goto is_null;
  AVOCET_UNLESS(*p == (2 ^ (ip->arg & 0xff)));
  ++p;
on_Text:
  AVOCET_UNLESS((take_text<kCopies, kTrusts>(p, end, run.interpreter, ip->tail, base[ip->field])));
  AVOCET_NEXT;
is_null:
  ++p;
  store(base[ip->field], std::uint64_t{ip->arg >> 16} << 48, std::uint64_t{0});
  AVOCET_NEXT;
on_Fixed: {
  AVOCET_UNLESS(static_cast<std::size_t>(end - p) >= ip->arg);
  const void* kept = p;
  if (kCopies) {
    kept = run.interpreter.keep(p, ip->arg);
    AVOCET_UNLESS(kept != nullptr);
  }
  store(base[ip->field], ip->tail | ip->arg, kept);
  p += ip->arg;
  AVOCET_NEXT;
}
on_Enum:
  AVOCET_UNLESS(take_varint32(p, end, u) && (u & 1) == 0 && u >> 1 < ip->arg);
  store(base[ip->field], ip->tail, u >> 1);
  AVOCET_NEXT;
on_EnumMap: {
  const Range& map = run.program.enums.data()[ip->arg];
  AVOCET_UNLESS(take_varint32(p, end, u) && (u & 1) == 0 && u >> 1 < map.count);
  const std::uint32_t index = run.program.symbols.data()[map.first + (u >> 1)];
  AVOCET_UNLESS(index != kNoIndex);
  store(base[ip->field], ip->tail, std::uint64_t{index});
  AVOCET_NEXT;
}

on_IntegerCells: {
  const CodeRun& lanes = code.runs.data()[ip->arg];
  p = read_integers(p, end, lanes.count, lanes.wide,
                    CellSink{base + ip->field, code.tails.data() + lanes.first});
  AVOCET_UNLESS(p != nullptr);
  AVOCET_NEXT;
}
on_Integers: {
  const CodeRun& lanes = code.runs.data()[ip->arg];
  std::int64_t values[kMaxLanes];
  p = read_integers(p, end, lanes.count, lanes.wide, NumberSink{values});
  AVOCET_UNLESS(p != nullptr);
  const std::uint64_t* const tails = code.tails.data() + lanes.first;
  const std::uint16_t* const fields = code.fields.data() + lanes.first;
  if (lanes.is_converted) {
    const Op* const kinds = code.kinds.data() + lanes.first;
    for (std::uint32_t i = 0; i < lanes.count; ++i) {
      store(base[fields[i]], tails[i], converted(kinds[i], values[i]));
    }
  } else {
    for (std::uint32_t i = 0; i < lanes.count; ++i) {
      store(base[fields[i]], tails[i], static_cast<std::uint64_t>(values[i]));
    }
  }
  AVOCET_NEXT;
}
on_Doubles: {
  const CodeRun& lanes = code.runs.data()[ip->arg];
  AVOCET_UNLESS(end - p >= std::ptrdiff_t{8} * lanes.count);
  const std::uint64_t* const tails = code.tails.data() + lanes.first;
  const std::uint16_t* const fields = code.fields.data() + lanes.first;
  for (std::uint32_t i = 0; i < lanes.count; ++i) {
    store(base[fields[i]], tails[i], load8(p));
    p += 8;
  }
  AVOCET_NEXT;
}
on_Default:
  base[ip->field] = run.program.defaults.data()[ip->arg];
  AVOCET_NEXT;

on_Record:
  store(base[ip->field], ip->tail, base + ip->arg);
  AVOCET_NEXT;
on_Frame:
on_Call:
on_SkipCall: {
  const CodeCall& call = code.calls.data()[ip->arg];
  const std::uint32_t depth = frame->depth + call.nest;
  AVOCET_UNLESS(depth + call.need <= run.max_depth);
  ++frame;
  frame->depth = depth;
  frame->base = base;
  frame->next = ip + 1;
  if (ip->op != CodeOp::SkipCall) {
    Cell* const cells = run.arena.allocate(call.cells);
    AVOCET_UNLESS(cells != nullptr);
    store(base[ip->field], ip->tail, cells);
    base = cells;
  }
  ip = ip->op == CodeOp::Frame ? ip + 1 : instructions + call.entry;
  AVOCET_GO;
}
on_EndFrame:
  base = frame->base;
  --frame;
  AVOCET_NEXT;
on_Return:
  base = frame->base;
  ip = frame->next;
  --frame;
  AVOCET_GO;

on_Begin: {
  const CodeLoop& loop = code.loops.data()[ip->arg];
  const std::uint32_t inside = frame->depth + loop.nest;
  AVOCET_UNLESS(inside + loop.need <= run.max_depth);
  ++frame;
  frame->depth = inside;
  frame->base = base;
  frame->loop = loop.plan;
  frame->cell = base + ip->field;
  frame->next = ip;
  frame->items = nullptr;
  frame->count = frame->capacity = 0;
  frame->block_end = nullptr;
  if (take_count(p, end, loop.plan->min_bytes, u)) [[likely]] {
    Cell* const items = run.arena.allocate(u * loop.plan->stride);
    AVOCET_UNLESS(items != nullptr);
    frame->left = frame->count = frame->capacity = u;
    frame->items = u == 0 ? nullptr : items;
    if (u == 0) goto end_loop;
    base = items;
    ++ip;
    AVOCET_GO;
  }
  goto next_block;
}
on_Next:
  if (--frame->left != 0) [[likely]] {
    base += frame->loop->stride;
    ip = frame->next + 1;
    AVOCET_GO;
  }
  AVOCET_UNLESS(frame->block_end == nullptr || run.interpreter.ends_block(*frame, p));
next_block:
  if (frame->count != 0 && take_last_block(p, end)) [[likely]]
    goto end_loop;
  u = frame->count;
  p = run.interpreter.begin_block(*frame, p);
  AVOCET_UNLESS(p != nullptr);
  if (frame->left == 0) goto end_loop;
  base = frame->items + u * frame->loop->stride;
  ip = frame->next + 1;
  AVOCET_GO;
end_loop:
  ip = frame->next;
  store(*frame->cell, ip->tail | frame->count, frame->items);
  base = frame->base;
  --frame;
  ip = instructions + code.loops.data()[ip->arg].after;
  AVOCET_GO;
// The plainest arrays and maps have an instruction for all of it. Where there is more than one
// block, the next instructions do it from its beginning.
on_Texts: {
  const CodeLoop& loop = code.loops.data()[ip->arg];
  AVOCET_UNLESS(frame->depth + loop.nest <= run.max_depth);
  const std::uint8_t* at = p;
  if (!take_count(at, end, 1, u)) goto by_block;
  Cell* const items = run.arena.allocate(u);
  AVOCET_UNLESS(items != nullptr);
  for (Cell* item = items; item != items + u; ++item) {
    AVOCET_UNLESS((take_text<kCopies, kTrusts>(at, end, run.interpreter, loop.tail, *item)));
  }
  if (u != 0 && !take_last_block(at, end)) goto by_block;
  store(base[ip->field], ip->tail | u, u == 0 ? nullptr : items);
  p = at;
  ip = instructions + loop.after;
  AVOCET_GO;
}
on_TextEntries: {
  const CodeLoop& loop = code.loops.data()[ip->arg];
  AVOCET_UNLESS(frame->depth + loop.nest <= run.max_depth);
  const std::uint8_t* at = p;
  if (!take_count(at, end, 2, u)) goto by_block;
  Cell* const items = run.arena.allocate(2 * u);
  AVOCET_UNLESS(items != nullptr);
  for (Cell* item = items; item != items + 2 * u; item += 2) {
    AVOCET_UNLESS((take_text<kCopies, kTrusts>(at, end, run.interpreter, kKeyTail, item[0])));
    AVOCET_UNLESS((take_text<kCopies, kTrusts>(at, end, run.interpreter, loop.tail, item[1])));
  }
  if (u != 0 && !take_last_block(at, end)) goto by_block;
  store(base[ip->field], ip->tail | u, u == 0 ? nullptr : items);
  p = at;
  ip = instructions + loop.after;
  AVOCET_GO;
}
by_block:
  AVOCET_NEXT;
on_Packed: {
  const CodeLoop& loop = code.loops.data()[ip->arg];
  AVOCET_UNLESS(frame->depth + loop.nest <= run.max_depth);
  const std::uint8_t* at = p;
  const Op item = loop.plan->item;
  if (is_plain_number(item) && take_count(at, end, loop.plan->min_bytes, u) && u != 0) {
    Cell* const items = run.arena.allocate(item == Op::Float ? (u + 3) / 4 : (u + 1) / 2);
    AVOCET_UNLESS(items != nullptr);
    if (item == Op::Double || item == Op::Float) {
      size = u * loop.plan->min_bytes;
      std::memcpy(items, at, size);
      at += size;
    } else {
      at = read_integers(at, end, u, item == Op::Long ? -1 : 0,
                         NumberSink{reinterpret_cast<std::int64_t*>(items)});
      AVOCET_UNLESS(at != nullptr);
    }
    if (take_last_block(at, end)) [[likely]] {
      store(base[ip->field], ip->tail | u, items);
      p = at;
      AVOCET_NEXT;
    }
  }
  ++frame;
  frame->loop = loop.plan;
  frame->cell = base + ip->field;
  frame->items = nullptr;
  frame->left = frame->count = frame->capacity = 0;
  frame->block_end = nullptr;
  p = run.interpreter.packed(*frame, p, ip->tail);
  AVOCET_UNLESS(p != nullptr);
  --frame;
  AVOCET_NEXT;
}

on_SkipLoop: {
  const CodeLoop& loop = code.loops.data()[ip->arg];
  const std::uint32_t inside = frame->depth + loop.nest;
  AVOCET_UNLESS(inside <= run.max_depth);
  ++frame;
  frame->depth = inside;
  frame->base = base;
  frame->loop = loop.plan;
  frame->next = ip;
  frame->items = nullptr;
  frame->left = frame->count = frame->capacity = 0;
  frame->block_end = nullptr;
  goto skip_blocks;
}
on_SkipNext:
  if (--frame->left != 0) {
    ip = frame->next + 1;
    AVOCET_GO;
  }
skip_blocks:
  p = run.interpreter.skip(*frame, p);
  AVOCET_UNLESS(p != nullptr);
  ip = frame->next;
  if (frame->left != 0) AVOCET_NEXT;
  ip = instructions + code.loops.data()[ip->arg].after;
  --frame;
  AVOCET_GO;
on_Skip:
  AVOCET_UNLESS(static_cast<std::size_t>(end - p) >= ip->arg);
  p += ip->arg;
  AVOCET_NEXT;
on_SkipInt:
  AVOCET_UNLESS(take_varint32(p, end, u));
  AVOCET_NEXT;
on_SkipLong:
  for (std::uint32_t left = ip->field; left != 0; --left) AVOCET_UNLESS(skip_varint(p, end));
  AVOCET_UNLESS(static_cast<std::size_t>(end - p) >= ip->arg);
  p += ip->arg;
  AVOCET_NEXT;
on_SkipEnum:
  AVOCET_UNLESS(take_varint32(p, end, u) && (u & 1) == 0 && u >> 1 < ip->arg);
  AVOCET_NEXT;
on_SkipBytes:
  AVOCET_UNLESS(take_sized(p, end, data, size));
  AVOCET_UNLESS(static_cast<std::size_t>(end - p) >= ip->arg);
  p += ip->arg;
  AVOCET_NEXT;

on_Union: {
  const Range& branches = run.program.unions.data()[ip->arg];
  AVOCET_UNLESS(p != end && (*p & 0x81) == 0 && *p >> 1U < branches.count);
  ip = instructions + code.targets.data()[branches.first + (*p >> 1U)];
  ++p;
  AVOCET_GO;
}
on_NullOr:
  AVOCET_UNLESS(p != end && (*p & ~2U) == 0);
  if (*p++ != 0) AVOCET_NEXT;
  store(base[ip->field], ip->tail, std::uint64_t{0});
  ip = instructions + ip->arg;
  AVOCET_GO;
on_OrNull:
  AVOCET_UNLESS(p != end && (*p & ~2U) == 0);
  if (*p++ == 0) AVOCET_NEXT;
  store(base[ip->field], ip->tail, std::uint64_t{0});
  ip = instructions + ip->arg;
  AVOCET_GO;
on_Jump:
  ip = instructions + ip->arg;
  AVOCET_GO;
on_Branch:
  base[ip->field].branch = static_cast<std::uint16_t>(ip->arg);
  AVOCET_NEXT;
on_End:
  return p;
on_Decline:
  return nullptr;

#undef AVOCET_UNLESS
#undef AVOCET_NEXT
#undef AVOCET_GO
}

// The `out` of a reader of numbers.
const std::uint8_t* read_numbers(const std::uint8_t* p, const std::uint8_t* end, std::size_t count,
                                 std::int64_t wide, std::int64_t* out) noexcept {
  return read_integers(p, end, count, wide, NumberSink{out});
}

constexpr QuickSet quick_set_of(std::string_view name) noexcept {
  return {name,
          {{run_quick<false, false>, run_quick<false, true>},
           {run_quick<true, false>, run_quick<true, true>}},
          read_numbers};
}

}  // namespace
}  // namespace avocet::avro

#pragma GCC diagnostic pop
