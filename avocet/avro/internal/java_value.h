// java_value.h - a default as the value that Java's library makes of it, which is what Confluent's
// normal form holds.
#pragma once

#include <expected>
#include <optional>
#include <span>

#include "avocet/avro/schema.h"

namespace avocet::avro {

enum class ValueFault : std::uint8_t {
  EmptyUnion
};  // Java asks an empty union for its first branch, and throws

// `value`, or no value at all, as Java reads it for `type` and prints it again: of a union by the
// first branch, 1 of a double is 1.0, a float has the precision of a float, a character beyond
// U+00FF in bytes is "?". Nothing: the type cannot hold it, and the default is lost. Members are
// sorted by name. No depth: `value` is JSON that was parsed.
std::expected<std::optional<base::Json>, ValueFault> java_value(std::span<const Node> nodes,
                                                                NodeId type,
                                                                const base::Json* value);

// The members of all objects inside sorted, in Java's order of strings.
base::Json sorted(const base::Json& value);

}  // namespace avocet::avro
