// codec.h - how the blocks of a file are compressed: names and levels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace avocet::container {

enum class Codec : std::uint8_t {
  Null,       // not at all
  Deflate,    // raw RFC 1951, no zlib header
  Snappy,     // a raw snappy block, then the CRC-32 of the plain data, big-endian
  Zstandard,  // zstd frames
  Bzip2,      // one bzip2 stream
  Xz,         // one .xz stream
};
inline constexpr int kCodecs = 6;

// The specification's word, as in avro.codec: "null" … "xz".
std::string_view to_text(Codec codec) noexcept;

// The codec of that name; "zstd", which old versions of avro-cpp wrote, is zstandard. Nothing: it
// is none of these.
std::optional<Codec> codec_named(std::string_view name) noexcept;

struct Levels {
  int first = 0;
  int last = 0;
  int normal = 0;  // what is taken when none is said
};

// From fast to small. Nothing: the codec has no levels (null and snappy).
std::optional<Levels> levels_of(Codec codec) noexcept;

}  // namespace avocet::container
