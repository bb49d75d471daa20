#include "avocet/avro/internal/emitter.h"

#include <algorithm>
#include <limits>

#include "avocet/avro/internal/code.h"

namespace avocet::avro {
namespace {

bool is_integer(Op op) {
  switch (op) {
    case Op::Int:
    case Op::Long:
    case Op::IntToLong:
    case Op::IntToFloat:
    case Op::IntToDouble:
    case Op::LongToFloat:
    case Op::LongToDouble:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::uint32_t Emitter::label() noexcept {
  last_label_ = size();
  return static_cast<std::uint32_t>(size());
}

std::uint32_t Emitter::emit(Op op, Target target, std::uint32_t arg, std::uint32_t place) {
  program_.steps.push_back({.op = op, .branch = target.branch, .field = target.field, .arg = arg});
  program_.step_places.push_back(place);
  return static_cast<std::uint32_t>(size() - 1);
}

bool Emitter::extends_run(Op run) const noexcept {
  return size() > last_label_ && program_.steps.back().op == run &&
         program_.runs.back().count < kMaxLanes;
}

// Two neighbours become a run, which then takes in the next ones.
std::uint32_t Emitter::value(Op op, Target target, std::uint32_t arg, std::uint32_t place) {
  const Op run = is_integer(op) ? Op::Integers : Op::Doubles;
  if (!is_integer(op) && op != Op::Double) return emit(op, target, arg, place);
  const auto fits = [&](Op before) { return is_integer(op) ? is_integer(before) : before == op; };
  const auto lane = [](const Step& step, std::uint32_t at) {
    return Lane{.op = step.op, .branch = step.branch, .field = step.field, .place = at};
  };
  if (!extends_run(run)) {
    if (size() <= last_label_ || !fits(program_.steps.back().op))
      return emit(op, target, arg, place);
    Step& first = program_.steps.back();
    program_.runs.push_back(
        {.first = static_cast<std::uint32_t>(program_.lanes.size()), .count = 1});
    program_.lanes.push_back(lane(first, program_.step_places.back()));
    first = {.op = run, .arg = static_cast<std::uint32_t>(program_.runs.size() - 1)};
  }
  program_.lanes.push_back(lane({.op = op, .branch = target.branch, .field = target.field}, place));
  ++program_.runs.back().count;
  return static_cast<std::uint32_t>(size() - 1);
}

void Emitter::skip(std::uint64_t bytes, std::uint32_t place) {
  if (bytes == 0) return;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (size() > last_label_ && program_.steps.back().op == Op::Skip &&
      program_.steps.back().arg + bytes <= kMost) {
    program_.steps.back().arg += static_cast<std::uint32_t>(bytes);
    return;
  }
  emit(Op::Skip, {}, static_cast<std::uint32_t>(bytes), place);
}

Emitter::Mark Emitter::mark() noexcept {
  label();
  const Program& p = program_;
  return {p.steps.size(), p.enums.size(), p.symbols.size(), p.unions.size(), p.targets.size(),
          p.loops.size(), p.calls.size(), p.runs.size(),    p.lanes.size(),  p.failures.size()};
}

void Emitter::take_back(const Mark& mark) {
  Program& p = program_;
  p.steps.resize(mark.steps);
  p.step_places.resize(mark.steps);
  p.enums.resize(mark.enums);
  p.symbols.resize(mark.symbols);
  p.unions.resize(mark.unions);
  p.targets.resize(mark.targets);
  p.loops.resize(mark.loops);
  p.calls.resize(mark.calls);
  p.runs.resize(mark.runs);
  p.lanes.resize(mark.lanes);
  p.failures.resize(mark.failures);
  label();
}

}  // namespace avocet::avro
