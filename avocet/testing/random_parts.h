// random_parts.h - what the makers of schemas and of evolutions share; for generators.h alone.
#pragma once

#include <optional>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/base/json.h"
#include "avocet/testing/generators.h"

namespace avocet::testing {

// A datum of one type of a schema.
avro::Value random_value_of(Random& random, const avro::Schema& schema, avro::NodeId type);

// A value as a default says it: without the names of branches.
base::Json default_json(const avro::Value& value);

// Some fields get a default.
avro::Schema with_defaults(Random& random, const avro::Schema& schema);

// Printed and parsed strictly; none: it is no schema.
std::optional<avro::Schema> parsed_again(const avro::Schema& schema);

// Whether every type has a value that ends.
bool all_finite(const avro::Schema& schema);

}  // namespace avocet::testing
