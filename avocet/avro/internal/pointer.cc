#include "avocet/avro/internal/pointer.h"

#include "avocet/base/json_pointer.h"

namespace avocet::avro {

using base::Json;

namespace {

// Puts the pieces of the pointer in front of `pointer` on the way back up.
bool find(const Json& tree, const Json& value, std::string& pointer) {
  if (&tree == &value) return true;
  if (tree.is_array()) {
    for (std::size_t i = 0; i < tree.items().size(); ++i) {
      if (!find(tree.items()[i], value, pointer)) continue;
      base::put_in_front(pointer, std::to_string(i));
      return true;
    }
  } else if (tree.is_object()) {
    for (const auto& [key, member] : tree.members()) {
      if (!find(member, value, pointer)) continue;
      base::put_in_front(pointer, key);
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
