// random_value.h - data of a schema by chance: to try a pipeline with, to test and to measure.
//
//   Schema --RandomValues--> Value, Value, Value …     the same for the same seed
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"

namespace avocet::avro {

// SplitMix64: every seed is a good one.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  bool chance(unsigned percent) { return next() % 100 < percent; }

 private:
  std::uint64_t state_;
};

enum class RandomStyle : std::uint8_t {
  Plausible,  // words, small numbers, days of our time; logical types hold what they stand for
  Wild,       // what tests need: all lengths, NaN and infinity, rare characters; raw values only
};

// Makes data of one schema. A datum is small: once it has some hundred values, collections stay
// empty and unions take the branch that ends soonest.
class RandomValues {
 public:
  explicit RandomValues(Schema schema, RandomStyle style = RandomStyle::Plausible);

  // Whether the type has values that end, and small enough ones: at most kMaxDepth records, arrays
  // and maps inside one another, at most kMaxLeastValues values, a fixed counting for each 16
  // bytes.
  bool has_values(NodeId type) const noexcept;

  // A datum, or a value of one type; has_values of it (asserted).
  Value make(Random& random) const { return make(random, schema_.root()); }
  Value make(Random& random, NodeId type) const;

  static constexpr std::size_t kMaxDepth = 256;  // what a decoder takes
  static constexpr std::size_t kMaxLeastValues = 100'000;

 private:
  friend class ValueMaker;

  Schema schema_;
  RandomStyle style_;
  std::vector<std::size_t> heights_;       // least_heights of the schema
  std::vector<std::size_t> least_values_;  // how many values the smallest of each type has inside,
                                           // itself counted; saturated
  std::size_t tallest_ = 0;                // of the types that have values
};

// For each node the records, arrays and maps inside one another that its smallest value has;
// SIZE_MAX: it has none.
std::vector<std::size_t> least_heights(const Schema& schema);

}  // namespace avocet::avro
