// block_reader.cc - heads, markers, and the way back to them after damage.
#include "avocet/container/block_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "avocet/base/text.h"
#include "avocet/container/internal/number.h"

namespace avocet::container {
namespace {

constexpr std::size_t kMaxHeadBytes = 2 * internal::kMaxLongBytes;
constexpr std::size_t kSearchBytes = 64 * 1024;  // looked through at once for a marker

std::unexpected<Error> bad(Fault fault, std::uint64_t offset, std::string message) {
  return std::unexpected(Error{.fault = fault, .offset = offset, .message = std::move(message)});
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<BlockReader> BlockReader::open(const std::string& path, const BlockOptions& options) {
  auto source = FileSource::open(path);
  if (!source) return std::unexpected(std::move(source.error()));
  return open(std::move(*source), options);
}

Result<BlockReader> BlockReader::open(std::unique_ptr<Source> source, const BlockOptions& options) {
  auto header = read_header(*source, options.limits, options.parse);
  if (!header) return std::unexpected(std::move(header.error()));
  BlockReader reader(std::move(source), std::move(*header), options);
  if (auto found = reader.find_start(); !found) return std::unexpected(std::move(found.error()));
  return reader;
}

// The header's own marker counts as the one before the first block. It is where the header ends:
// the same bytes earlier, inside the metadata, are none.
Result<void> BlockReader::find_start() {
  offset_ = header_.size_bytes;
  if (options_.begin <= header_.size_bytes - kSyncBytes) return {};
  auto marker = find_marker(options_.begin);
  if (!marker) return std::unexpected(std::move(marker.error()));
  is_at_end_ = !*marker;
  if (*marker) offset_ = **marker + kSyncBytes;
  return {};
}

Result<std::optional<Block>> BlockReader::next() { return advance(Data::Read); }
Result<std::optional<Block>> BlockReader::next_head() { return advance(Data::Jump); }

Result<std::optional<Block>> BlockReader::advance(Data data) {
  if (error_) return std::unexpected(*error_);
  while (!is_at_end_ && offset_ - kSyncBytes < options_.end) {
    auto block = read_at(offset_, data);
    if (block) {
      is_at_end_ = !*block;
      if (*block) {
        last_offset_ = offset_;
        offset_ = (*block)->end;
      }
      return block;
    }
    const Fault fault = block.error().fault;
    const bool is_damage = fault != Fault::Io && fault != Fault::WorkspaceLimit;
    if (options_.damage == Damage::Stop || !is_damage) {
      error_ = std::move(block.error());
    } else if (auto resynced = resync(std::move(block.error())); !resynced) {
      error_ = std::move(resynced.error());
    }
    if (error_) return std::unexpected(*error_);
  }
  return std::nullopt;
}

// Nothing: the file ends here.
Result<std::optional<Block>> BlockReader::read_at(std::uint64_t offset, Data data) {
  auto bytes = source_->view(offset, kMaxHeadBytes);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (bytes->empty()) return std::nullopt;
  auto block = head_of(*bytes, offset);
  if (!block) return std::unexpected(std::move(block.error()));

  const std::uint64_t marker_at = block->end - kSyncBytes;
  // What the file cannot hold is not even begun to be read.
  const auto size = source_->size();
  if (size && *size < block->end) {
    return bad(Fault::Truncated, offset,
               base::cat("the file ends inside this block, ", block->end - *size, " bytes short"));
  }
  // A pipe cannot be read again from here on, to find the next marker, once it was read on.
  const bool may_come_back = !size && options_.damage == Damage::Skip;
  if (data == Data::Read || may_come_back) {
    const auto whole = static_cast<std::size_t>(block->end - offset);
    bytes = source_->view(offset, whole);
    if (bytes && bytes->size() >= whole) {
      block->data = bytes->subspan(whole - kSyncBytes - block->size_bytes, block->size_bytes);
      bytes = bytes->subspan(whole - kSyncBytes);
    } else if (bytes) {
      bytes = std::span<const std::uint8_t>{};
    }
  } else {
    bytes = source_->view(marker_at, kSyncBytes);
  }
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (bytes->size() < kSyncBytes) {
    return bad(Fault::Truncated, offset, "the file ends inside this block");
  }
  if (!std::ranges::equal(bytes->first(kSyncBytes), header_.sync)) {
    return bad(Fault::Sync, offset,
               base::cat("no sync marker behind this block, at byte ", marker_at));
  }
  return std::optional(*block);
}

Result<Block> BlockReader::head_of(std::span<const std::uint8_t> bytes,
                                   std::uint64_t offset) const {
  internal::LongReader in(bytes.first(std::min(bytes.size(), kMaxHeadBytes)));
  const auto records = in.next();
  const auto size = records ? in.next() : std::nullopt;
  if (!size) {
    return in.fault() == internal::LongFault::Truncated
               ? bad(Fault::Truncated, offset, "the file ends inside the head of a block")
               : bad(Fault::Block, offset, "a number in the head of a block is too long");
  }
  if (*records < 0 || *size < 0) {
    return bad(Fault::Block, offset,
               base::cat("a block of ", *records, " records and ", *size, " bytes"));
  }
  Block block{.offset = offset,
              .records = static_cast<std::uint64_t>(*records),
              .size_bytes = static_cast<std::uint64_t>(*size)};
  if (block.size_bytes > options_.limits.max_block_bytes) {
    return bad(Fault::BlockLimit, offset,
               base::cat("a block of ", block.size_bytes, " bytes, more than max_block_bytes, ",
                         options_.limits.max_block_bytes));
  }
  if (block.records > options_.limits.max_block_records) {
    return bad(Fault::RecordLimit, offset,
               base::cat("a block of ", block.records, " records, more than max_block_records, ",
                         options_.limits.max_block_records));
  }
  block.end = offset + in.at() + block.size_bytes + kSyncBytes;
  return block;
}

Result<void> BlockReader::refuse(Error error) {
  if (options_.damage == Damage::Skip) {
    auto noted = note(
        {.offset = last_offset_, .size_bytes = offset_ - last_offset_, .why = std::move(error)});
    if (noted) return {};
    error = std::move(noted.error());
  }
  error_ = error;
  return std::unexpected(std::move(error));
}

// Goes to behind the first marker that comes after the damage, or to the end.
Result<void> BlockReader::resync(Error why) {
  const auto marker = find_marker(offset_);
  if (!marker) return std::unexpected(marker.error());
  const std::uint64_t from = std::exchange(offset_, *marker ? **marker + kSyncBytes : offset_);
  if (*marker) return note({.offset = from, .size_bytes = offset_ - from, .why = std::move(why)});
  is_at_end_ = true;
  return note({.offset = from, .size_bytes = end_of_search_ - from, .why = std::move(why)});
}

// Where the first marker at `from` or behind it begins. Nothing: there is none up to
// end_of_search_.
Result<std::optional<std::uint64_t>> BlockReader::find_marker(std::uint64_t from) {
  const std::string_view wanted = text_of(header_.sync);
  while (true) {
    const auto bytes = source_->view(from, kSearchBytes);
    if (!bytes) return std::unexpected(bytes.error());
    const std::size_t found = text_of(*bytes).find(wanted);
    if (found != std::string_view::npos) return from + found;
    if (bytes->size() < kSearchBytes) {
      end_of_search_ = from + bytes->size();
      return std::nullopt;
    }
    from += bytes->size() - (kSyncBytes - 1);  // the rest may be the beginning of one
  }
}

Result<void> BlockReader::note(Skipped skipped) {
  if (skipped_.size() >= options_.limits.max_skips) {
    return bad(Fault::SkipLimit, skipped.offset,
               base::cat("more than max_skips, ", options_.limits.max_skips, " damaged places"));
  }
  skipped_.push_back(std::move(skipped));
  return {};
}

}  // namespace avocet::container
