// avro_getschema.cc - the schema of a container file.
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/cli/json_text.h"

namespace avocet::cli {
namespace {

Outcome run(const Words& words) {
  Progress progress(words.names[0]);
  const auto blocks = open_blocks(words.names[0], progress);
  if (!blocks) return std::unexpected(blocks.error());
  std::string text;
  if (words.has("--raw")) {
    text = blocks->header().schema_text;
  } else {
    append_pretty(text, blocks->header().schema_text);
  }
  if (auto done = print(text + '\n'); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_getschema() {
  return {
      .name = "getschema",
      .synopsis = "FILE",
      .summary = "the schema of a container file",
      .details = "",
      .examples = "  avocet avro getschema orders.avro > order.avsc\n",
      .options = {{"--raw", "", "as it stands in the file, not a member a line"}},
      .min_names = 1,
      .max_names = 1,
      .run = run,
  };
}

}  // namespace avocet::cli
