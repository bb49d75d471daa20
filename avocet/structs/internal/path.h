// path.h - where in a value a fault is: a JSON pointer that grows at the front on the way out.
#pragma once

#include <string>
#include <string_view>

namespace avocet::structs {

// Puts "/" and the step in front, with '~' and '/' escaped (RFC 6901): keys of maps have them.
void put_in_front(std::string& path, std::string_view step);

}  // namespace avocet::structs
