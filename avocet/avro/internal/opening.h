// opening.h - the pieces of schema text that the canonical and the normal form begin alike.
#pragma once

#include <cstddef>
#include <string>

#include "avocet/avro/schema.h"
#include "avocet/base/json_writer.h"

namespace avocet::avro {

// What stands before the parts of a node: a record's fields, after its head; items, values, branches.
inline void append_opening(std::string& text, Kind kind) {
  switch (kind) {
    case Kind::Record:
      text += ",\"fields\":[";
      return;
    case Kind::Array:
      text += "{\"type\":\"array\",\"items\":";
      return;
    case Kind::Map:
      text += "{\"type\":\"map\",\"values\":";
      return;
    default:
      text += '[';
      return;
  }
}

// What stands before part `i` of a node: a comma, and for a field its name.
inline void append_part_opening(std::string& text, const Node& node, std::size_t i) {
  if (i > 0) text += ',';
  if (node.kind != Kind::Record) return;
  text += "{\"name\":";
  base::append_json_string(text, node.fields[i].name);
  text += ",\"type\":";
}

}  // namespace avocet::avro
