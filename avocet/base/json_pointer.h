// json_pointer.h - where in a JSON tree, or a datum, something is: RFC 6901.
#pragma once

#include <string>
#include <string_view>

namespace avocet::base {

// One step of a pointer: "/" and the key, with '~' and '/' escaped.
inline std::string pointer_step(std::string_view key) {
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

// Paths grow at the front, on the way out of what is nested.
inline void put_in_front(std::string& path, std::string_view key) {
  path.insert(0, pointer_step(key));
}

}  // namespace avocet::base
