// code.h - a plan's steps as the quick loop runs them: twice as wide, so that what can be known
// before is written out; neighbours that come together often are one.
//
//   Plan.steps --lower()--> Code --run_quick()--> cells
//
// Code has no places: where a datum is wrong, or only unusual, the interpreter reads it again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "avocet/avro/plan.h"

namespace avocet::avro {

// All kinds of instructions. Those that store use `field`, and `tail`, the second half of the cell.
#define AVOCET_CODE_OPS(X)                                                                        \
  X(Null)                                                                                         \
  X(Boolean)                                                                                      \
  X(Int) /* and IntToLong: the tail is the reader's */                                            \
  X(Long)                                                                                         \
  X(IntToFloat)                                                                                   \
  X(IntToDouble)                                                                                  \
  X(LongToFloat)                                                                                  \
  X(LongToDouble)                                                                                 \
  X(Float)                                                                                        \
  X(FloatToDouble)                                                                                \
  X(Double)                                                                                       \
  X(Sized)        /* bytes, not looked at */                                                      \
  X(Text)         /* bytes, checked to be UTF-8 */                                                \
  X(Fixed)        /* arg: size in bytes */                                                        \
  X(Enum)         /* arg: how many symbols */                                                     \
  X(EnumMap)      /* arg: index into enums */                                                     \
  X(IntegerCells) /* arg: index into runs; their cells lie in a row */                            \
  X(Integers)     /* arg: index into runs */                                                      \
  X(Doubles)      /* arg: index into runs */                                                      \
  X(Default)      /* arg: index into defaults */                                                  \
  X(Record)       /* arg: its first cell in the frame */                                          \
  X(Frame)        /* arg: index into calls; its instructions follow, up to EndFrame */            \
  X(EndFrame)                                                                                     \
  X(Call)     /* arg: index into calls */                                                         \
  X(SkipCall) /* arg: index into calls */                                                         \
  X(Return)                                                                                       \
  X(Begin)       /* arg: index into loops; an array, or a map whose body begins with its key */   \
  X(Next)        /* arg: index into loops; the end of the body */                                 \
  X(Texts)       /* arg: index into loops; all of an array of strings; otherwise Begin follows */ \
  X(TextEntries) /* the same of a map */                                                          \
  X(Packed)      /* arg: index into loops; an array of numbers, without a body */                 \
  X(SkipLoop)    /* arg: index into loops */                                                      \
  X(SkipNext)    /* arg: index into loops */                                                      \
  X(Skip)        /* arg: how many bytes */                                                        \
  X(SkipInt)                                                                                      \
  X(SkipLong)  /* field: varints in a row; arg: bytes behind them */                              \
  X(SkipEnum)  /* arg: how many symbols */                                                        \
  X(SkipBytes) /* arg: bytes behind them */                                                       \
  X(Union)     /* arg: index into unions */                                                       \
  X(NullOr)    /* arg: where null goes; tail: null's. The null is branch 0 */                     \
  X(OrNull)    /* the same; it is branch 1 */                                                     \
  X(MaybeText) /* a union of null and one other: arg: the byte that means null */                 \
  X(MaybeInt)                                                                                     \
  X(MaybeLong)                                                                                    \
  X(MaybeDouble)                                                                                  \
  X(MaybeBoolean)                                                                                 \
  X(Jump)    /* arg: index of an instruction */                                                   \
  X(Branch)  /* the cell is in branch `arg` of the reader's union */                              \
  X(Decline) /* what only the interpreter does */                                                 \
  X(End)

enum class CodeOp : std::uint16_t {
#define AVOCET_CODE_OP(name) name,
  AVOCET_CODE_OPS(AVOCET_CODE_OP)
#undef AVOCET_CODE_OP
};

// Links are indexes into the instructions.
struct Instruction {
  CodeOp op{};
  std::uint16_t field = 0;
  std::uint32_t arg = 0;
  std::uint64_t tail = 0;
};
static_assert(std::is_trivially_copyable_v<Instruction> && sizeof(Instruction) == 16);

struct CodeLoop {
  const Loop* plan = nullptr;
  std::uint32_t after = 0;  // the first instruction behind it
  std::uint32_t nest = 0;   // levels that it adds to those around its frame
  std::uint32_t need = 0;   // levels that records directly inside its items add to these
  std::uint64_t tail = 0;   // Texts, TextEntries: of a string
};

struct CodeCall {
  std::uint32_t entry = 0;
  std::uint32_t cells = 0;
  std::uint32_t nest = 0;
  std::uint32_t need = 0;
};

// The lanes of a run are in `tails`, `fields` and `kinds`, from `first` on.
struct CodeRun {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::int64_t wide = 0;      // bit n: lane n is a long; the bits above the last are alike
  bool is_converted = false;  // some lane becomes a float or a double
};

struct QuickSet;

// Borrows from the program that it was made of, and lives with it in one Plan.
struct Code {
  const QuickSet* set = nullptr;  // that this machine runs it with
  std::vector<Instruction> instructions;
  std::vector<CodeLoop> loops;
  std::vector<CodeCall> calls;
  std::vector<CodeRun> runs;
  std::vector<std::uint64_t> tails;  // with room for kTailsRead behind the last
  std::vector<std::uint16_t> fields;
  std::vector<Op> kinds;
  std::vector<std::uint32_t> targets;  // of unions: the program's `unions` are the ranges
  std::uint32_t need = 0;              // levels that the root's frame adds
};

inline constexpr std::uint32_t kMaxLanes = 64;  // of one run
inline constexpr std::size_t kTailsRead = 8;    // tails that are loaded at a time

}  // namespace avocet::avro
