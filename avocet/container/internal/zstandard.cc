// zstandard.cc - the codec zstandard, by libzstd. A block is one frame or several, and a frame need
// not say how much it holds (Java's do not). It is decompressed in one go, which takes no window of
// its own; where there is too little room it begins again with more, which is rare, as the buffer
// is kept.
#include <zstd.h>
#include <zstd_errors.h>

#include "avocet/container/internal/buffer.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container::internal {
namespace {

struct Free {
  void operator()(ZSTD_CCtx* state) const noexcept { ZSTD_freeCCtx(state); }
  void operator()(ZSTD_DCtx* state) const noexcept { ZSTD_freeDCtx(state); }
};

class ZstandardCodec final : public BlockCodec {
 public:
  ZstandardCodec(int level, const Limits& limits)
      : level_(level), max_bytes_(limits.max_data_bytes) {}

  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    if (compressor_ == nullptr) compressor_.reset(ZSTD_createCCtx());
    if (compressor_ == nullptr || !buffer_.reserve(ZSTD_compressBound(data.size()))) {
      return std::unexpected(no_memory(Codec::Zstandard));
    }
    const std::size_t size = ZSTD_compressCCtx(
        compressor_.get(), buffer_.data(), buffer_.capacity(), data.data(), data.size(), level_);
    if (ZSTD_isError(size) != 0) return std::unexpected(no_memory(Codec::Zstandard));
    return std::span(buffer_.data(), size);
  }

  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    if (block.empty()) return std::unexpected(bad_block(Codec::Zstandard));  // not one frame
    if (decompressor_ == nullptr) decompressor_.reset(ZSTD_createDCtx());
    if (decompressor_ == nullptr) return std::unexpected(no_memory(Codec::Zstandard));
    while (true) {
      const std::size_t room = std::min(buffer_.capacity(), max_bytes_);
      const std::size_t size = ZSTD_decompressDCtx(decompressor_.get(), buffer_.data(), room,
                                                   block.data(), block.size());
      if (ZSTD_isError(size) == 0) return std::span(buffer_.data(), size);
      switch (ZSTD_getErrorCode(size)) {
        case ZSTD_error_dstSize_tooSmall:
        case ZSTD_error_dstBuffer_null:
          if (room == max_bytes_) return std::unexpected(too_much_data(max_bytes_));
          if (!buffer_.grow(max_bytes_)) return std::unexpected(no_memory(Codec::Zstandard));
          break;
        case ZSTD_error_checksum_wrong:
          return std::unexpected(
              CodecError{Fault::Checksum, "the checksum of a zstd frame is not that of its data"});
        case ZSTD_error_memory_allocation:
          return std::unexpected(no_memory(Codec::Zstandard));
        default:
          return std::unexpected(bad_block(Codec::Zstandard));
      }
    }
  }

 private:
  int level_;
  std::size_t max_bytes_;
  std::unique_ptr<ZSTD_CCtx, Free> compressor_;
  std::unique_ptr<ZSTD_DCtx, Free> decompressor_;
  Buffer buffer_;
};

}  // namespace

std::unique_ptr<BlockCodec> make_zstandard(int level, const Limits& limits) {
  return std::make_unique<ZstandardCodec>(level, limits);
}

}  // namespace avocet::container::internal
