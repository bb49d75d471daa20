// print.h - a schema as text, the way Java's library prints it (spec/avro.md 2.3).
#pragma once

#include <string>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// What a registry stores, hashes and returns: compact JSON, Java's member order, names relative to the enclosing namespace.
// Types of referenced schemas are printed as names (only the top-level ones: spec/avro.md 2.4).
std::string to_text(const Schema& schema);

// The same with every referenced type written out at its first use (format=resolved).
std::string to_resolved_text(const Schema& schema);

}  // namespace avocet::avro
