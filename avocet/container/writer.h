// writer.h - records into a container file, block by block.
//
//   Value --avro::encode--> datum --(many)--> data --BlockCodec--> Block --> Sink
//
//   auto writer = container::Writer::create("tasks.avro", schema, {.codec = Codec::Zstandard});
//   if (!writer) return writer.error();
//   for (const avro::Value& task : tasks) {
//     if (auto written = writer->write(task); !written) return written.error();
//   }
//   if (auto finished = writer->finish(); !finished) return finished.error();
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "avocet/avro/arena.h"  // before value.h: else g++ 12 warns of Tag::Bytes
#include "avocet/avro/encode.h"
#include "avocet/container/block_codec.h"
#include "avocet/container/block_reader.h"
#include "avocet/container/header.h"
#include "avocet/container/sink.h"

namespace avocet::container {

enum class Durability : std::uint8_t {
  System,  // when the operating system likes
  Synced,  // finish() returns once it would survive a power cut
};

struct WriteOptions {
  std::optional<Codec> codec{};      // nothing: null; when appending, the file's
  std::optional<int> level{};        // nothing: the codec's normal one (levels_of)
  std::size_t block_bytes = 64'000;  // a block ends once its data are so long, as Java's
  std::optional<SyncMarker> sync{};  // nothing: by chance, as it should be
  Metadata metadata{};               // beside the schema and the codec
  Durability durability = Durability::System;
  avro::EncodeOptions encode{};
  Limits limits{};
};

// Not for several threads at once; movable. What is destroyed without finish() loses its last
// block.
class Writer {
 public:
  // Writes the header. Errors: Codec, Header, HeaderLimit, Io.
  static Result<Writer> create(std::unique_ptr<Sink> sink, const avro::Schema& schema,
                               const WriteOptions& options = {});
  static Result<Writer> create(const std::string& path, const avro::Schema& schema,
                               const WriteOptions& options = {});

  // Goes on behind the last block of a file, with its sync marker and codec. `schema` must be the
  // file's (avro::equivalent), the codec too if one is said; the options' sync marker and metadata
  // are not used. Errors: those of read_header; Mismatch; Sync where the file does not end as a
  // block or header does: it was cut off; Io.
  static Result<Writer> append(const std::string& path, const avro::Schema& schema,
                               const WriteOptions& options = {});

  const avro::Schema& schema() const noexcept { return plan_.schema(); }
  Codec codec() const noexcept { return codec_; }
  const SyncMarker& sync_marker() const noexcept { return sync_; }

  // One record. Errors: Value with the path in the record; nothing of it is written then, and one
  // may go on. DataLimit, BlockLimit, WorkspaceLimit, Io: the file is then of no use, and whatever
  // is written to it later, finish() too, gives that error again.
  Result<void> write(const avro::Value& value);

  // One record that is encoded already; its bytes are not looked at. Errors: as above.
  Result<void> write_datum(std::span<const std::uint8_t> datum);

  // For encoders of one's own: append one record's bytes to datum_buffer(), then end_datum(). Where
  // encoding fails, leave the buffer as it was and go on.
  avro::Bytes& datum_buffer() noexcept { return data_; }
  Result<void> end_datum();

  // A block as it lies in another file of the same schema and codec; its data are not looked at.
  Result<void> write_block(std::uint64_t records, std::span<const std::uint8_t> block);

  // The same with data that are not compressed yet: records of the schema, one behind the other.
  Result<void> write_data(std::uint64_t records, std::span<const std::uint8_t> data);

  // Ends the block, if it has records, and writes it.
  Result<void> flush();

  // The last block, and the end. Nothing may be written afterwards.
  Result<void> finish();

 private:
  Writer(std::unique_ptr<Sink> sink, std::unique_ptr<BlockCodec> coder, const avro::Schema& schema,
         Codec codec, const SyncMarker& sync, const WriteOptions& options);

  Result<void> write_gathered(std::uint64_t records, std::span<const std::uint8_t> data);
  Result<void> compress(std::uint64_t records, std::span<const std::uint8_t> data);
  Result<void> write_compressed(std::uint64_t records, std::span<const std::uint8_t> block);

  std::unique_ptr<Sink> sink_;
  std::unique_ptr<BlockCodec> coder_;
  avro::EncodePlan plan_;
  Codec codec_;
  SyncMarker sync_;
  std::size_t block_bytes_;
  Durability durability_;
  avro::EncodeOptions encode_;
  Limits limits_;
  avro::Bytes data_;              // of the present block
  std::uint64_t records_ = 0;     // in it
  std::size_t begin_ = 0;         // in data_, of the record that is being added
  std::optional<Error> error_{};  // the file is of no use
};

}  // namespace avocet::container
