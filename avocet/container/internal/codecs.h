// codecs.h - the codecs one by one, each in a file of its own, and what they share.
#pragma once

#include <cstddef>
#include <memory>

#include "avocet/container/block_codec.h"

namespace avocet::container::internal {

// The level is one that the codec has.
std::unique_ptr<BlockCodec> make_deflate(int level, const Limits& limits);
std::unique_ptr<BlockCodec> make_snappy(const Limits& limits);
std::unique_ptr<BlockCodec> make_zstandard(int level, const Limits& limits);
std::unique_ptr<BlockCodec> make_bzip2(int level, const Limits& limits);
std::unique_ptr<BlockCodec> make_xz(int level, const Limits& limits);

CodecError too_much_data(std::size_t max_bytes);
CodecError bad_block(Codec codec);
CodecError no_memory(Codec codec);

}  // namespace avocet::container::internal
