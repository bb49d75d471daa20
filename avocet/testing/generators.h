// generators.h - schemas, data, evolutions and damage by chance, the same for the same seed. Tests
// print the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "avocet/avro/random_value.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"

namespace avocet::testing {

using avro::Random;

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

// A datum of the type, in the wild style; the type has a finite value.
avro::Value random_value(Random& random, const avro::Schema& schema);

// What a later, or an unrelated, version of the schema may look like; often one can read the other.
// Fields come, with and without a default, and go, change places and names, with and without an
// alias; numbers grow; unions and enums change.
avro::Schema random_evolution(Random& random, const avro::Schema& schema);

// The bytes with a few of them changed, taken away, doubled or put in.
avro::Bytes random_damage(Random& random, const avro::Bytes& bytes);

}  // namespace avocet::testing
