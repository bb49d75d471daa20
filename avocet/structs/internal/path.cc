#include "avocet/structs/internal/path.h"

namespace avocet::structs {

void put_in_front(std::string& path, std::string_view step) {
  std::string out = "/";
  for (const char c : step) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  path.insert(0, out);
}

}  // namespace avocet::structs
