// avro_canonical.cc - a schema as its Parsing Canonical Form.
#include "avocet/avro/canonical.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/output.h"

namespace avocet::cli {
namespace {

Outcome run(const Words& words) {
  const auto schema = read_schema(words.names[0], words);
  if (!schema) return std::unexpected(schema.error());
  auto target = Target::open(words.names.size() > 1 ? words.names[1] : std::string(kStandard));
  if (!target) return std::unexpected(target.error());
  TextOutput out(*target);
  out.text() = avro::canonical_form(*schema) + '\n';
  if (auto done = out.flush(); !done) return std::unexpected(done.error());
  if (auto done = target->commit(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_canonical() {
  return {
      .name = "canonical",
      .synopsis = "SCHEMA [OUTPUT]",
      .summary = "the Parsing Canonical Form of a schema",
      .details = "Two schemas of the same form read each other's data byte for byte.\n",
      .examples =
          "  avocet avro canonical order.avsc\n"
          "  echo '{\"type\": \"string\"}' | avocet avro canonical -\n",
      .options = {kLenient},
      .min_names = 1,
      .max_names = 2,
      .run = run,
  };
}

}  // namespace avocet::cli
