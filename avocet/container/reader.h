// reader.h - the records of a container file, decoded one by one.
//
//   Source --BlockReader--> Block --BlockCodec--> data --avro::decode(plan)--> View
//
//   auto reader = container::Reader::open("tasks.avro");
//   if (!reader) return reader.error();
//   while (true) {
//     auto next = reader->next();
//     if (!next) return next.error();
//     if (!*next) break;                        // the end of the file, or of its range
//     const avro::View& task = **next;          // valid until the next call
//     use(task["title"].text());
//   }
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/container/block_codec.h"
#include "avocet/container/block_reader.h"

namespace avocet::container {

struct ReadOptions {
  std::optional<avro::Schema> reader{};  // whose shape the records have; nothing: the writer's
  avro::CompileOptions compile{};
  avro::DecodeOptions decode{};  // of each record; `trailing` does not matter here
  BlockOptions blocks{};         // range, damage, limits
};

// Not for several threads at once; movable. Allocates nothing for a record once it has seen the
// largest block and the largest record.
class Reader {
 public:
  // Errors: those of BlockReader::open; Schema with the path where `reader` cannot read the file.
  static Result<Reader> open(std::unique_ptr<Source> source, const ReadOptions& options = {});
  static Result<Reader> open(const std::string& path, const ReadOptions& options = {});

  const Header& header() const noexcept { return blocks_.header(); }
  const avro::Plan& plan() const noexcept { return plan_; }

  // The next record. It borrows from this reader, until the next call. Nothing: there are no more.
  // Errors: those of BlockReader::next; Compressed, Checksum, DataLimit, WorkspaceLimit, Count,
  // Datum; each with the offset of its block, Datum with record and path too. After an error every
  // call gives it again. With Damage::Skip what is bad is noted in skipped() instead: the rest of
  // the block is lost, and reading goes on with the next one.
  Result<std::optional<avro::View>> next();

  // For decoders of one's own, such as structs::Decoder with Trailing::Allow:
  //
  //   while (true) {
  //     auto has_record = reader.has_record();
  //     if (!has_record) return has_record.error();
  //     if (!*has_record) break;
  //     if (auto bytes_read = decoder.decode(reader.rest(), task)) {
  //       reader.advance(*bytes_read);
  //       use(task);
  //     } else if (auto refused = reader.refuse(bytes_read.error()); !refused) {
  //       return refused.error();
  //     }
  //   }

  // Goes to the next block where this one is used up. False: there are no more records. Errors: as
  // next().
  Result<bool> has_record();

  // The block's data from the next record on; it holds records_left() of them. Empty, with 0 of
  // them, until has_record() says true.
  std::span<const std::uint8_t> rest() const noexcept { return rest_; }
  std::uint64_t records_left() const noexcept { return records_left_; }

  // The next record was this long; only after has_record() said true.
  void advance(std::size_t bytes) noexcept {
    rest_ = rest_.subspan(bytes);
    --records_left_;
    ++record_;
  }

  // The next record cannot be decoded. With Damage::Stop this is the Error to hand on; with
  // Damage::Skip the rest of the block is lost.
  Result<void> refuse(const avro::DecodeError& error);

  // The number of the next record, from 0 where reading began. Records of blocks that were skipped
  // are counted where it is known how many they were.
  std::uint64_t record() const noexcept { return record_; }
  std::uint64_t block_offset() const noexcept { return block_.offset; }

  const std::vector<Skipped>& skipped() const noexcept { return blocks_.skipped(); }

 private:
  Reader(BlockReader blocks, std::unique_ptr<BlockCodec> codec, avro::Plan plan,
         const ReadOptions& options);

  Result<void> open_block(const Block& block);
  Result<void> refuse_block(Fault fault, std::string message);

  BlockReader blocks_;
  std::unique_ptr<BlockCodec> codec_;
  avro::Plan plan_;
  avro::Arena arena_;
  avro::DecodeOptions decode_;
  Limits limits_;
  std::uint32_t min_record_bytes_ = 0;

  Block block_;                         // the present one; its data are in the codec's hands
  std::span<const std::uint8_t> data_;  // of the block, decompressed
  std::span<const std::uint8_t> rest_;
  std::uint64_t records_left_ = 0;
  std::uint64_t record_ = 0;
};

}  // namespace avocet::container
