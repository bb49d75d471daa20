// compiler.h - the state of one compilation: what is planned already, and where values go next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/internal/default_cells.h"
#include "avocet/avro/internal/emitter.h"
#include "avocet/avro/internal/matcher.h"
#include "avocet/avro/internal/sizes.h"

namespace avocet::avro {

class Compiler {
 public:
  Compiler(const Schema& writer, const Schema& reader, const CompileOptions& options);

  Result<Plan> run();

 private:
  // Where a value goes: a cell of the present frame, and the branch of the reader's union that it
  // is in.
  struct Dest {
    std::uint32_t field = 0;
    std::uint32_t branch = 0;
  };

  // The frame whose cells are being given out.
  struct Level {
    std::uint32_t cells = 0;  // given out so far
    std::uint32_t most = 0;   // that records inside may bring it to
    std::uint32_t nest = 0;   // records between the frame and the value at hand
  };

  // A pair of records that is called: its steps, or why there are none. Number 0 is the datum
  // itself.
  struct Function {
    NodeId w{};
    NodeId r{};  // nothing when it is skipped
    bool is_skip = false;
    std::uint32_t place = 0;
    std::uint32_t entry = 0;
    std::uint32_t cells = 0;
    std::uint32_t fault = kNoIndex;        // in faults_: its own, or that of what it calls
    std::vector<std::uint32_t> callers{};  // functions that cannot be read if this cannot
  };

  // Why something cannot be planned. Its path is made only for the one that is reported: there may
  // be as many faults as functions, and paths as long as there are functions.
  struct Fault {
    std::uint32_t place = 0;
    Mismatch why;
  };

  const Node& writer(NodeId id) const noexcept { return program_->writer.node(id); }
  const Node& reader(NodeId id) const noexcept { return program_->reader.node(id); }
  const EncodedSize& size(NodeId w) const noexcept { return sizes_[static_cast<std::size_t>(w)]; }

  // Each plans one value; false: fault_ says why not.
  bool read(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_matched(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_enum(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_array(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_map(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_record(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_fields(NodeId w, NodeId r, std::uint32_t first_cell, std::uint32_t place);
  bool read_union(NodeId w, NodeId r, Dest dest, std::uint32_t place);
  bool read_branch(NodeId w, NodeId r, std::uint32_t branch, Dest dest, std::uint32_t place);
  bool skip(NodeId w, std::uint32_t place);
  bool skip_loop(NodeId w, std::uint32_t place);
  bool skip_record(NodeId w, std::uint32_t place);

  bool compile_function(std::uint32_t number);
  bool must_call(std::uint64_t pair) const noexcept;
  void call(Op op, NodeId w, NodeId r, Dest dest, std::uint32_t place);
  void link();
  void spread_faults();
  bool find_fault_in_writer();
  SchemaError error_of(const Fault& fault) const;

  // Plans the branches of a writer's union: `plan` gets the number of each and its place. One that
  // cannot be read becomes a step that fails; false only where a limit ends it all.
  using PlanBranch = std::function<bool(std::uint32_t, std::uint32_t)>;
  bool branches(NodeId w, std::uint32_t place, const PlanBranch& plan);
  bool try_branch(std::uint32_t number, std::uint32_t place, const PlanBranch& plan);
  std::optional<bool> null_or(NodeId w, std::uint32_t place, const PlanBranch& plan);

  std::uint32_t add_place(Place::Edge edge, std::uint32_t parent, std::uint32_t index,
                          NodeId record = {}, bool in_writer = false);
  bool fail(std::uint32_t place, Mismatch why);  // always false
  bool begin_value(std::uint32_t place);         // false: there were too many already
  bool within_limits(std::uint32_t place);

  std::shared_ptr<Program> program_;
  CompileOptions options_;
  Matcher matcher_;
  DefaultCells defaults_;
  Emitter out_;
  std::vector<EncodedSize> sizes_;
  Level level_;
  std::vector<std::uint64_t> open_;  // record pairs whose steps are being written, in this function
  std::vector<Function> functions_;
  std::unordered_map<std::uint64_t, std::uint32_t> function_of_;  // of a pair
  std::vector<std::uint32_t> called_;  // for each of the program's calls the function, or kNoIndex
  std::unordered_map<std::uint64_t, std::uint32_t> enum_of_;  // of a pair: index into enums
  std::uint32_t function_ = 0;                                // whose steps are being written
  std::size_t branches_open_ = 0;  // of the writer's unions: what fails inside fails only when met
  std::optional<Fault> fault_;
  std::vector<Fault> faults_;  // of functions
};

}  // namespace avocet::avro
