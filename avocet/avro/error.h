// error.h - why a text is no schema, or why a pair of schemas could not be compared.
#pragma once

#include <cstdint>
#include <string>

#include "avocet/base/result.h"

namespace avocet::avro {

enum class SchemaFault : std::uint8_t {
  Json,       // not a JSON text
  Type,       // no type, an unknown type, a union in a union, a duplicate branch
  Name,       // an illegal or undefined name
  Redefined,  // one fullname defined twice
  Field,      // fields missing, malformed or doubled
  Symbol,     // enum symbols missing, malformed or doubled; its default is not one of them
  Size,       // a fixed without a proper size
  Default,    // a field default that its type does not accept
  Attribute,  // an attribute of the wrong JSON type where that matters (aliases, order)
  Limit,      // larger or deeper than a named limit
  Ambiguous,  // compatibility: a reader field matches several writer fields
};

struct SchemaError {
  SchemaFault fault = SchemaFault::Json;
  std::string path;       // JSON pointer into the schema text, "" for the root
  std::string message;    // what Java's library says where it is known: `Undefined schema: Nope`
  std::size_t line = 0;   // of the schema text, from 1; 0 when not known
  std::size_t column = 0;
};

template <class T>
using Result = base::Result<T, SchemaError>;

}  // namespace avocet::avro
