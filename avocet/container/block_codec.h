// block_codec.h - one block's data, compressed and back.
//
//   block of the file --decompress()--> data: records, one behind the other --compress()--> block
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "avocet/container/codec.h"
#include "avocet/container/error.h"
#include "avocet/container/limits.h"

namespace avocet::container {

// Why a block could not be (de)compressed: of the kinds Compressed, Checksum, DataLimit and
// WorkspaceLimit.
struct CodecError {
  Fault fault{};
  std::string message{};
};

template <class T>
using CodecResult = base::Result<T, CodecError>;

// Keeps its buffers and the library's state for the next block. What it returns lies in its own
// buffer, or is the argument itself (null), and is valid until the next call.
class BlockCodec {
 public:
  virtual ~BlockCodec() = default;

  // Errors: WorkspaceLimit.
  virtual CodecResult<std::span<const std::uint8_t>> compress(
      std::span<const std::uint8_t> data) = 0;

  // Takes memory for no more than Limits::max_data_bytes, and that only as data arrive or where
  // the block is long enough to hold them. Errors: all of the above.
  virtual CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) = 0;
};

// `level`: nothing is the codec's normal one. Errors: Codec, for a level that it does not have.
Result<std::unique_ptr<BlockCodec>> make_block_codec(Codec codec, std::optional<int> level,
                                                     const Limits& limits);

}  // namespace avocet::container
