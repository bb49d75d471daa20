// lower.cc - one walk over the steps. A step becomes one instruction, unless it and the next are
// one; what jumps is set right at the end, once it is known where every step has gone.
#include "avocet/avro/internal/lower.h"

#include <algorithm>

#include "avocet/avro/internal/quick.h"

namespace avocet::avro {
namespace {

// The second half of a cell, as it lies in memory.
constexpr std::uint64_t tail_of(Tag tag, std::uint8_t branch, std::uint8_t stride = 0) {
  return std::uint64_t{static_cast<std::uint8_t>(tag)} << 32 | std::uint64_t{stride} << 40 |
         std::uint64_t{branch} << 48;
}

Tag tag_of(Op op) {
  switch (op) {
    case Op::Boolean:
      return Tag::Boolean;
    case Op::Int:
      return Tag::Int;
    case Op::Long:
    case Op::IntToLong:
      return Tag::Long;
    case Op::Float:
    case Op::IntToFloat:
    case Op::LongToFloat:
      return Tag::Float;
    case Op::Double:
    case Op::IntToDouble:
    case Op::LongToDouble:
    case Op::FloatToDouble:
      return Tag::Double;
    case Op::Bytes:
    case Op::StringToBytes:
      return Tag::Bytes;
    case Op::String:
    case Op::BytesToString:
      return Tag::String;
    case Op::Fixed:
      return Tag::Fixed;
    case Op::Enum:
    case Op::EnumMap:
      return Tag::Enum;
    case Op::Record:
    case Op::Frame:
    case Op::Call:
      return Tag::Record;
    case Op::Array:
      return Tag::Array;
    case Op::Map:
      return Tag::Map;
    default:
      return Tag::Null;
  }
}

Tag packed_tag(Op item) {
  const Tag tag = tag_of(item);
  if (tag == Tag::Float) return Tag::Floats;
  return tag == Tag::Double ? Tag::Doubles : Tag::Longs;
}

CodeOp code_of(Op op) {
  switch (op) {
    case Op::Null:
      return CodeOp::Null;
    case Op::Boolean:
      return CodeOp::Boolean;
    case Op::Int:
    case Op::IntToLong:
      return CodeOp::Int;
    case Op::Long:
      return CodeOp::Long;
    case Op::IntToFloat:
      return CodeOp::IntToFloat;
    case Op::IntToDouble:
      return CodeOp::IntToDouble;
    case Op::LongToFloat:
      return CodeOp::LongToFloat;
    case Op::LongToDouble:
      return CodeOp::LongToDouble;
    case Op::Float:
      return CodeOp::Float;
    case Op::FloatToDouble:
      return CodeOp::FloatToDouble;
    case Op::Double:
      return CodeOp::Double;
    case Op::Bytes:
    case Op::StringToBytes:
      return CodeOp::Sized;
    case Op::String:
    case Op::BytesToString:
      return CodeOp::Text;
    case Op::Fixed:
      return CodeOp::Fixed;
    case Op::Enum:
      return CodeOp::Enum;
    case Op::EnumMap:
      return CodeOp::EnumMap;
    case Op::Doubles:
      return CodeOp::Doubles;
    case Op::Default:
      return CodeOp::Default;
    case Op::Record:
      return CodeOp::Record;
    case Op::Frame:
      return CodeOp::Frame;
    case Op::Call:
      return CodeOp::Call;
    case Op::SkipCall:
      return CodeOp::SkipCall;
    case Op::Packed:
      return CodeOp::Packed;
    case Op::SkipLoop:
      return CodeOp::SkipLoop;
    case Op::SkipNext:
      return CodeOp::SkipNext;
    case Op::Next:
      return CodeOp::Next;
    case Op::Skip:
      return CodeOp::Skip;
    case Op::SkipInt:
      return CodeOp::SkipInt;
    case Op::SkipLong:
      return CodeOp::SkipLong;
    case Op::SkipEnum:
      return CodeOp::SkipEnum;
    case Op::SkipBytes:
      return CodeOp::SkipBytes;
    case Op::Union:
      return CodeOp::Union;
    case Op::NullOr:
      return CodeOp::NullOr;
    case Op::OrNull:
      return CodeOp::OrNull;
    case Op::Jump:
      return CodeOp::Jump;
    case Op::Branch:
      return CodeOp::Branch;
    case Op::End:
      return CodeOp::End;
    default:
      return CodeOp::Decline;
  }
}

bool is_text(const Step& step) { return step.op == Op::String || step.op == Op::BytesToString; }

class Lowering {
 public:
  explicit Lowering(const Program& program)
      : program_(program),
        index_of_(program.steps.size() + 1),
        is_target_(program.steps.size() + 1) {}

  Code run() {
    code_.set = &quick_set();
    mark_targets();
    code_.instructions.reserve(program_.steps.size());
    make_tables();
    for (std::size_t i = 0; i < program_.steps.size();) i += lower_step(i);
    index_of_[program_.steps.size()] = here();
    link();
    return std::move(code_);
  }

 private:
  // A frame, a function or the body of a loop while it is walked: the deepest record in it.
  struct Level {
    std::uint32_t need = 0;
    std::uint32_t arg = kNoIndex;  // of the Frame that opened it; else nothing
    std::size_t entry = 0;         // of a function: its first step
  };

  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.instructions.size()); }

  // Steps that something jumps to: they begin an instruction.
  void mark_targets() {
    for (const std::uint32_t target : program_.targets) is_target_[target] = true;
    for (const Loop& loop : program_.loops) is_target_[loop.after] = true;
    for (const Call& call : program_.calls) {
      if (call.entry != kNoIndex) is_target_[call.entry] = true;
    }
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      const Step& step = program_.steps[i];
      if (step.op == Op::NullOr || step.op == Op::OrNull || step.op == Op::Jump) {
        is_target_[step.arg] = true;
      }
      if (step.op == Op::Array || step.op == Op::Map || step.op == Op::SkipLoop) {
        is_target_[i + 1] = true;
      }
    }
  }

  void make_tables() {
    for (const Loop& loop : program_.loops) {
      code_.loops.push_back({.plan = &loop, .nest = loop.nest + 1U});
    }
    for (const Call& call : program_.calls) {
      code_.calls.push_back({.cells = call.cells, .nest = call.nest + 1});
    }
    for (const Run& run : program_.runs) make_run(run);
    code_.tails.resize(program_.lanes.size() + kTailsRead);
  }

  void make_run(const Run& run) {
    CodeRun made{.first = run.first, .count = run.count};
    for (std::uint32_t i = 0; i < run.count; ++i) {
      const Lane& lane = program_.lanes[run.first + i];
      code_.tails.push_back(tail_of(tag_of(lane.op), lane.branch));
      code_.fields.push_back(lane.field);
      code_.kinds.push_back(lane.op);
      const Tag tag = tag_of(lane.op);
      made.is_converted |= tag == Tag::Float || tag == Tag::Double;
      const bool is_wide =
          lane.op == Op::Long || lane.op == Op::LongToFloat || lane.op == Op::LongToDouble;
      if (is_wide) made.wide |= static_cast<std::int64_t>(std::uint64_t{1} << i);
    }
    code_.runs.push_back(made);
  }

  // How many steps it took.
  std::size_t lower_step(std::size_t i) {
    const Step& step = program_.steps[i];
    index_of_[i] = here();
    follow_levels(i);
    if (const std::size_t taken = fuse(i); taken != 0) {
      for (std::size_t k = 1; k < taken; ++k) index_of_[i + k] = here();
      return taken;
    }
    Instruction made{.op = code_of(step.op),
                     .field = step.field,
                     .arg = step.arg,
                     .tail = tail_of(tag_of(step.op), step.branch)};
    switch (step.op) {
      case Op::Integers: {
        const CodeRun& run = code_.runs[step.arg];
        made.op = is_row(run) && !run.is_converted ? CodeOp::IntegerCells : CodeOp::Integers;
        made.field = code_.fields[run.first];
        break;
      }
      case Op::Record:
        made.arg = step.arg & 0xffff;
        break;
      case Op::Array:
      case Op::Map: {
        lower_texts(i);
        made.op = program_.loops[step.arg].stride == 0 ? CodeOp::Decline : CodeOp::Begin;
        made.tail = loop_tail(step);
        code_.instructions.push_back(made);
        if (step.op == Op::Map) {
          code_.instructions.push_back({.op = CodeOp::Text, .tail = tail_of(Tag::String, 0)});
        }
        return 1;
      }
      case Op::Packed:
        made.tail = tail_of(packed_tag(program_.loops[step.arg].item), step.branch);
        break;
      case Op::SkipLong:
        made.field = 1;
        made.arg = 0;
        break;
      case Op::EndFrame:
        made.op = levels_.back().arg != kNoIndex ? CodeOp::EndFrame : CodeOp::Return;
        end_level();
        break;
      default:
        break;
    }
    code_.instructions.push_back(made);
    return 1;
  }

  bool is_row(const CodeRun& run) const {
    for (std::uint32_t i = 1; i < run.count; ++i) {
      if (code_.fields[run.first + i] != code_.fields[run.first] + i) return false;
    }
    return true;
  }

  // Levels nest as their steps do. The first step of a function opens its level, and Return or End
  // closes it.
  void follow_levels(std::size_t i) {
    const Step& step = program_.steps[i];
    if (levels_.empty()) levels_.push_back({.entry = i});
    switch (step.op) {
      case Op::Record:
        levels_.back().need = std::max(levels_.back().need, (step.arg >> 16) + 1);
        break;
      case Op::Frame:
        levels_.push_back({.arg = step.arg});
        break;
      case Op::Array:
      case Op::Map:
        levels_.push_back({});
        break;
      case Op::Next:
        code_.loops[step.arg].need = levels_.back().need;
        levels_.pop_back();
        break;
      case Op::End:
        code_.need = levels_.back().need;
        levels_.pop_back();
        break;
      default:
        break;
    }
  }

  void end_level() {
    const Level& level = levels_.back();
    if (level.arg != kNoIndex) {
      code_.calls[level.arg].need = level.need;
    } else {
      needs_.push_back({level.entry, level.need});
    }
    levels_.pop_back();
  }

  // Makes one instruction of several steps; how many, 0: of none.
  std::size_t fuse(std::size_t i) {
    const Step& step = program_.steps[i];
    switch (step.op) {
      case Op::NullOr:
      case Op::OrNull:
        return fuse_maybe(i);
      case Op::Skip:
      case Op::SkipLong:
        return fuse_skips(i);
      default:
        return 0;
    }
  }

  // An array or a map whose values are strings: an instruction that does all of it, before those
  // that do it step by step.
  void lower_texts(std::size_t i) {
    const Step& step = program_.steps[i];
    const Step& text = program_.steps[i + 1];
    if (!is_text(text) || program_.steps[i + 2].op != Op::Next) return;
    code_.loops[step.arg].tail = tail_of(Tag::String, text.branch);
    code_.instructions.push_back({.op = step.op == Op::Map ? CodeOp::TextEntries : CodeOp::Texts,
                                  .field = step.field,
                                  .arg = step.arg,
                                  .tail = loop_tail(step)});
  }

  std::uint64_t loop_tail(const Step& step) const {
    return tail_of(tag_of(step.op), step.branch, program_.loops[step.arg].stride);
  }

  // A union of null and one plain type, both into the same cell.
  std::size_t fuse_maybe(std::size_t i) {
    const Step& step = program_.steps[i];
    const Step& value = program_.steps[i + 1];
    if (step.arg != i + 2 || value.field != step.field) return 0;
    CodeOp op{};
    switch (code_of(value.op)) {
      case CodeOp::Text:
        op = CodeOp::MaybeText;
        break;
      case CodeOp::Int:
        op = CodeOp::MaybeInt;
        break;
      case CodeOp::Long:
        op = CodeOp::MaybeLong;
        break;
      case CodeOp::Double:
        op = CodeOp::MaybeDouble;
        break;
      case CodeOp::Boolean:
        op = CodeOp::MaybeBoolean;
        break;
      default:
        return 0;
    }
    // The branch of the null is in the upper half of arg.
    code_.instructions.push_back(
        {.op = op,
         .field = step.field,
         .arg = (step.op == Op::NullOr ? 0U : 2U) | std::uint32_t{step.branch} << 16,
         .tail = tail_of(tag_of(value.op), value.branch)});
    return 2;
  }

  // Bytes behind what is skipped are skipped with it, varints together.
  std::size_t fuse_skips(std::size_t i) {
    const Step& step = program_.steps[i];
    if (code_.instructions.empty() || is_target_[i]) return 0;
    Instruction& before = code_.instructions.back();
    if (step.op == Op::Skip) {
      if (before.op != CodeOp::SkipBytes && before.op != CodeOp::SkipLong) return 0;
      if (before.arg != 0) return 0;
      before.arg = step.arg;
    } else {
      if (before.op != CodeOp::SkipLong || before.arg != 0 || before.field == kMostVarints)
        return 0;
      ++before.field;
    }
    return 1;
  }

  void link() {
    code_.targets.reserve(program_.targets.size());
    for (const std::uint32_t target : program_.targets) {
      code_.targets.push_back(index_of_[target]);
    }
    for (std::size_t i = 0; i < program_.loops.size(); ++i) {
      code_.loops[i].after = index_of_[program_.loops[i].after];
    }
    for (std::size_t i = 0; i < program_.calls.size(); ++i) {
      const std::uint32_t entry = program_.calls[i].entry;
      if (entry == kNoIndex) continue;
      const auto known = std::ranges::lower_bound(needs_, std::size_t{entry}, {},
                                                  &std::pair<std::size_t, std::uint32_t>::first);
      code_.calls[i].entry = index_of_[entry];
      code_.calls[i].need = known->second;
    }
    for (Instruction& instruction : code_.instructions) {
      if (instruction.op == CodeOp::NullOr || instruction.op == CodeOp::OrNull ||
          instruction.op == CodeOp::Jump) {
        instruction.arg = index_of_[instruction.arg];
      }
    }
  }

  static constexpr std::uint16_t kMostVarints = 0xffff;

  const Program& program_;
  Code code_;
  std::vector<std::uint32_t> index_of_;  // of a step: the instruction that does it
  std::vector<bool> is_target_;
  std::vector<Level> levels_;
  std::vector<std::pair<std::size_t, std::uint32_t>> needs_;  // of functions, by their first step
};

}  // namespace

Code lower(const Program& program) { return Lowering(program).run(); }

}  // namespace avocet::avro
