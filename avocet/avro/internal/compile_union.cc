// compile_union.cc - the branches of a writer's union: each is planned by itself, and fails only
// when it is met.
#include "avocet/avro/internal/compiler.h"

namespace avocet::avro {

bool Compiler::branches(NodeId w, std::uint32_t place, const PlanBranch& plan) {
  if (const auto done = null_or(w, place, plan)) return *done;
  const auto count = static_cast<std::uint32_t>(writer(w).children.size());
  if (!matcher_.charge(count)) return within_limits(place);
  const auto first = static_cast<std::uint32_t>(program_->targets.size());
  out_.emit(Op::Union, {}, static_cast<std::uint32_t>(program_->unions.size()), place);
  program_->unions.push_back({first, count});
  program_->targets.resize(first + count);
  std::vector<std::uint32_t> jumps;
  for (std::uint32_t i = 0; i < count; ++i) {
    program_->targets[first + i] = out_.label();
    if (!try_branch(i, place, plan)) return false;
    if (i + 1 < count) jumps.push_back(out_.emit(Op::Jump, {}, 0, place));
  }
  const std::uint32_t end = out_.label();
  for (const std::uint32_t jump : jumps) out_.set_arg(jump, end);
  return true;
}

bool Compiler::try_branch(std::uint32_t number, std::uint32_t place, const PlanBranch& plan) {
  const std::uint32_t at = add_place(Place::Edge::Branch, place, number);
  const Emitter::Mark start = out_.mark();
  const std::size_t open = open_.size();
  const std::uint32_t nest = level_.nest;
  ++branches_open_;
  const bool good = plan(number, at);
  --branches_open_;
  if (good) return true;
  if (fault_->why.fault == SchemaFault::Limit) return false;
  open_.resize(open);
  level_.nest = nest;
  out_.take_back(start);
  called_.resize(start.calls);
  out_.emit(Op::Fail, {}, static_cast<std::uint32_t>(program_->failures.size()), at);
  program_->failures.push_back(fault_->why.message);
  fault_.reset();
  return true;
}

// A union of null and another type whose null is simply stored: one step decides. Nothing: it is
// another union.
std::optional<bool> Compiler::null_or(NodeId w, std::uint32_t place, const PlanBranch& plan) {
  const auto& types = writer(w).children;
  if (types.size() != 2) return std::nullopt;
  const bool null_first = writer(types[0]).kind == Kind::Null;
  if (!null_first && writer(types[1]).kind != Kind::Null) return std::nullopt;
  const Emitter::Mark start = out_.mark();
  if (!try_branch(null_first ? 0 : 1, place, plan)) return false;
  const bool is_stored = out_.size() == start.steps + 1 && program_->steps.back().op == Op::Null;
  const Step null = is_stored ? program_->steps.back() : Step{};
  out_.take_back(start);
  if (!is_stored) return std::nullopt;
  const std::uint32_t test =
      out_.emit(null_first ? Op::NullOr : Op::OrNull, {null.field, null.branch}, 0, place);
  out_.label();
  if (!try_branch(null_first ? 1 : 0, place, plan)) return false;
  out_.set_arg(test, out_.label());
  return true;
}

}  // namespace avocet::avro
