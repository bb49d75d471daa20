// reader.cc - blocks are opened, records decoded where they lie.
#include "avocet/container/reader.h"

#include <utility>

#include "avocet/avro/datum_size.h"
#include "avocet/base/text.h"

namespace avocet::container {

Result<Reader> Reader::open(const std::string& path, const ReadOptions& options) {
  auto source = FileSource::open(path);
  if (!source) return std::unexpected(std::move(source.error()));
  return open(std::move(*source), options);
}

Result<Reader> Reader::open(std::unique_ptr<Source> source, const ReadOptions& options) {
  auto blocks = BlockReader::open(std::move(source), options.blocks);
  if (!blocks) return std::unexpected(std::move(blocks.error()));
  auto codec = make_block_codec(blocks->header().codec, std::nullopt, options.blocks.limits);
  if (!codec) return std::unexpected(std::move(codec.error()));
  const avro::Schema& writer = blocks->header().schema;
  auto plan = avro::compile(writer, options.reader.value_or(writer), options.compile);
  if (!plan) {
    return std::unexpected(Error{
        .fault = Fault::Schema,
        .path = std::move(plan.error().path),
        .message = base::cat("the reader's schema cannot read the file: ", plan.error().message)});
  }
  return Reader(std::move(*blocks), std::move(*codec), std::move(*plan), options);
}

Reader::Reader(BlockReader blocks, std::unique_ptr<BlockCodec> codec, avro::Plan plan,
               const ReadOptions& options)
    : blocks_(std::move(blocks)),
      codec_(std::move(codec)),
      plan_(std::move(plan)),
      decode_(options.decode),
      limits_(options.blocks.limits),
      min_record_bytes_(avro::min_datum_bytes(header().schema)) {
  decode_.trailing = avro::Trailing::Allow;  // the next record
}

Result<std::optional<avro::View>> Reader::next() {
  while (true) {
    auto has_record = this->has_record();
    if (!has_record) return std::unexpected(std::move(has_record.error()));
    if (!*has_record) return std::nullopt;
    auto decoded = avro::decode(plan_, rest_, arena_, decode_);
    if (decoded) {
      advance(decoded->bytes_read);
      return decoded->value;
    }
    if (auto refused = refuse(decoded.error()); !refused) {
      return std::unexpected(std::move(refused.error()));
    }
  }
}

Result<bool> Reader::has_record() {
  while (records_left_ == 0) {
    if (!rest_.empty()) {
      auto refused = refuse_block(
          Fault::Count, base::cat(rest_.size(), " bytes are left behind the last of the block's ",
                                  block_.records, " records"));
      if (!refused) return std::unexpected(std::move(refused.error()));
    }
    const auto block = blocks_.next();
    if (!block) return std::unexpected(block.error());
    if (!*block) return false;
    if (auto opened = open_block(**block); !opened) {
      return std::unexpected(std::move(opened.error()));
    }
  }
  return true;
}

// What is bad about the block and is to be skipped leaves no records of it.
Result<void> Reader::open_block(const Block& block) {
  block_ = block;
  const auto data = codec_->decompress(block.data);
  if (!data) {
    record_ += block.records;
    return refuse_block(data.error().fault, data.error().message);
  }
  if (min_record_bytes_ == 0 && block.records > limits_.max_empty_records) {
    return refuse_block(Fault::RecordLimit,
                        base::cat("a block of ", block.records,
                                  " records that take no bytes, more than max_empty_records, ",
                                  limits_.max_empty_records));
  }
  if (min_record_bytes_ != 0 && block.records > data->size() / min_record_bytes_) {
    return refuse_block(Fault::Count,
                        base::cat("the block counts ", block.records, " records, more than its ",
                                  data->size(), " bytes can hold"));
  }
  data_ = rest_ = *data;
  records_left_ = block.records;
  return {};
}

Result<void> Reader::refuse_block(Fault fault, std::string message) {
  data_ = rest_ = {};
  records_left_ = 0;
  return blocks_.refuse({.fault = fault, .offset = block_.offset, .message = std::move(message)});
}

Result<void> Reader::refuse(const avro::DecodeError& error) {
  const std::size_t at = data_.size() - rest_.size() + error.offset;
  Error why{.fault = Fault::Datum,
            .offset = block_.offset,
            .record = record_,
            .path = error.path,
            .message = base::cat(error.message, " (byte ", at, " of the block's data)")};
  record_ += std::exchange(records_left_, 0);
  data_ = rest_ = {};
  return blocks_.refuse(std::move(why));
}

}  // namespace avocet::container
