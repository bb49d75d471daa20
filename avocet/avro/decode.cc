// decode.cc - one datum; and what to say where it cannot be decoded.
#include "avocet/avro/decode.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "avocet/avro/internal/interpreter.h"
#include "avocet/avro/internal/message.h"
#include "avocet/base/text.h"

namespace avocet::avro {

std::string_view to_text(DecodeFault fault) noexcept {
  static constexpr std::array<std::string_view, 16> kWords = {
      "the input ends inside a value",
      "a varint is too long or too large",
      "a boolean is neither 00 nor 01",
      "a length is negative",
      "a string is not UTF-8",
      "the union has no branch of this index",
      "the enum has no symbol of this index",
      "a block counts more items than the input can hold",
      "a block's size is not what its items take",
      "the reader's enum lacks the symbol and has no default",
      "the reader cannot read this branch",
      "more items without bytes than the limit",
      "values are nested deeper than the limit",
      "the values take more memory than the limit",
      "the input goes on after the datum",
      "the member cannot hold the value"};
  return kWords[static_cast<std::size_t>(fault)];
}

// The memory that values may take, for an input of so many bytes.
static std::size_t output_budget(std::size_t input_bytes, const DecodeLimits& limits) noexcept {
  std::size_t budget = 0;
  const bool is_beyond = __builtin_mul_overflow(input_bytes, limits.output_per_input, &budget) ||
                         __builtin_add_overflow(budget, limits.output_base_bytes, &budget);
  return is_beyond ? limits.max_output_bytes : std::min(budget, limits.max_output_bytes);
}

bool Interpreter::start() {
  constexpr std::uint32_t kMostDepth = 10'000;
  const auto size = static_cast<std::size_t>(end_ - begin_);
  arena_.begin(output_budget(size, options_.limits));
  empty_items_left_ = options_.limits.max_empty_items;
  max_depth_ = std::min(options_.limits.max_depth, kMostDepth);
  step_ = program_.steps.data();
  position_ = begin_;
  frames_ = arena_.frames(std::size_t{max_depth_} + 1);
  top_ = frames_;
  if (frames_ == nullptr || size > std::numeric_limits<std::uint32_t>::max()) {
    return fail(DecodeFault::OutputLimit, begin_);
  }
  frames_->depth = 0;
  root_ = arena_.allocate(program_.root_cells);
  return root_ != nullptr || fail(DecodeFault::OutputLimit, begin_);
}

bool Interpreter::run_quickly(const QuickSet& set) {
  if (!start()) return false;
  const QuickLoop loop =
      set.loops[options_.strings == Strings::Copy ? 1 : 0][options_.utf8 == Utf8::Trust ? 1 : 0];
  const std::uint8_t* const behind = loop({.code = code_,
                                           .program = program_,
                                           .begin = begin_,
                                           .end = end_,
                                           .root = root_,
                                           .frames = frames_,
                                           .arena = arena_,
                                           .interpreter = *this,
                                           .max_depth = max_depth_});
  if (behind == nullptr) return false;
  position_ = behind;
  return behind == end_ || options_.trailing == Trailing::Allow;
}

// What the quick loop declines is read again from the beginning.
bool Interpreter::run() { return run_quickly(*code_.set) || run_plainly(); }

namespace {

// Becomes the view in the very place where that is returned: to copy what was just stored member by
// member, the processor would wait for all of the stores.
struct RootView {
  const Interpreter& interpreter;
  const Plan& plan;

  operator View() const noexcept {
    return View(interpreter.root(), plan.reader(), plan.reader().root());
  }
};

}  // namespace

base::Result<Decoded, DecodeError> decode(const Plan& plan, std::span<const std::uint8_t> bytes,
                                          Arena& arena, const DecodeOptions& options) {
  Interpreter interpreter(plan, bytes, arena, options);
  if (!interpreter.run()) return std::unexpected(interpreter.error());
  return base::Result<Decoded, DecodeError>(std::in_place, RootView{interpreter, plan},
                                            interpreter.bytes_read());
}

DecodeError Interpreter::error() const {
  std::string message(to_text(fault_));
  if (fault_ == DecodeFault::MissingBranch) message += ": " + program_.failures[step_->arg];
  return {.fault = fault_,
          .offset = static_cast<std::size_t>(fault_at_ - begin_),
          .path = path(),
          .message = std::move(message)};
}

// The places of the frames, from the outermost in, and that of the step. What is called counts its
// places from its own root.
std::string Interpreter::path() const {
  std::string out;
  std::uint32_t root = 0;
  for (const Frame* frame = frames_ + 1; frame <= top_; ++frame) {
    const std::uint32_t place = program_.step_places[frame->site];
    append_path(out, place, root, frame->loop == nullptr ? nullptr : frame);
    const Step& opener = program_.steps[frame->site];
    const bool is_called = opener.op == Op::Call || opener.op == Op::SkipCall;
    root = is_called ? program_.calls[opener.arg].place : place;
  }
  const std::uint32_t place =
      lane_place_ != 0
          ? lane_place_
          : program_.step_places[static_cast<std::size_t>(step_ - program_.steps.data())];
  append_path(out, place, root, nullptr);
  return out;
}

// From `root`, which is not shown, to `place`. `loop` tells which item it is, if `place` is that of
// items.
void Interpreter::append_path(std::string& out, std::uint32_t place, std::uint32_t root,
                              const Frame* loop) const {
  std::vector<const Place*> steps;
  for (std::uint32_t at = place; at != root && at != 0; at = program_.places[at].parent) {
    steps.push_back(&program_.places[at]);
  }
  for (; !steps.empty(); steps.pop_back()) {
    const Place& step = *steps.back();
    if (step.edge == Place::Edge::Field) {
      const Schema& schema = step.in_writer ? program_.writer : program_.reader;
      out += base::cat('/', shown(schema.node(step.record).fields[step.index].name));
    } else if ((step.edge == Place::Edge::Items || step.edge == Place::Edge::Values) &&
               loop != nullptr && loop->left != 0) {
      const std::uint64_t item =
          loop->loop->stride == 0 && loop->loop->item_cells != 0 ? 0 : loop->count - loop->left;
      out += base::cat('/', item);
    }
  }
}

}  // namespace avocet::avro
