// datum_size.cc - the size of the root among those of all types.
#include "avocet/avro/datum_size.h"

#include "avocet/avro/internal/sizes.h"

namespace avocet::avro {

std::uint32_t min_datum_bytes(const Schema& schema) {
  return encoded_sizes(schema.nodes())[static_cast<std::size_t>(schema.root())].min_bytes;
}

}  // namespace avocet::avro
