// message.h - pieces of error messages, cut to a length one can read: the faulty text may be
// megabytes.
#pragma once

#include <string>
#include <string_view>

#include "avocet/base/json.h"

namespace avocet::avro {

std::string shown(std::string_view text);
std::string shown(const base::Json& json);  // compact, numbers as Java has them

}  // namespace avocet::avro
