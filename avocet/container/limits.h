// limits.h - what a file may ask for. A file at a limit is read, one beyond it is refused.
#pragma once

#include <cstddef>
#include <cstdint>

namespace avocet::container {

// Each has a Fault of its own (error.h). A writer keeps to them too, so that what it writes can be
// read with the same limits. One block at a time is in memory: its bytes, its data, the values of
// one record (avro::DecodeLimits) and the decompressor's workspace.
struct Limits {
  std::size_t max_header_bytes = 16 * 1024 * 1024;  // twice the longest schema text that is parsed
  std::size_t max_header_entries = 1'000;           // of the metadata
  std::size_t max_block_bytes = 64 * 1024 * 1024;   // as it lies in the file; Java ends a block at
                                                    // 64,000 bytes, the largest seen have 16 MiB
  std::size_t max_data_bytes = 64 * 1024 * 1024;    // of a block, decompressed
  std::uint64_t max_block_records = 64 * 1024 * 1024;  // one for each byte of max_data_bytes
  std::uint64_t max_empty_records = 1'048'576;  // of a block, when records take no bytes: then no
                                                // data bound their number
  std::size_t max_workspace_bytes = 72 * 1024 * 1024;  // of a decompressor for itself; xz at its
                                                       // highest level takes 65 MiB
  std::size_t max_skips = 10'000;  // damaged places that are remembered while reading over them
};

}  // namespace avocet::container
