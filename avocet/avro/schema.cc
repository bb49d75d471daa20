// The specification's words for the kinds of types.
#include "avocet/avro/schema.h"

#include <array>

namespace avocet::avro {

std::string_view to_text(Kind kind) noexcept {
  static constexpr std::array<std::string_view, 14> kWords = {
      "null",   "boolean", "int",  "long",  "float", "double", "bytes",
      "string", "record",  "enum", "array", "map",   "union",  "fixed"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace avocet::avro
