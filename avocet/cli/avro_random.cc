// avro_random.cc - a container file of records by chance.
#include <limits>
#include <random>

#include "avocet/avro/random_value.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/cli/avro_schema.h"

namespace avocet::cli {
namespace {

Try<std::uint64_t> seed_option(const Words& words) {
  if (!words.has("--seed")) {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }
  const auto seed = number_option(words, "--seed", std::numeric_limits<std::int64_t>::min(), 0);
  if (!seed) return std::unexpected(seed.error());
  return static_cast<std::uint64_t>(*seed);
}

Outcome run(const Words& words) {
  const auto schema = read_schema_option(words, "--schema");
  if (!schema) return std::unexpected(schema.error());
  const auto count = number_option(words, "--count", 0, 0);
  if (!count) return std::unexpected(count.error());
  if (!words.has("--count")) return std::unexpected("--count is missing: how many records");
  const auto seed = seed_option(words);
  if (!seed) return std::unexpected(seed.error());
  const auto codec = codec_option(words, container::Codec::Null);
  if (!codec) return std::unexpected(codec.error());
  const auto level = level_option(words, *codec);
  if (!level) return std::unexpected(level.error());
  const avro::RandomValues values(*schema);
  if (!values.has_values(schema->root())) {
    return std::unexpected("the schema has no values, or none that are small enough");
  }
  const auto target =
      AvroTarget::create(words.names.empty() ? std::string(kStandard) : words.names[0], *schema,
                         {.codec = *codec, .level = *level});
  if (!target) return std::unexpected(target.error());
  avro::Random random(*seed);
  for (std::int64_t i = 0; i < *count; ++i) {
    if (auto written = (*target)->writer().write(values.make(random)); !written) {
      return std::unexpected(to_line((*target)->name(), written.error()));
    }
  }
  if (auto done = (*target)->finish(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_random() {
  return {
      .name = "random",
      .synopsis = "--schema SCHEMA --count COUNT [OUTPUT]",
      .summary = "a container file of records by chance",
      .details =
          "Words, small numbers, days of our time; logical types hold what they stand for. "
          "Without\n"
          "OUTPUT to standard output.\n",
      .examples =
          "  avocet avro random --schema order.avsc --count 1000 orders.avro\n"
          "  avocet avro random --schema '\"long\"' --count 5 --seed 1 | avocet avro tojson -\n",
      .options = {{"--schema,--schema-file", "SCHEMA", "the records' schema, or its file"},
                  {"--count", "COUNT", "how many records"},
                  {"--seed", "NUMBER",
                   "the same seed gives the same records; without it they differ each time"},
                  {"--codec", "NAME", kCodecHelp},
                  {"--level", "LEVEL", kLevelHelp},
                  kLenient},
      .min_names = 0,
      .max_names = 1,
      .run = run,
  };
}

}  // namespace avocet::cli
