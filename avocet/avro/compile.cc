// compile.cc - the pairs that are called, how they are linked, and what the compiler refuses as a
// whole. How one value is planned is in internal/compile_read.cc and internal/compile_skip.cc.
#include "avocet/avro/compile.h"

#include <algorithm>
#include <utility>

#include "avocet/avro/internal/compiler.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// A plan that has grown to this many steps inlines no more records: from then on each pair is
// planned once and called.
constexpr std::size_t kInlineSteps = 4'096;
// Records inside records inside one function; deeper ones are called, so that no schema makes the
// compiler's stack deep.
constexpr std::size_t kInlineDepth = 64;
constexpr std::uint32_t kFrameCells =
    4'096;  // that records directly inside a frame may bring it to

}  // namespace

Compiler::Compiler(const Schema& writer, const Schema& reader, const CompileOptions& options)
    : program_(std::make_shared<Program>(writer, reader)),
      options_(options),
      matcher_(program_->writer, program_->reader, options),
      defaults_(*program_, options_.limits),
      out_(*program_),
      sizes_(encoded_sizes(program_->writer.nodes())) {
  program_->places.push_back({});
}

Result<Plan> Compiler::run() {
  if (!find_fault_in_writer()) return std::unexpected(error_of(*fault_));
  functions_.push_back({.w = program_->writer.root(), .r = program_->reader.root()});
  for (std::uint32_t number = 0; number < functions_.size(); ++number) {
    if (!compile_function(number)) return std::unexpected(error_of(*fault_));
  }
  spread_faults();
  if (const std::uint32_t fault = functions_[0].fault; fault != kNoIndex) {
    return std::unexpected(error_of(faults_[fault]));
  }
  link();
  return Plan(std::move(program_));
}

// Plans one function; what cannot be resolved makes it a step that fails. False only where a limit
// ends it all.
bool Compiler::compile_function(std::uint32_t number) {
  function_ = number;
  const Function todo = functions_[number];
  const Emitter::Mark start = out_.mark();
  bool good = false;
  if (number == 0) {
    level_ = {.cells = 1, .most = kFrameCells};
    good = read(todo.w, todo.r, {}, 0);
    program_->root_cells = level_.cells;
  } else if (todo.is_skip) {
    open_ = {std::uint64_t{static_cast<std::uint32_t>(todo.w)} << 32 | kNoIndex};
    level_ = {};
    good = true;
    for (std::uint32_t i = 0; good && i < writer(todo.w).fields.size(); ++i) {
      const std::uint32_t at = add_place(Place::Edge::Field, todo.place, i, todo.w, true);
      good = skip(writer(todo.w).fields[i].type, at);
    }
  } else {
    const auto fields = static_cast<std::uint32_t>(reader(todo.r).fields.size());
    open_ = {std::uint64_t{static_cast<std::uint32_t>(todo.w)} << 32 |
             static_cast<std::uint32_t>(todo.r)};
    level_ = {.cells = fields, .most = std::max(fields, kFrameCells)};
    good = read_fields(todo.w, todo.r, 0, todo.place);
  }
  open_.clear();
  Function& done = functions_[number];
  done.cells = level_.cells;
  done.entry = static_cast<std::uint32_t>(start.steps);
  if (!good) {
    if (fault_->why.fault == SchemaFault::Limit) return false;
    out_.take_back(start);
    called_.resize(start.calls);
    std::erase_if(enum_of_, [&](const auto& known) { return known.second >= start.enums; });
    out_.emit(Op::Fail, {}, static_cast<std::uint32_t>(program_->failures.size()), todo.place);
    program_->failures.push_back(fault_->why.message);
    done.fault = static_cast<std::uint32_t>(faults_.size());
    faults_.push_back(*std::exchange(fault_, std::nullopt));
  }
  out_.emit(number == 0 ? Op::End : Op::EndFrame, {}, 0, todo.place);
  out_.label();
  return true;
}

// A type that contains itself must be called; others are while inlining them would make the plan
// large or the stack deep.
bool Compiler::must_call(std::uint64_t pair) const noexcept {
  return out_.size() > kInlineSteps || open_.size() >= kInlineDepth ||
         std::ranges::find(open_, pair) != open_.end();
}

void Compiler::call(Op op, NodeId w, NodeId r, Dest dest, std::uint32_t place) {
  const std::uint64_t pair = std::uint64_t{static_cast<std::uint32_t>(w)} << 32 |
                             (op == Op::SkipCall ? kNoIndex : static_cast<std::uint32_t>(r));
  const auto number = static_cast<std::uint32_t>(functions_.size());
  const auto [known, is_new] = function_of_.try_emplace(pair, number);
  if (is_new) {
    functions_.push_back({.w = w, .r = r, .is_skip = op == Op::SkipCall, .place = place});
  }
  if (branches_open_ == 0) functions_[known->second].callers.push_back(function_);
  out_.emit(op, {static_cast<std::uint16_t>(dest.field), static_cast<std::uint8_t>(dest.branch)},
            static_cast<std::uint32_t>(program_->calls.size()), place);
  program_->calls.push_back({.nest = level_.nest});
  called_.push_back(known->second);
}

// Who calls, outside of all branches, what cannot be read cannot be read either.
void Compiler::spread_faults() {
  std::vector<std::uint32_t> failed;
  for (std::uint32_t i = 0; i < functions_.size(); ++i) {
    if (functions_[i].fault != kNoIndex) failed.push_back(i);
  }
  while (!failed.empty()) {
    const Function& function = functions_[failed.back()];
    failed.pop_back();
    for (const std::uint32_t caller : function.callers) {
      if (functions_[caller].fault != kNoIndex) continue;
      functions_[caller].fault = function.fault;
      failed.push_back(caller);
    }
  }
}

void Compiler::link() {
  for (std::size_t i = 0; i < called_.size(); ++i) {
    Call& call = program_->calls[i];
    if (called_[i] == kNoIndex) {
      call.entry = kNoIndex;
      continue;
    }
    const Function& function = functions_[called_[i]];
    call.entry = function.entry;
    call.place = function.place;
    call.cells = function.is_skip ? 0 : function.cells;
  }
}

// A datum of the root's type must end somewhere (spec/avro.md H6).
bool Compiler::find_fault_in_writer() {
  NodeId at = program_->writer.root();
  if (size(at).is_finite) return true;
  std::vector<bool> seen(program_->writer.node_count());
  std::uint32_t place = 0;
  while (!seen[static_cast<std::size_t>(at)]) {
    seen[static_cast<std::size_t>(at)] = true;
    const Node& node = writer(at);
    if (node.kind == Kind::Union) {
      if (node.children.empty()) break;
      place = add_place(Place::Edge::Branch, place, 0);
      at = node.children[0];
      continue;
    }
    std::uint32_t endless = 0;
    while (size(node.fields[endless].type).is_finite) ++endless;
    place = add_place(Place::Edge::Field, place, endless, at, true);
    at = node.fields[endless].type;
  }
  return fail(place, {SchemaFault::Type, "the writer's type has no finite value"});
}

std::uint32_t Compiler::add_place(Place::Edge edge, std::uint32_t parent, std::uint32_t index,
                                  NodeId record, bool in_writer) {
  program_->places.push_back({edge, in_writer, record, index, parent});
  return static_cast<std::uint32_t>(program_->places.size() - 1);
}

bool Compiler::fail(std::uint32_t place, Mismatch why) {
  if (!fault_) fault_ = Fault{.place = place, .why = std::move(why)};
  return false;
}

// The path is that of the compatibility check: of the attribute that differs, of the field itself
// where it is missing.
SchemaError Compiler::error_of(const Fault& fault) const {
  std::string path = schema_path(*program_, fault.place);
  const auto of_the_field = [&] { path.resize(path.size() - std::string_view("/type").size()); };
  switch (fault.why.fault) {
    case SchemaFault::Name:
      path += "/name";
      break;
    case SchemaFault::Size:
      path += "/size";
      break;
    case SchemaFault::Field:
    case SchemaFault::Ambiguous:
      of_the_field();
      break;
    case SchemaFault::Default:
      of_the_field();
      path += "/default";
      break;
    default:
      break;
  }
  return {.fault = fault.why.fault, .path = std::move(path), .message = fault.why.message};
}

bool Compiler::begin_value(std::uint32_t place) {
  matcher_.charge(1);
  return within_limits(place);
}

bool Compiler::within_limits(std::uint32_t place) {
  if (out_.size() > options_.limits.max_steps) {
    return fail(place, {SchemaFault::Limit, base::cat("the plan takes more than ",
                                                      options_.limits.max_steps, " steps")});
  }
  if (!matcher_.exhausted()) return true;
  return fail(place, {SchemaFault::Limit,
                      base::cat("the resolution is nested too deeply or looks at more than ",
                                options_.limits.max_work, " fields, branches and symbols")});
}

Result<Plan> compile(const Schema& writer, const Schema& reader, const CompileOptions& options) {
  return Compiler(writer, reader, options).run();
}

Result<Plan> compile(const Schema& schema, const CompileOptions& options) {
  return Compiler(schema, schema, options).run();
}

}  // namespace avocet::avro
