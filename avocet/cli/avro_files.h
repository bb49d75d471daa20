// avro_files.h - container files as commands name them: "-" is standard input or output, errors
// name the file, and a terminal is shown how far a file is read.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "avocet/cli/command.h"
#include "avocet/cli/output.h"
#include "avocet/cli/progress.h"
#include "avocet/container/block_reader.h"
#include "avocet/container/reader.h"
#include "avocet/container/writer.h"

namespace avocet::cli {

// `progress` outlives what is read. Errors: a line that names the file.
Try<container::Reader> open_reader(const std::string& name, Progress& progress,
                                   const container::ReadOptions& options = {});
Try<container::BlockReader> open_blocks(const std::string& name, Progress& progress,
                                        const container::BlockOptions& options = {});

// `tasks.avro: at byte 4096, record 17, /email: …`
std::string to_line(const std::string& name, const container::Error& error);

// A resource: a container file that is being written, and takes its place at finish().
class AvroTarget {
 public:
  // Errors: a line that names it.
  static Try<std::unique_ptr<AvroTarget>> create(const std::string& name,
                                                 const avro::Schema& schema,
                                                 const container::WriteOptions& options);

  container::Writer& writer() noexcept { return *writer_; }
  const std::string& name() const noexcept { return target_.name(); }

  // Ends the file. Errors: as above.
  Try<void> finish();

 private:
  explicit AvroTarget(Target target) : target_(std::move(target)) {}

  Target target_;
  std::optional<container::Writer> writer_;
};

// What a copy takes from the header of the first file: all metadata but the reserved ones.
container::Metadata own_metadata(const container::Header& header);

// --codec and --level.
inline constexpr std::string_view kCodecHelp =
    "null, deflate, snappy, zstandard, bzip2 or xz; without it null";
inline constexpr std::string_view kLevelHelp =
    "how hard the codec tries; without it its normal one";
Try<container::Codec> codec_option(const Words& words, container::Codec otherwise);
Try<std::optional<int>> level_option(const Words& words, container::Codec codec);

// An option that is a whole number of at least `least`.
Try<std::int64_t> number_option(const Words& words, std::string_view option, std::int64_t least,
                                std::int64_t otherwise);

}  // namespace avocet::cli
