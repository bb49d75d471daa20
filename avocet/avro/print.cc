// The two texts of a schema: with referenced types as names, and with all of them written out.
#include "avocet/avro/print.h"

#include "avocet/avro/internal/text_writer.h"

namespace avocet::avro {

std::string to_text(const Schema& schema) {
  return type_text(schema.nodes(), schema.root(), schema.referenced());
}

std::string to_resolved_text(const Schema& schema) {
  return type_text(schema.nodes(), schema.root());
}

}  // namespace avocet::avro
