// avro_recodec.cc - the same container file, compressed otherwise.
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/container/copy.h"

namespace avocet::cli {
namespace {

Outcome run(const Words& words) {
  const auto codec = codec_option(words, container::Codec::Null);
  if (!codec) return std::unexpected(codec.error());
  const auto level = level_option(words, *codec);
  if (!level) return std::unexpected(level.error());
  const std::string& name = words.names[0];
  Progress progress(name);
  auto blocks = open_blocks(name, progress);
  if (!blocks) return std::unexpected(blocks.error());
  const container::Header& header = blocks->header();
  const auto target = AvroTarget::create(
      words.names.size() > 1 ? words.names[1] : std::string(kStandard), header.schema,
      {.codec = *codec, .level = *level, .metadata = own_metadata(header)});
  if (!target) return std::unexpected(target.error());
  const auto copied = container::copy_blocks(
      *blocks, (*target)->writer(),
      *level ? container::Recompress::Always : container::Recompress::IfNeeded);
  if (!copied) return std::unexpected(to_line(name, copied.error()));
  if (auto done = (*target)->finish(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_recodec() {
  return {
      .name = "recodec",
      .synopsis = "INPUT [OUTPUT]",
      .summary = "the same container file, compressed otherwise",
      .details =
          "Schema, metadata and the bounds of the blocks stay. Without OUTPUT to standard "
          "output.\n",
      .examples =
          "  avocet avro recodec --codec zstandard orders.avro smaller.avro\n"
          "  avocet avro recodec --codec deflate --level 9 - - < orders.avro > smaller.avro\n",
      .options = {{"--codec", "NAME", kCodecHelp}, {"--level", "LEVEL", kLevelHelp}},
      .min_names = 1,
      .max_names = 2,
      .run = run,
  };
}

}  // namespace avocet::cli
