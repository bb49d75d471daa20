// result.h - a value or an error; errors are values in every room.
#pragma once

#include <expected>

namespace avocet::base {

template <class T, class E>
using Result = std::expected<T, E>;

}  // namespace avocet::base
