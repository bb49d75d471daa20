// sizes.h - how many bytes the values of each type take at least, and which types have no values at
// all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

struct EncodedSize {
  bool is_finite = false;       // false: every value would contain itself, or it is an empty union
  bool is_constant = false;     // every value takes min_bytes
  std::uint32_t min_bytes = 0;  // saturated; of a type without values the largest number there is
};

// Indexed by NodeId. Time: linear in the nodes and their links, however deep.
std::vector<EncodedSize> encoded_sizes(std::span<const Node> nodes);

}  // namespace avocet::avro
