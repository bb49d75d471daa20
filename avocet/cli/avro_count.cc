// avro_count.cc - how many records container files have.
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/container/copy.h"

namespace avocet::cli {
namespace {

Outcome run(const Words& words) {
  std::uint64_t records = 0;
  for (const std::string& name : words.names) {
    Progress progress(name);
    auto blocks = open_blocks(name, progress);
    if (!blocks) return std::unexpected(blocks.error());
    const auto counted = container::count(*blocks);
    if (!counted) return std::unexpected(to_line(name, counted.error()));
    records += counted->records;
  }
  if (auto done = print(base::cat(records, '\n')); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_count() {
  return {
      .name = "count",
      .synopsis = "FILE...",
      .summary = "how many records container files have together",
      .details = "Only the heads of the blocks are read, not their data.\n",
      .examples =
          "  avocet avro count orders.avro\n"
          "  avocet avro count part-*.avro\n",
      .options = {},
      .min_names = 1,
      .max_names = 100'000,
      .run = run,
  };
}

}  // namespace avocet::cli
