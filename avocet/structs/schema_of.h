// schema_of.h - the schema that Java's reflection would print for the same model.
#pragma once

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"
#include "avocet/structs/codecs.h"
#include "avocet/structs/schema_text.h"

namespace avocet::structs {

// Made once for each T and then shared. Errors: SchemaError, when T's description does not fit it
// (see describe.h) or a name is none of Avro's; the path is that in the schema's text.
template <class T>
const avro::Result<avro::Schema>& schema_of() {
  static const avro::Result<avro::Schema> kSchema = [] {
    SchemaText text;
    Codec<T>::schema(text);
    return text.finish();
  }();
  return kSchema;
}

}  // namespace avocet::structs
