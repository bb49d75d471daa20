// plan.h - what to do with the bytes of a datum, decided once for a pair of schemas.
//
//   text --parse()--> Schema --compile()--> Plan --decode()--> values
//
// A plan is a list of steps in the order of the writer's bytes. Most steps read one value and store
// it into one cell of the present frame: the cells of a record, together with those of the records
// directly inside it. Arrays and maps are loops; a union jumps; a type that contains itself is
// called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "avocet/avro/arena.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

struct Code;  // internal/code.h: the steps as the quick loop runs them

// g++ 12 thinks that Op::Bytes hides the Bytes of value.h, where that was included first.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class Op : std::uint8_t {
  // Read one value into cell `field`.
  Null,
  Boolean,
  Int,
  Long,
  Float,
  Double,
  Bytes,
  String,
  Fixed,    // arg: size in bytes
  Enum,     // arg: how many symbols; the index is the reader's too
  EnumMap,  // arg: index into enums
  IntToLong,
  IntToFloat,
  IntToDouble,
  LongToFloat,
  LongToDouble,
  FloatToDouble,
  BytesToString,
  StringToBytes,
  Integers,  // arg: index into runs; two or more of Int, Long and their promotions
  Doubles,   // arg: index into runs; two or more of Double

  // Write a value into cell `field` without reading.
  Default,  // arg: index into defaults

  // Records.
  Record,  // cell `field` becomes a record whose cells begin at `arg`'s lower half in the same
           // frame; upper half: nest
  Frame,  // arg: index into calls; a record with cells of its own; its steps follow, up to EndFrame
  EndFrame,
  Call,      // arg: index into calls; as Frame, but its steps are elsewhere and end with EndFrame
  SkipCall,  // arg: index into calls; the same without cells

  // Loops. arg: index into loops.
  Array,
  Map,
  Next,    // the end of the body of Array, Map
  Packed,  // an array of numbers, without a body
  SkipLoop,
  SkipNext,

  // Skip what the reader does not want.
  Skip,  // arg: how many bytes
  SkipInt,
  SkipLong,
  SkipEnum,   // arg: how many symbols
  SkipBytes,  // bytes or string

  // Unions.
  Union,   // arg: index into unions
  NullOr,  // ["null", T]: branch 0 stores null with `branch` and goes to arg; branch 1 goes on
  OrNull,  // [T, "null"]: likewise
  Jump,    // arg: index of a step
  Branch,  // cell `field` is in branch `arg` of the reader's union, one that is too large for
           // `branch`

  Fail,  // arg: index into failures: the writer's branch cannot be read
  End,
};
#pragma GCC diagnostic pop

std::string_view to_text(Op op) noexcept;

// One step. Links are indexes, so a plan can be copied, compared and printed.
struct Step {
  Op op{};
  std::uint8_t branch = 0;  // of the reader's union that the value is in
  std::uint16_t field = 0;  // the cell of the frame that receives the value
  std::uint32_t arg = 0;
};
static_assert(std::is_trivially_copyable_v<Step> && sizeof(Step) == 8);

inline constexpr std::uint32_t kNoIndex = ~std::uint32_t{0};

struct Loop {
  std::uint32_t after = 0;  // the first step behind it
  std::uint32_t min_bytes =
      0;  // that an item (with its key) takes at least; 0: an item takes none at all
  std::uint32_t item_bytes =
      0;                   // skipping: that every item takes; 0: they differ, the body walks them
  std::uint16_t nest = 0;  // records between the frame and this loop
  std::uint8_t stride =
      1;  // cells from one item to the next; 0: items take no bytes, so one stands for all
  std::uint8_t item_cells = 1;  // cells of one item
  Op item{};                    // Packed: how an item is read
};

struct Call {
  std::uint32_t entry = 0;  // the first step of what is called; Frame: kNoIndex
  std::uint32_t cells = 0;
  std::uint32_t nest = 0;   // records between the frame and this one
  std::uint32_t place = 0;  // where what is called begins: paths inside it are counted from here
};

struct Run {
  std::uint32_t first = 0;  // in lanes
  std::uint32_t count = 0;
};

// One value of a run.
struct Lane {
  Op op{};
  std::uint8_t branch = 0;
  std::uint16_t field = 0;
  std::uint32_t place = 0;  // index into places
};

struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

// A place in the schemas, and so in a datum: a list from the place to the root.
struct Place {
  enum class Edge : std::uint8_t { Root, Field, Items, Values, Branch };
  Edge edge = Edge::Root;
  bool in_writer = false;    // whose field: the reader's unless it is skipped
  NodeId record{};           // Field
  std::uint32_t index = 0;   // Field, Branch
  std::uint32_t parent = 0;  // index of another place; 0 is the root
};

// The parts of a plan. All vectors are indexed by what steps and their tables hold.
struct Program {
  Program(Schema from, Schema to) : writer(std::move(from)), reader(std::move(to)) {}

  Schema writer;
  Schema reader;
  std::vector<Step> steps;
  std::vector<std::uint32_t> step_places;  // for each step, an index into places
  std::vector<Place> places;
  std::vector<Range> enums;            // ranges of symbols, by the writer's index
  std::vector<std::uint32_t> symbols;  // the reader's index, or kNoIndex: it has no such symbol
  std::vector<Range> unions;           // ranges of targets, by the writer's branch
  std::vector<std::uint32_t> targets;  // indexes of steps
  std::vector<Loop> loops;
  std::vector<Call> calls;
  std::vector<Run> runs;
  std::vector<Lane> lanes;
  std::vector<Cell> defaults;
  std::vector<std::string> failures;
  std::vector<std::unique_ptr<Cell[]>> default_cells;      // what defaults point to
  std::vector<std::unique_ptr<std::string>> default_text;  // likewise
  std::uint32_t root_cells = 1;  // of the outermost frame; cell 0 is the whole datum
};

// Immutable: one Plan serves any number of threads, and copies share their parts.
class Plan {
 public:
  explicit Plan(std::shared_ptr<const Program> program);

  std::span<const Step> steps() const noexcept { return program_->steps; }
  const Schema& writer() const noexcept { return program_->writer; }
  const Schema& reader() const noexcept { return program_->reader; }
  const Program& program() const noexcept { return *program_; }
  const Code& code() const noexcept { return *code_; }

  std::string dump() const;  // one step a line; the golden tests compare this text

 private:
  std::shared_ptr<const Program> program_;
  std::shared_ptr<const Code> code_;
};

// A place as a JSON pointer into the schemas: "/fields/0/type"; the root is "".
std::string schema_path(const Program& program, std::uint32_t place);

}  // namespace avocet::avro
