// copy.h - whole blocks from file to file, and counting them: what needs no record to be decoded.
#pragma once

#include <cstdint>

#include "avocet/container/block_reader.h"
#include "avocet/container/writer.h"

namespace avocet::container {

struct Counted {
  std::uint64_t records = 0;
  std::uint64_t blocks = 0;
  std::uint64_t data_bytes = 0;  // of the blocks as they lie in the file, without heads and markers
};

// The rest of a file, by the heads of its blocks: it is believed how many records each has. Errors:
// those of BlockReader::next_head.
Result<Counted> count(BlockReader& blocks);

enum class Recompress : std::uint8_t {
  IfNeeded,  // where the codecs differ
  Always,    // for another level
};

// Appends the rest of a file to what `to` writes. Blocks keep their boundaries and their records
// their bytes. Errors: Mismatch where the schemas differ (avro::equivalent); those of the reader,
// of the codecs (blocks that need not be decompressed are not), of the writer.
Result<Counted> copy_blocks(BlockReader& from, Writer& to,
                            Recompress recompress = Recompress::IfNeeded,
                            const Limits& limits = {});

}  // namespace avocet::container
