// block_reader.h - the blocks of a file one by one, as they lie in it.
//
//   count of records | size of the data in bytes | data, compressed | sync marker
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "avocet/container/header.h"
#include "avocet/container/source.h"

namespace avocet::container {

enum class Damage : std::uint8_t {
  Stop,  // the first damaged place is an error
  Skip,  // reading goes on behind the next sync marker
};

// A place that was read over.
struct Skipped {
  std::uint64_t offset = 0;      // of the block, from the start of the file
  std::uint64_t size_bytes = 0;  // from there to where reading went on
  Error why;
};

struct BlockOptions {
  // The blocks whose preceding sync marker begins in [begin, end), as Hadoop splits files: the
  // ranges of a file that lie side by side give each block once. 0 is the whole file's beginning.
  std::uint64_t begin = 0;
  std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
  Damage damage = Damage::Stop;
  Limits limits{};
  avro::ParseOptions parse = kFileSchemas;
};

struct Block {
  std::uint64_t offset = 0;              // of its count, from the start of the file
  std::uint64_t records = 0;             // as it says; may be 0
  std::uint64_t size_bytes = 0;          // of the data
  std::uint64_t end = 0;                 // where the next block begins
  std::span<const std::uint8_t> data{};  // compressed, in the source's memory
};

class BlockReader {
 public:
  // Reads the header and finds the first block of the range. Errors: those of read_header.
  static Result<BlockReader> open(std::unique_ptr<Source> source, const BlockOptions& options = {});
  static Result<BlockReader> open(const std::string& path, const BlockOptions& options = {});

  const Header& header() const noexcept { return header_; }

  // The next block; its data are valid until the next call. Nothing: there are no more. Its sync
  // marker has been seen. Errors: Block, Sync, Truncated, BlockLimit, RecordLimit, Io; the same one
  // again on the next call. With Damage::Skip only SkipLimit, WorkspaceLimit and Io.
  Result<std::optional<Block>> next();

  // The same without its data, which are not even read where the source can jump.
  Result<std::optional<Block>> next_head();

  // The block that next() gave last turned out to be bad inside. With Damage::Stop the error is
  // returned, also by all later calls; with Damage::Skip it is noted and reading may go on.
  Result<void> refuse(Error error);

  const std::vector<Skipped>& skipped() const noexcept { return skipped_; }

 private:
  enum class Data : std::uint8_t { Read, Jump };

  BlockReader(std::unique_ptr<Source> source, Header header, const BlockOptions& options)
      : source_(std::move(source)), header_(std::move(header)), options_(options) {}

  Result<void> find_start();
  Result<std::optional<Block>> advance(Data data);
  Result<std::optional<Block>> read_at(std::uint64_t offset, Data data);
  Result<Block> head_of(std::span<const std::uint8_t> bytes, std::uint64_t offset) const;
  Result<void> resync(Error why);
  Result<std::optional<std::uint64_t>> find_marker(std::uint64_t from);
  Result<void> note(Skipped skipped);

  std::unique_ptr<Source> source_;
  Header header_;
  BlockOptions options_;
  std::uint64_t offset_ = 0;         // of the next block
  std::uint64_t last_offset_ = 0;    // of the one that was given last
  std::uint64_t end_of_search_ = 0;  // the file's end, once a search has come to it
  bool is_at_end_ = false;
  std::optional<Error> error_;  // that ended the reading
  std::vector<Skipped> skipped_;
};

}  // namespace avocet::container
