// defaults.h - what fields that are missing in a JSON text get: every default of a schema, resolved
// by the engine itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::transcode {

// The record (by its number in the schema) and the index of a field that has a default.
struct DefaultedField {
  std::uint32_t record = 0;
  std::uint32_t field = 0;
};

struct DefaultTexts {
  std::vector<DefaultedField> fields;
  std::string json;  // an object of as many members in this order, in Avro's JSON encoding
};

// Errors: SchemaError of a default that its type does not accept, or of defaults that are too large
// together (avro::CompileLimits).
avro::Result<DefaultTexts> default_texts(const avro::Schema& schema);

}  // namespace avocet::transcode
