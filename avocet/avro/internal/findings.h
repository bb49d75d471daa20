// findings.h - what a compatibility check has found so far: pairs of nodes, and the parts of their
// results.
//
// Pairs are numbered as they are met. A result is a list of parts: differences of the pair itself,
// and links to nested pairs that have differences. Whoever meets a pair again links to the same
// result, whose paths are those of the first visit (K12). Only `list` makes texts of them, and no
// more than asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/check.h"

namespace avocet::avro {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

// How a pair was reached from its parent: one piece of a path.
enum class Edge : std::uint8_t { Root, FieldType, Items, Values, Branch };

// What there is to do for a pair, decided by its two kinds.
enum class Task : std::uint8_t {
  Nothing,      // its own differences are all
  Element,      // arrays and maps: the items or values
  Fields,       // two records
  WriterUnion,  // each branch of the writer, as a part of this pair
  TryWriter,    // two unions: each branch of the writer must be readable; why one is not does not
                // matter
  TryReader,    // a branch of the reader must be able to read the writer
};

struct Pair {
  NodeId reader{};
  NodeId writer{};
  std::uint32_t parent =
      kNone;  // kNone where a path begins: at the root, and where a union's branch is tried
  std::uint32_t index = 0;  // of the field or branch
  std::uint32_t first_part = kNone;
  std::uint32_t last_part = kNone;
  Edge edge = Edge::Root;
  Task task = Task::Nothing;
  bool in_progress = false;
};

// A piece of a pair's result.
struct Part {
  enum class What : std::uint8_t {
    Nested,  // all that pair `index` has
    Name,
    Size,
    Symbols,
    MissingDefault,  // of field `index`
    Type,
    Union,        // no branch of the reader reads the writer
    UnionBranch,  // nor branch `index` of the writer
  };
  What what{};
  std::uint32_t index = 0;
  std::uint32_t next = kNone;
};

// The writer's symbols that the reader lacks, in Java's order. They are views of the writer's.
std::vector<std::string_view> missing_symbols(const Node& reader, const Node& writer);

class Findings {
 public:
  // Both schemas must outlive this.
  Findings(const Schema& reader, const Schema& writer) : reader_(reader), writer_(writer) {}

  const std::vector<Pair>& pairs() const noexcept { return pairs_; }
  Pair& pair(std::uint32_t id) noexcept { return pairs_[id]; }

  // Returns the new pair's number.
  std::uint32_t add_pair(const Pair& pair);
  void add_part(std::uint32_t pair, Part::What what, std::uint32_t index = 0);
  bool has_differences(std::uint32_t pair) const noexcept {
    return pairs_[pair].first_part != kNone;
  }

  // All differences of pair 0, in order; a result that several pairs share is repeated for each.
  std::vector<Difference> list(const CheckLimits& limits) const;

 private:
  Difference describe(std::uint32_t id, const Part& part) const;
  std::string path(std::uint32_t id, std::string_view last) const;

  const Schema& reader_;
  const Schema& writer_;
  std::vector<Pair> pairs_;
  std::vector<Part> parts_;
};

}  // namespace avocet::avro
