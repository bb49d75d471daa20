// lower.h - makes the code of a plan's steps.
#pragma once

#include "avocet/avro/internal/code.h"

namespace avocet::avro {

// The code borrows from the program. Time and space: linear in its steps.
Code lower(const Program& program);

}  // namespace avocet::avro
