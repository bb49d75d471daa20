// copy.cc - counts and copies blocks.
#include "avocet/container/copy.h"

#include <utility>

#include "avocet/avro/equal.h"

namespace avocet::container {
namespace {

void add(Counted& sum, const Block& block) {
  sum.records += block.records;
  ++sum.blocks;
  sum.data_bytes += block.size_bytes;
}

}  // namespace

Result<Counted> count(BlockReader& blocks) {
  Counted sum;
  while (true) {
    const auto block = blocks.next_head();
    if (!block) return std::unexpected(block.error());
    if (!*block) return sum;
    add(sum, **block);
  }
}

Result<Counted> copy_blocks(BlockReader& from, Writer& to, Recompress recompress,
                            const Limits& limits) {
  const Header& header = from.header();
  if (!avro::equivalent(header.schema, to.schema())) {
    return std::unexpected(
        Error{.fault = Fault::Mismatch, .message = "the files have different schemas"});
  }
  const bool is_raw = header.codec == to.codec() && recompress == Recompress::IfNeeded;
  auto codec = make_block_codec(header.codec, std::nullopt, limits);
  if (!codec) return std::unexpected(std::move(codec.error()));
  Counted sum;
  while (true) {
    const auto block = from.next();
    if (!block) return std::unexpected(block.error());
    if (!*block) return sum;
    Result<void> written;
    if (is_raw) {
      written = to.write_block((*block)->records, (*block)->data);
    } else if (const auto data = (*codec)->decompress((*block)->data)) {
      written = to.write_data((*block)->records, *data);
    } else {
      auto refused = from.refuse({.fault = data.error().fault,
                                  .offset = (*block)->offset,
                                  .message = data.error().message});
      if (!refused) return std::unexpected(std::move(refused.error()));
      continue;
    }
    if (!written) return std::unexpected(std::move(written.error()));
    add(sum, **block);
  }
}

}  // namespace avocet::container
