#include "avocet/cli/avro_files.h"

#include <unistd.h>

#include "avocet/base/text.h"
#include "avocet/cli/input.h"

namespace avocet::cli {
namespace {

using base::cat;

// Tells a progress bar where another source is read.
class WatchedSource final : public container::Source {
 public:
  WatchedSource(std::unique_ptr<container::Source> source, Progress& progress)
      : source_(std::move(source)), progress_(progress) {}

  container::Result<std::span<const std::uint8_t>> view(std::uint64_t offset,
                                                        std::size_t wanted) override {
    progress_.at(offset);
    return source_->view(offset, wanted);
  }
  std::optional<std::uint64_t> size() const override { return source_->size(); }

 private:
  std::unique_ptr<container::Source> source_;
  Progress& progress_;
};

Try<std::unique_ptr<container::Source>> open_source(const std::string& name, Progress& progress) {
  auto source = name == kStandard ? container::FileSource::from_descriptor(STDIN_FILENO)
                                  : container::FileSource::open(name);
  if (!source) return std::unexpected(to_line(name, source.error()));
  return std::make_unique<WatchedSource>(std::move(*source), progress);
}

}  // namespace

std::string to_line(const std::string& name, const container::Error& error) {
  const std::string line = container::to_text(error);
  // What the operating system refuses has the file's name in it already.
  if (name != kStandard && line.find(name) != std::string::npos) return line;
  return cat(spoken(name), ": ", line);
}

Try<container::Reader> open_reader(const std::string& name, Progress& progress,
                                   const container::ReadOptions& options) {
  auto source = open_source(name, progress);
  if (!source) return std::unexpected(source.error());
  auto reader = container::Reader::open(std::move(*source), options);
  if (!reader) return std::unexpected(to_line(name, reader.error()));
  return std::move(*reader);
}

Try<container::BlockReader> open_blocks(const std::string& name, Progress& progress,
                                        const container::BlockOptions& options) {
  auto source = open_source(name, progress);
  if (!source) return std::unexpected(source.error());
  auto blocks = container::BlockReader::open(std::move(*source), options);
  if (!blocks) return std::unexpected(to_line(name, blocks.error()));
  return std::move(*blocks);
}

Try<std::unique_ptr<AvroTarget>> AvroTarget::create(const std::string& name,
                                                    const avro::Schema& schema,
                                                    const container::WriteOptions& options) {
  if (name == kStandard && isatty(STDOUT_FILENO) == 1) {
    return std::unexpected("standard output is a terminal, and a container file no text for it");
  }
  auto target = Target::open(name);
  if (!target) return std::unexpected(target.error());
  std::unique_ptr<AvroTarget> file(new AvroTarget(std::move(*target)));
  auto writer = container::Writer::create(
      container::FileSink::to_descriptor(file->target_.descriptor()), schema, options);
  if (!writer) return std::unexpected(to_line(file->name(), writer.error()));
  file->writer_ = std::move(*writer);
  return file;
}

Try<void> AvroTarget::finish() {
  if (auto finished = writer_->finish(); !finished) {
    return std::unexpected(to_line(name(), finished.error()));
  }
  return target_.commit();
}

container::Metadata own_metadata(const container::Header& header) {
  container::Metadata own;
  for (const auto& entry : header.metadata) {
    if (!entry.first.starts_with("avro.")) own.push_back(entry);
  }
  return own;
}

Try<container::Codec> codec_option(const Words& words, container::Codec otherwise) {
  const auto name = words.find("--codec");
  if (!name) return otherwise;
  const auto codec = container::codec_named(*name);
  if (!codec) return std::unexpected(cat("--codec ", *name, ": no such codec; ", kCodecHelp));
  return *codec;
}

Try<std::optional<int>> level_option(const Words& words, container::Codec codec) {
  const auto text = words.find("--level");
  if (!text) return std::nullopt;
  const auto levels = container::levels_of(codec);
  if (!levels) {
    return std::unexpected(cat("--level ", *text, ": codec ", to_text(codec), " has no levels"));
  }
  const auto level = base::parse_int32(*text);
  if (!level || *level < levels->first || *level > levels->last) {
    return std::unexpected(cat("--level ", *text, ": codec ", to_text(codec), " has levels ",
                               levels->first, " to ", levels->last));
  }
  return *level;
}

Try<std::int64_t> number_option(const Words& words, std::string_view option, std::int64_t least,
                                std::int64_t otherwise) {
  const auto text = words.find(option);
  if (!text) return otherwise;
  const auto number = base::parse_int64(*text);
  if (!number || *number < least) {
    return std::unexpected(cat(option, ' ', *text, ": must be a whole number, at least ", least));
  }
  return *number;
}

}  // namespace avocet::cli
