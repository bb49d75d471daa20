// xz.cc - the codec xz, by liblzma. A stream says how large a dictionary it needs, up to 4 GiB;
// Limits::max_workspace_bytes bounds it.
#include <lzma.h>

#include <algorithm>
#include <array>

#include "avocet/base/text.h"
#include "avocet/container/internal/buffer.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container::internal {
namespace {

class XzCodec final : public BlockCodec {
 public:
  XzCodec(int level, const Limits& limits)
      : level_(level),
        max_bytes_(limits.max_data_bytes),
        max_workspace_bytes_(limits.max_workspace_bytes) {}
  XzCodec(const XzCodec&) = delete;
  XzCodec& operator=(const XzCodec&) = delete;
  ~XzCodec() override { lzma_end(&stream_); }

  // With a dictionary no longer than the data: neither the writer nor any reader takes the 8 MiB of
  // the normal level for a block of 64 KB.
  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    lzma_options_lzma options{};
    if (lzma_lzma_preset(&options, static_cast<std::uint32_t>(level_)) != 0) {
      return std::unexpected(no_memory(Codec::Xz));
    }
    options.dict_size = static_cast<std::uint32_t>(
        std::clamp<std::size_t>(data.size(), LZMA_DICT_SIZE_MIN, options.dict_size));
    std::array<lzma_filter, 2> filters = {lzma_filter{.id = LZMA_FILTER_LZMA2, .options = &options},
                                          lzma_filter{.id = LZMA_VLI_UNKNOWN, .options = nullptr}};
    const std::size_t bound = lzma_stream_buffer_bound(data.size());
    std::size_t size = 0;
    if (bound == 0 || !buffer_.reserve(bound) ||
        lzma_stream_buffer_encode(filters.data(), LZMA_CHECK_CRC64, nullptr, data.data(),
                                  data.size(), buffer_.data(), &size,
                                  buffer_.capacity()) != LZMA_OK) {
      return std::unexpected(no_memory(Codec::Xz));
    }
    return std::span(buffer_.data(), size);
  }

  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    // The stream's memory is used again where it is large enough.
    if (lzma_stream_decoder(&stream_, max_workspace_bytes_, 0) != LZMA_OK) {
      return std::unexpected(no_memory(Codec::Xz));
    }
    stream_.next_in = block.data();
    stream_.avail_in = block.size();
    std::size_t size = 0;
    while (true) {
      const std::size_t room = std::min(buffer_.capacity(), max_bytes_);
      std::uint8_t beyond = 0;  // once the limit is reached, whether there is more
      const bool is_full = size == max_bytes_;
      stream_.next_out = is_full ? &beyond : buffer_.data() + size;
      stream_.avail_out = is_full ? 1 : room - size;
      const lzma_ret code = lzma_code(&stream_, LZMA_FINISH);
      if (is_full && stream_.avail_out == 0) return std::unexpected(too_much_data(max_bytes_));
      if (!is_full) size = room - stream_.avail_out;
      if (code == LZMA_STREAM_END && stream_.avail_in == 0) {
        return std::span<const std::uint8_t>(buffer_.data(), size);
      }
      if (code == LZMA_MEM_ERROR) return std::unexpected(no_memory(Codec::Xz));
      if (code == LZMA_MEMLIMIT_ERROR) return std::unexpected(too_large_dictionary());
      // All input is there from the start, so only too little room stops it before its end.
      const bool wants_room = (code == LZMA_OK || code == LZMA_BUF_ERROR) && !is_full;
      if (!wants_room || stream_.avail_out != 0) return std::unexpected(bad_block(Codec::Xz));
      if (size < max_bytes_ && !buffer_.grow(max_bytes_)) {
        return std::unexpected(no_memory(Codec::Xz));
      }
    }
  }

 private:
  CodecError too_large_dictionary() {
    return {Fault::WorkspaceLimit,
            base::cat("to decompress the block xz needs ", lzma_memusage(&stream_),
                      " bytes, more than max_workspace_bytes, ", max_workspace_bytes_)};
  }

  int level_;
  std::size_t max_bytes_;
  std::size_t max_workspace_bytes_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  Buffer buffer_;
};

}  // namespace

std::unique_ptr<BlockCodec> make_xz(int level, const Limits& limits) {
  return std::make_unique<XzCodec>(level, limits);
}

}  // namespace avocet::container::internal
