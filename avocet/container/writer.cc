// writer.cc - gathers records, compresses them, writes blocks.
#include "avocet/container/writer.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "avocet/avro/equal.h"
#include "avocet/avro/print.h"
#include "avocet/base/text.h"
#include "avocet/container/internal/number.h"

namespace avocet::container {
namespace {

std::unexpected<Error> bad(Fault fault, std::string message) {
  return std::unexpected(Error{.fault = fault, .message = std::move(message)});
}

Result<SyncMarker> marker_by_chance() {
  SyncMarker marker{};
  if (::getentropy(marker.data(), marker.size()) != 0) {
    return bad(Fault::Io, base::cat("no random bytes for a sync marker: ",
                                    std::error_code(errno, std::generic_category()).message()));
  }
  return marker;
}

// Whether the header or the last block is whole.
Result<void> check_end(Source& source, const Header& header, const std::string& path) {
  const std::uint64_t size = source.size().value_or(0);
  const std::uint64_t marker_at = std::max<std::uint64_t>(size, header.size_bytes) - kSyncBytes;
  const auto end = source.view(marker_at, kSyncBytes);
  if (!end) return std::unexpected(end.error());
  if (end->size() == kSyncBytes && std::ranges::equal(*end, header.sync)) return {};
  return std::unexpected(
      Error{.fault = Fault::Sync,
            .offset = marker_at,
            .message = base::cat(path, " does not end with its sync marker: it was cut off")});
}

}  // namespace

Writer::Writer(std::unique_ptr<Sink> sink, std::unique_ptr<BlockCodec> coder,
               const avro::Schema& schema, Codec codec, const SyncMarker& sync,
               const WriteOptions& options)
    : sink_(std::move(sink)),
      coder_(std::move(coder)),
      plan_(schema),
      codec_(codec),
      sync_(sync),
      block_bytes_(options.block_bytes),
      durability_(options.durability),
      encode_(options.encode),
      limits_(options.limits) {}

Result<Writer> Writer::create(std::unique_ptr<Sink> sink, const avro::Schema& schema,
                              const WriteOptions& options) {
  const Codec codec = options.codec.value_or(Codec::Null);
  auto coder = make_block_codec(codec, options.level, options.limits);
  if (!coder) return std::unexpected(std::move(coder.error()));
  const auto sync = options.sync ? Result<SyncMarker>(*options.sync) : marker_by_chance();
  if (!sync) return std::unexpected(sync.error());
  const auto header =
      write_header(avro::to_resolved_text(schema), codec, *sync, options.metadata, options.limits);
  if (!header) return std::unexpected(header.error());
  const std::array<std::span<const std::uint8_t>, 1> pieces = {*header};
  if (auto written = sink->write(pieces); !written) {
    return std::unexpected(std::move(written.error()));
  }
  return Writer(std::move(sink), std::move(*coder), schema, codec, *sync, options);
}

Result<Writer> Writer::create(const std::string& path, const avro::Schema& schema,
                              const WriteOptions& options) {
  auto sink = FileSink::create(path);
  if (!sink) return std::unexpected(std::move(sink.error()));
  return create(std::move(*sink), schema, options);
}

Result<Writer> Writer::append(const std::string& path, const avro::Schema& schema,
                              const WriteOptions& options) {
  auto source = FileSource::open(path);
  if (!source) return std::unexpected(std::move(source.error()));
  auto header = read_header(**source, options.limits);
  if (!header) return std::unexpected(std::move(header.error()));
  if (!avro::equivalent(header->schema, schema)) {
    return bad(Fault::Mismatch, base::cat(path, " has another schema"));
  }
  if (options.codec && *options.codec != header->codec) {
    return bad(Fault::Mismatch, base::cat(path, " has the codec ", to_text(header->codec), ", not ",
                                          to_text(*options.codec)));
  }
  if (auto checked = check_end(**source, *header, path); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  auto coder = make_block_codec(header->codec, options.level, options.limits);
  if (!coder) return std::unexpected(std::move(coder.error()));
  auto sink = FileSink::append(path);
  if (!sink) return std::unexpected(std::move(sink.error()));
  return Writer(std::move(*sink), std::move(*coder), schema, header->codec, header->sync, options);
}

Result<void> Writer::write(const avro::Value& value) {
  if (auto encoded = avro::encode(plan_, value, data_, encode_); !encoded) {
    return std::unexpected(Error{.fault = Fault::Value,
                                 .path = std::move(encoded.error().path),
                                 .message = std::move(encoded.error().message)});
  }
  return end_datum();
}

Result<void> Writer::write_datum(std::span<const std::uint8_t> datum) {
  data_.insert(data_.end(), datum.begin(), datum.end());
  return end_datum();
}

Result<void> Writer::end_datum() {
  if (error_) {
    data_.clear();
    return std::unexpected(*error_);
  }
  // One that no longer fits begins a block of its own: those before it were accepted.
  if (records_ != 0 && data_.size() > limits_.max_data_bytes) {
    auto flushed = write_gathered(std::exchange(records_, 0), std::span(data_).first(begin_));
    if (!flushed) return flushed;
    data_.erase(data_.begin(), data_.begin() + static_cast<std::ptrdiff_t>(begin_));
  }
  ++records_;
  begin_ = data_.size();
  const bool is_full = data_.size() >= block_bytes_ || records_ >= limits_.max_block_records ||
                       (data_.empty() && records_ >= limits_.max_empty_records);
  return is_full ? flush() : Result<void>{};
}

Result<void> Writer::flush() {
  if (error_) return std::unexpected(*error_);
  if (records_ == 0) return {};
  auto written = write_gathered(std::exchange(records_, 0), data_);
  data_.clear();
  begin_ = 0;
  return written;
}

// Records that were accepted: where they cannot be written, the file lacks them, and nothing more
// is written to it.
Result<void> Writer::write_gathered(std::uint64_t records, std::span<const std::uint8_t> data) {
  auto written = compress(records, data);
  if (!written) error_ = written.error();
  return written;
}

Result<void> Writer::write_data(std::uint64_t records, std::span<const std::uint8_t> data) {
  if (auto flushed = flush(); !flushed) return flushed;
  return compress(records, data);
}

Result<void> Writer::compress(std::uint64_t records, std::span<const std::uint8_t> data) {
  if (data.size() > limits_.max_data_bytes) {
    return bad(Fault::DataLimit,
               base::cat("a block of ", data.size(), " bytes of data, more than max_data_bytes, ",
                         limits_.max_data_bytes));
  }
  const auto block = coder_->compress(data);
  if (!block) return bad(block.error().fault, block.error().message);
  return write_compressed(records, *block);
}

Result<void> Writer::write_block(std::uint64_t records, std::span<const std::uint8_t> block) {
  if (auto flushed = flush(); !flushed) return flushed;
  return write_compressed(records, block);
}

Result<void> Writer::write_compressed(std::uint64_t records, std::span<const std::uint8_t> block) {
  if (block.size() > limits_.max_block_bytes) {
    return bad(Fault::BlockLimit,
               base::cat("a block of ", block.size(), " bytes, more than max_block_bytes, ",
                         limits_.max_block_bytes));
  }
  if (records > limits_.max_block_records) {
    return bad(Fault::RecordLimit,
               base::cat("a block of ", records, " records, more than max_block_records, ",
                         limits_.max_block_records));
  }
  std::array<std::uint8_t, 2 * internal::kMaxLongBytes> head{};
  std::size_t size = internal::write_long(head.data(), static_cast<std::int64_t>(records));
  size += internal::write_long(head.data() + size, static_cast<std::int64_t>(block.size()));
  const std::array<std::span<const std::uint8_t>, 3> pieces = {std::span(head).first(size), block,
                                                               sync_};
  auto written = sink_->write(pieces);
  if (!written) error_ = written.error();  // there may be half a block now
  return written;
}

Result<void> Writer::finish() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (durability_ == Durability::Synced) {
    if (auto synced = sink_->sync(); !synced) return synced;
  }
  return sink_->close();
}

}  // namespace avocet::container
