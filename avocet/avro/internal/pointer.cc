#include "avocet/avro/internal/pointer.h"

namespace avocet::avro {

using base::Json;

std::string pointer_step(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

namespace {

// Puts the pieces of the pointer in front of `pointer` on the way back up.
bool find(const Json& tree, const Json& value, std::string& pointer) {
  if (&tree == &value) return true;
  if (tree.is_array()) {
    for (std::size_t i = 0; i < tree.items().size(); ++i) {
      if (!find(tree.items()[i], value, pointer)) continue;
      pointer.insert(0, "/" + std::to_string(i));
      return true;
    }
  } else if (tree.is_object()) {
    for (const auto& [key, member] : tree.members()) {
      if (!find(member, value, pointer)) continue;
      pointer.insert(0, pointer_step(key));
      return true;
    }
  }
  return false;
}

}  // namespace

std::string pointer_to(const Json& tree, const Json& value) {
  std::string pointer;
  find(tree, value, pointer);
  return pointer;
}

}  // namespace avocet::avro
