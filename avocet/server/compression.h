// compression.h - gzip for bodies; the only door to zlib.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace avocet::server {

// The bytes as one gzip member; nothing when zlib gets no memory.
std::optional<std::string> gzip(std::string_view bytes);

// The bytes that a gzip stream (one member or several) stands for. Nothing when it is damaged or
// cut short, or when they would be more than `max_bytes`; no more than that is ever held.
std::optional<std::string> gunzip(std::string_view bytes, std::size_t max_bytes);

}  // namespace avocet::server
