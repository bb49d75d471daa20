// reference_values.h - a Value of the writer's type as one of the reader's; for
// reference_decoder.cc alone.
#pragma once

#include "avocet/avro/value.h"
#include "avocet/testing/reference_decoder.h"

namespace avocet::testing {

// Thrown inside the reference decoder, which is to be plain, and caught before it leaves it.
struct ReferenceRefusal {
  ReferenceError error;
};

[[noreturn]] void refuse(ReferenceFault fault);

// `w` and `r` have been found readable. Throws ReferenceRefusal: MissingBranch, MissingSymbol,
// Default, Utf8.
avro::Value resolved_value(Resolution& resolution, avro::NodeId w, avro::NodeId r,
                           const avro::Value& value);

}  // namespace avocet::testing
