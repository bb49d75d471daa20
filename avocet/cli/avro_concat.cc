// avro_concat.cc - container files one behind the other, as one.
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/container/copy.h"

namespace avocet::cli {
namespace {

Outcome run(const Words& words) {
  std::unique_ptr<AvroTarget> target;
  for (std::size_t i = 0; i + 1 < words.names.size(); ++i) {
    const std::string& name = words.names[i];
    Progress progress(name);
    auto blocks = open_blocks(name, progress);
    if (!blocks) return std::unexpected(blocks.error());
    if (!target) {
      const container::Header& header = blocks->header();
      auto created = AvroTarget::create(words.names.back(), header.schema,
                                        {.codec = header.codec, .metadata = own_metadata(header)});
      if (!created) return std::unexpected(created.error());
      target = std::move(*created);
    }
    const auto copied = container::copy_blocks(*blocks, target->writer());
    if (!copied) return std::unexpected(to_line(name, copied.error()));
  }
  if (auto done = target->finish(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_concat() {
  return {
      .name = "concat",
      .synopsis = "INPUT... OUTPUT",
      .summary = "container files one behind the other, as one",
      .details =
          "The last file is the output. Blocks are copied as they are, and compressed anew only\n"
          "where an input's codec is not that of the first. All must have the same schema;\n"
          "metadata are those of the first.\n",
      .examples = "  avocet avro concat part-*.avro orders.avro\n",
      .options = {},
      .min_names = 2,
      .max_names = 100'000,
      .run = run,
  };
}

}  // namespace avocet::cli
