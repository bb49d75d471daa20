// pointer.h - where in a JSON tree a value stands.
#pragma once

#include <string>

#include "avocet/base/json.h"

namespace avocet::avro {

// The JSON pointer (RFC 6901) of `value`, which is a part of `tree`: "" for the tree itself. Time:
// linear in the tree, so it is looked for once an error is known, instead of being carried along.
std::string pointer_to(const base::Json& tree, const base::Json& value);

}  // namespace avocet::avro
