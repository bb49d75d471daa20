// same.h - may a fullname be defined a second time?
#pragma once

#include <span>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// Whether two definitions are equal for Java: name, structure, defaults, order and attributes (in
// any order); doc, aliases and an enum's default do not count. Named types inside are equal if they
// are the same node, so the cost is that of one text.
bool same_definition(std::span<const Node> nodes, NodeId a, NodeId b);

}  // namespace avocet::avro
