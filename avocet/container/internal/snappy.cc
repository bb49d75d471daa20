// snappy.cc - the codec snappy: a raw block and four bytes of CRC-32 (by libdeflate, which has the
// fastest at hand).
#include <libdeflate.h>
#include <snappy.h>

#include "avocet/container/internal/buffer.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container::internal {
namespace {

constexpr std::size_t kChecksumBytes = 4;
// Three bytes of a block make at most 64 of data, so what claims more lies.
constexpr std::size_t kMaxDataPerByte = 22;

class SnappyCodec final : public BlockCodec {
 public:
  explicit SnappyCodec(const Limits& limits) : max_bytes_(limits.max_data_bytes) {}

  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    if (!buffer_.reserve(snappy::MaxCompressedLength(data.size()) + kChecksumBytes)) {
      return std::unexpected(no_memory(Codec::Snappy));
    }
    std::size_t size = 0;
    snappy::RawCompress(reinterpret_cast<const char*>(data.data()), data.size(),
                        reinterpret_cast<char*>(buffer_.data()), &size);
    const std::uint32_t sum = libdeflate_crc32(0, data.data(), data.size());
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      buffer_.data()[size++] = static_cast<std::uint8_t>(sum >> shift);
    }
    return std::span(buffer_.data(), size);
  }

  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    if (block.size() < kChecksumBytes) return std::unexpected(bad_block(Codec::Snappy));
    const auto stored = block.last(kChecksumBytes);
    block = block.first(block.size() - kChecksumBytes);
    const auto* const text = reinterpret_cast<const char*>(block.data());
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(text, block.size(), &size) ||
        size / kMaxDataPerByte > block.size()) {
      return std::unexpected(bad_block(Codec::Snappy));
    }
    if (size > max_bytes_) return std::unexpected(too_much_data(max_bytes_));
    if (!buffer_.reserve(size + 1)) return std::unexpected(no_memory(Codec::Snappy));
    if (!snappy::RawUncompress(text, block.size(), reinterpret_cast<char*>(buffer_.data()))) {
      return std::unexpected(bad_block(Codec::Snappy));
    }
    std::uint32_t sum = 0;
    for (const std::uint8_t byte : stored) sum = sum << 8 | byte;
    if (sum != libdeflate_crc32(0, buffer_.data(), size)) {
      return std::unexpected(
          CodecError{Fault::Checksum, "the block's CRC-32 is not that of its data"});
    }
    return std::span<const std::uint8_t>(buffer_.data(), size);
  }

 private:
  std::size_t max_bytes_;
  Buffer buffer_;
};

}  // namespace

std::unique_ptr<BlockCodec> make_snappy(const Limits& limits) {
  return std::make_unique<SnappyCodec>(limits);
}

}  // namespace avocet::container::internal
