// bzip2.cc - the codec bzip2, by libbz2. Its workspace is bounded by the format: 3.7 MB to
// decompress.
#include <bzlib.h>

#include <algorithm>
#include <limits>

#include "avocet/base/text.h"
#include "avocet/container/internal/buffer.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container::internal {
namespace {

constexpr std::size_t kBlockBytes = 100'000;  // for each level; a few of them are not used
constexpr std::size_t kBlockOverhead = 19;
constexpr std::size_t kWorkspaceBytes = 3'700'000;  // bzip2's manual, "Memory management"

// bzip2 counts in unsigned int, has no const and takes no null; it does not write to its input.
bz_stream stream_of(std::span<const std::uint8_t> input) {
  static constexpr std::uint8_t kNothing = 0;
  const std::uint8_t* const first = input.empty() ? &kNothing : input.data();
  bz_stream stream{};
  stream.next_in = const_cast<char*>(reinterpret_cast<const char*>(first));
  stream.avail_in = static_cast<unsigned>(input.size());
  return stream;
}

bool is_countable(std::size_t bytes) { return bytes <= std::numeric_limits<unsigned>::max() / 2; }

class Bzip2Codec final : public BlockCodec {
 public:
  Bzip2Codec(int level, const Limits& limits)
      : level_(level),
        max_bytes_(limits.max_data_bytes),
        max_workspace_bytes_(limits.max_workspace_bytes) {}

  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    // Its manual: never more than one hundredth and 600 bytes longer.
    const std::size_t bound = data.size() + data.size() / 100 + 600;
    if (!is_countable(bound) || !buffer_.reserve(bound)) {
      return std::unexpected(no_memory(Codec::Bzip2));
    }
    // What fits into a smaller block of bzip2's need not have a larger one: it would only take more
    // memory, of readers too. Its first step makes data longer by a quarter at most.
    const std::size_t enough = 1 + (data.size() + data.size() / 4 + kBlockOverhead) / kBlockBytes;
    const int level = static_cast<int>(std::min(enough, static_cast<std::size_t>(level_)));
    auto size = static_cast<unsigned>(bound);
    bz_stream input = stream_of(data);
    if (BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(buffer_.data()), &size, input.next_in,
                                 input.avail_in, level, 0, 0) != BZ_OK) {
      return std::unexpected(no_memory(Codec::Bzip2));
    }
    return std::span(buffer_.data(), size);
  }

  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    if (kWorkspaceBytes > max_workspace_bytes_) {
      return std::unexpected(CodecError{
          Fault::WorkspaceLimit,
          base::cat("bzip2 needs ", kWorkspaceBytes, " bytes, more than max_workspace_bytes")});
    }
    if (!is_countable(block.size())) return std::unexpected(bad_block(Codec::Bzip2));
    bz_stream stream = stream_of(block);
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) {
      return std::unexpected(no_memory(Codec::Bzip2));
    }
    auto data = decompress(stream);
    BZ2_bzDecompressEnd(&stream);
    return data;
  }

 private:
  CodecResult<std::span<const std::uint8_t>> decompress(bz_stream& stream) {
    std::size_t size = 0;
    while (true) {
      const std::size_t room = std::min(buffer_.capacity(), max_bytes_);
      stream.next_out = reinterpret_cast<char*>(buffer_.data() + size);
      stream.avail_out = static_cast<unsigned>(std::min<std::size_t>(room - size, 1U << 30));
      const unsigned offered = stream.avail_out;
      const int code = BZ2_bzDecompress(&stream);
      size += offered - stream.avail_out;
      if (code == BZ_STREAM_END) {
        if (stream.avail_in != 0) return std::unexpected(bad_block(Codec::Bzip2));
        return std::span<const std::uint8_t>(buffer_.data(), size);
      }
      if (code == BZ_MEM_ERROR) return std::unexpected(no_memory(Codec::Bzip2));
      // All input is there from the start, so only too little room stops it before its end.
      if (code != BZ_OK || stream.avail_out != 0) return std::unexpected(bad_block(Codec::Bzip2));
      if (size < room) continue;
      if (room == max_bytes_) return past_the_limit(stream, size);
      if (!buffer_.grow(max_bytes_)) return std::unexpected(no_memory(Codec::Bzip2));
    }
  }

  // The limit is reached, but the end of the stream may still be all that is left.
  CodecResult<std::span<const std::uint8_t>> past_the_limit(bz_stream& stream, std::size_t size) {
    char one_more = 0;
    stream.next_out = &one_more;
    stream.avail_out = 1;
    const int code = BZ2_bzDecompress(&stream);
    if (code == BZ_STREAM_END && stream.avail_out == 1 && stream.avail_in == 0) {
      return std::span<const std::uint8_t>(buffer_.data(), size);
    }
    if (stream.avail_out == 0) return std::unexpected(too_much_data(max_bytes_));
    return std::unexpected(bad_block(Codec::Bzip2));
  }

  int level_;
  std::size_t max_bytes_;
  std::size_t max_workspace_bytes_;
  Buffer buffer_;
};

}  // namespace

std::unique_ptr<BlockCodec> make_bzip2(int level, const Limits& limits) {
  return std::make_unique<Bzip2Codec>(level, limits);
}

}  // namespace avocet::container::internal
