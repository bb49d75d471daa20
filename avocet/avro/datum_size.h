// datum_size.h - how long a datum is at least, for those who are told how many there are.
#pragma once

#include <cstdint>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// How many bytes a datum of the schema takes at least; 0: every datum takes none. Saturated; of a
// schema without finite values the largest number there is. Time: linear in the nodes.
std::uint32_t min_datum_bytes(const Schema& schema);

}  // namespace avocet::avro
