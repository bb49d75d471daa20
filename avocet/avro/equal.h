// equal.h - the same schema, though written differently?
#pragma once

#include "avocet/avro/schema.h"

namespace avocet::avro {

// Structurally the same (spec/avro.md 2.7): types, names, fields with defaults, order, docs, aliases and attributes; the order
// of attributes does not count. This is how a registry recognises a schema it already holds.
bool equivalent(const Schema& a, const Schema& b);

}  // namespace avocet::avro
