// deflate.cc - the codec deflate, by libdeflate. It decompresses in one go and asks for more room
// when there is too little; then it begins again, which is rare, as the buffer is kept.
#include <libdeflate.h>

#include "avocet/container/internal/buffer.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container::internal {
namespace {

struct Free {
  void operator()(libdeflate_compressor* state) const noexcept {
    libdeflate_free_compressor(state);
  }
  void operator()(libdeflate_decompressor* state) const noexcept {
    libdeflate_free_decompressor(state);
  }
};

class DeflateCodec final : public BlockCodec {
 public:
  DeflateCodec(int level, const Limits& limits)
      : level_(level), max_bytes_(limits.max_data_bytes) {}

  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    if (compressor_ == nullptr) compressor_.reset(libdeflate_alloc_compressor(level_));
    if (compressor_ == nullptr) return std::unexpected(no_memory(Codec::Deflate));
    const std::size_t bound = libdeflate_deflate_compress_bound(compressor_.get(), data.size());
    if (!buffer_.reserve(bound)) return std::unexpected(no_memory(Codec::Deflate));
    const std::size_t size = libdeflate_deflate_compress(
        compressor_.get(), data.data(), data.size(), buffer_.data(), buffer_.capacity());
    return std::span(buffer_.data(), size);
  }

  // Bytes behind the end of the stream are let be: Python's avro leaves part of a checksum there.
  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    if (decompressor_ == nullptr) decompressor_.reset(libdeflate_alloc_decompressor());
    if (decompressor_ == nullptr) return std::unexpected(no_memory(Codec::Deflate));
    while (true) {
      // An empty buffer is tried too: an empty block fits.
      const std::size_t room = std::min(buffer_.capacity(), max_bytes_);
      std::size_t size = 0;
      switch (libdeflate_deflate_decompress_ex(decompressor_.get(), block.data(), block.size(),
                                               buffer_.data(), room, nullptr, &size)) {
        case LIBDEFLATE_SUCCESS:
          return std::span(buffer_.data(), size);
        case LIBDEFLATE_INSUFFICIENT_SPACE:
          if (room == max_bytes_) return std::unexpected(too_much_data(max_bytes_));
          if (!buffer_.grow(max_bytes_)) return std::unexpected(no_memory(Codec::Deflate));
          break;
        default:
          return std::unexpected(bad_block(Codec::Deflate));
      }
    }
  }

 private:
  int level_;
  std::size_t max_bytes_;
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
  Buffer buffer_;
};

}  // namespace

std::unique_ptr<BlockCodec> make_deflate(int level, const Limits& limits) {
  return std::make_unique<DeflateCodec>(level, limits);
}

}  // namespace avocet::container::internal
