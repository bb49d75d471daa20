// generators.h - schemas, data, evolutions and damage by chance, the same for the same seed. Tests
// print the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"

namespace avocet::testing {

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

// The seeds of one test: 1 to `count`, or those that the environment variable AVOCET_SEEDS names:
// "1160", to look at a failure; "1-1000000", to search for one.
struct Seeds {
  explicit Seeds(std::uint64_t count);

  std::uint64_t first = 1;
  std::uint64_t last = 0;
  bool narrowed = false;  // to fewer than the test asked for, so that its own counts mean nothing
};

struct SchemaShape {
  std::size_t max_depth = 4;     // of types inside one another
  std::size_t max_children = 5;  // fields, branches, symbols
  bool orderable = false;        // maps only in fields that the order ignores
};

// A schema that parses strictly: all kinds, names in two namespaces, aliases, defaults, logical
// types, types that contain themselves with a way out. The same text gives the same nodes again, in
// another order.
avro::Schema random_schema(Random& random, const SchemaShape& shape = {});

// A datum of the type; small, but for a string or an array now and then. The type has a finite
// value.
avro::Value random_value(Random& random, const avro::Schema& schema);

// What a later, or an unrelated, version of the schema may look like; often one can read the other.
// Fields come, with and without a default, and go, change places and names, with and without an
// alias; numbers grow; unions and enums change.
avro::Schema random_evolution(Random& random, const avro::Schema& schema);

// The bytes with a few of them changed, taken away, doubled or put in.
avro::Bytes random_damage(Random& random, const avro::Bytes& bytes);

// For each node the records, arrays and maps inside one another that its smallest value has;
// SIZE_MAX: it has none.
std::vector<std::size_t> least_heights(const avro::Schema& schema);

}  // namespace avocet::testing
