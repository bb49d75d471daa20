// matcher.h - which type, branch, field and symbol of the reader takes what the writer wrote
// (spec/avro.md 1.14).
//
// Decides only; compile.cc makes steps of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// Why a pair cannot be resolved; without a place, which the caller knows.
struct Mismatch {
  SchemaFault fault{};
  std::string message;
};

class Matcher {
 public:
  // Both schemas must outlive this.
  Matcher(const Schema& writer, const Schema& reader, const CompileOptions& options);

  // Whether a value of `w` can be a value of `r`, neither being a union, as far as the two types
  // themselves tell: kinds, names, sizes, decimals. What is inside is not looked at.
  std::optional<Mismatch> mismatch(NodeId w, NodeId r) const;

  // For each field of the writer's record the index of the reader's that takes it, or kNoIndex.
  // Errors: Ambiguous, two of them want the same; the index of the second is in `field`.
  struct Fields {
    std::vector<std::uint32_t> targets;
    std::optional<Mismatch> error;
    std::uint32_t field = 0;
  };
  Fields fields(NodeId w, NodeId r);

  // The branch of the reader's union that takes a `w`, which is no union.
  std::optional<std::uint32_t> branch(NodeId w, NodeId r_union);

  // Whether two unions are written the same way, so that branch i is read as branch i.
  bool same_union(NodeId w, NodeId r);

  // For each symbol of the writer's enum the reader's index; kNoIndex where it has neither the
  // symbol nor a default.
  std::vector<std::uint32_t> symbols(NodeId w, NodeId r);

  // Counts work; false once there is too much of it, or types nest too deep to be compared. The
  // answers above mean nothing then.
  bool charge(std::size_t steps) noexcept;
  bool exhausted() const noexcept { return exhausted_; }

 private:
  // What is known of pairs of types that contain themselves, and so depend on themselves. A pair in
  // progress that is asked for again is taken for a yes; should it come out as a no, what was
  // concluded since is forgotten. A no rests on no assumption.
  enum class Verdict : std::uint8_t { InProgress, Assumed, Yes, No };
  struct Memo {
    std::unordered_map<std::uint64_t, Verdict> verdicts;
    std::vector<std::uint64_t> order;  // keys of what is in verdicts and no No, as they were begun
  };

  const Node& writer(NodeId id) const noexcept { return writer_.node(id); }
  const Node& reader(NodeId id) const noexcept { return reader_.node(id); }
  const Name& writer_name(NodeId w) const noexcept { return *names_[static_cast<std::size_t>(w)]; }
  using Decide = bool (Matcher::*)(NodeId w, NodeId r);
  bool settle(Memo& memo, NodeId w, NodeId r, Decide decide);
  bool readable(NodeId w, NodeId r);
  bool decide_readable(NodeId w, NodeId r);
  bool record_readable(NodeId w, NodeId r);
  bool same(NodeId w, NodeId r);
  bool decide_same(NodeId w, NodeId r);
  std::optional<std::uint32_t> exact_branch(NodeId w, const Node& r_union);

  const Schema& writer_;
  const Schema& reader_;
  CompileOptions options_;
  std::vector<const Name*> names_;  // of the writer's nodes, after the reader's aliases
  Memo readable_;
  Memo same_;
  std::size_t work_left_;
  std::size_t depth_ = 0;
  bool exhausted_ = false;
};

// Whether a reader's `r` takes a writer's other primitive `w`: int as long, string as bytes …
bool promotes(Kind w, Kind r) noexcept;

}  // namespace avocet::avro
