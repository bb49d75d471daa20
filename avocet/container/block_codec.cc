// block_codec.cc - the codec by its name, and the one that does nothing.
#include "avocet/container/block_codec.h"

#include "avocet/base/text.h"
#include "avocet/container/internal/codecs.h"

namespace avocet::container {
namespace {

class NullCodec final : public BlockCodec {
 public:
  explicit NullCodec(const Limits& limits) : max_bytes_(limits.max_data_bytes) {}

  CodecResult<std::span<const std::uint8_t>> compress(std::span<const std::uint8_t> data) override {
    return data;
  }
  CodecResult<std::span<const std::uint8_t>> decompress(
      std::span<const std::uint8_t> block) override {
    if (block.size() > max_bytes_) return std::unexpected(internal::too_much_data(max_bytes_));
    return block;
  }

 private:
  std::size_t max_bytes_;
};

std::unique_ptr<BlockCodec> made(Codec codec, int level, const Limits& limits) {
  switch (codec) {
    case Codec::Null:
      return std::make_unique<NullCodec>(limits);
    case Codec::Deflate:
      return internal::make_deflate(level, limits);
    case Codec::Snappy:
      return internal::make_snappy(limits);
    case Codec::Zstandard:
      return internal::make_zstandard(level, limits);
    case Codec::Bzip2:
      return internal::make_bzip2(level, limits);
    case Codec::Xz:
      return internal::make_xz(level, limits);
  }
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<BlockCodec>> make_block_codec(Codec codec, std::optional<int> level,
                                                     const Limits& limits) {
  const auto levels = levels_of(codec);
  if (level && !levels) {
    return std::unexpected(
        Error{.fault = Fault::Codec,
              .message = base::cat("the codec ", to_text(codec), " has no levels")});
  }
  if (level && (*level < levels->first || *level > levels->last)) {
    return std::unexpected(
        Error{.fault = Fault::Codec,
              .message = base::cat("the codec ", to_text(codec), " has levels ", levels->first,
                                   " to ", levels->last, ", not ", *level)});
  }
  return made(codec, level.value_or(levels ? levels->normal : 0), limits);
}

namespace internal {

CodecError too_much_data(std::size_t max_bytes) {
  return {Fault::DataLimit,
          base::cat("the block holds more than max_data_bytes, ", max_bytes, " bytes")};
}

CodecError bad_block(Codec codec) {
  return {Fault::Compressed, base::cat("the block is not what ", to_text(codec), " writes")};
}

CodecError no_memory(Codec codec) {
  return {Fault::WorkspaceLimit, base::cat("no memory for ", to_text(codec))};
}

}  // namespace internal
}  // namespace avocet::container
