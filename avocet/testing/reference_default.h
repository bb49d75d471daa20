// reference_default.h - what a reader's default is as a Value: spec/avro.md 1.4, read literally.
#pragma once

#include <optional>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/base/json.h"

namespace avocet::testing {

// None: `json` is no value of the type, or leans on itself. Of a union it is one of the first
// branch that accepts it.
std::optional<avro::Value> reference_default(const avro::Schema& schema, avro::NodeId type,
                                             const base::Json& json);

}  // namespace avocet::testing
