// quick.h - the loop that runs code over the bytes of a datum, once for each instruction set.
//
// It knows neither offsets nor places: what is wrong with a datum, or so unusual that it is not
// worth a test, makes it decline, and the interpreter reads the datum again, from its beginning.
// What it accepts, the interpreter would accept with the same cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "avocet/avro/arena.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/internal/code.h"
#include "avocet/avro/internal/frame.h"

namespace avocet::avro {

class Interpreter;

// What a run begins with.
struct QuickRun {
  const Code& code;
  const Program& program;
  const std::uint8_t* begin;
  const std::uint8_t* end;
  Cell* root;
  Frame* frames;
  Arena& arena;
  Interpreter& interpreter;  // for the blocks of arrays and maps, beyond the plainest
  std::uint32_t max_depth;
};

// The position behind the datum; null: declined.
using QuickLoop = const std::uint8_t* (*)(const QuickRun&) noexcept;

// `count` ints (wide 0) or longs (wide -1) in a row; the position behind them. Null: one is not
// good, or cut off; `out` then holds nothing of use.
using ReadNumbers = const std::uint8_t* (*)(const std::uint8_t* p, const std::uint8_t* end,
                                            std::size_t count, std::int64_t wide,
                                            std::int64_t* out) noexcept;

// The same for one instruction set.
struct QuickSet {
  std::string_view name;
  QuickLoop loops[2][2];  // by Strings, Utf8
  ReadNumbers read_numbers;
};

extern const QuickSet kQuickPortable;
#if defined(__x86_64__)
extern const QuickSet kQuickAvx2;
extern const QuickSet kQuickAvx512;
#endif

// Those that this machine can run, the best one last.
std::span<const QuickSet* const> quick_sets() noexcept;

// The best one.
const QuickSet& quick_set() noexcept;

}  // namespace avocet::avro
