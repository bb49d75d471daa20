// avro_tojson.cc - the records of container files as JSON, one a line.
#include <cstdio>
#include <limits>

#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/cli/avro_json.h"
#include "avocet/cli/avro_schema.h"

namespace avocet::cli {
namespace {

using base::cat;

struct Wishes {
  container::ReadOptions reading;
  transcode::JsonForm form;
  std::int64_t limit = 0;  // records that are still to be printed
};

void tell_skipped(const std::string& name, std::span<const container::Skipped> skipped) {
  for (const container::Skipped& place : skipped) {
    const std::string line = cat("avocet: ", to_line(name, place.why), "; ", place.size_bytes,
                                 " bytes from byte ", place.offset, " on were skipped");
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

// Prints the records that are still wished.
Try<void> print_records(const std::string& name, container::Reader& reader, JsonLines& lines,
                        std::int64_t& limit, TextOutput& out) {
  while (limit > 0) {
    const auto next = reader.next();
    if (!next) {
      if (auto done = out.flush(); !done) return done;
      return std::unexpected(to_line(name, next.error()));
    }
    if (!*next) break;
    if (auto added = lines.append(**next, out.text()); !added) {
      return std::unexpected(cat(name, ": record ", reader.record() - 1, ": ", added.error()));
    }
    if (auto done = out.written(); !done) return done;
    --limit;
  }
  return {};
}

// Prints one file. False: some of it was damaged and is skipped. What was skipped is told too where
// an error ends the reading.
Try<bool> print_file(const std::string& name, const Words& words, Wishes& wishes, TextOutput& out) {
  Progress progress(name);
  auto reader = open_reader(name, progress, wishes.reading);
  if (!reader) return std::unexpected(reader.error());
  JsonLines lines(reader->plan().reader(), words, wishes.form);
  const auto printed = print_records(name, *reader, lines, wishes.limit, out);
  tell_skipped(name, reader->skipped());
  if (!printed) return std::unexpected(printed.error());
  return reader->skipped().empty();
}

Outcome run(const Words& words) {
  Wishes wishes;
  const auto form = json_form(words);
  if (!form) return std::unexpected(form.error());
  wishes.form = *form;
  const auto limit = number_option(words, "--limit", 0, std::numeric_limits<std::int64_t>::max());
  if (!limit) return std::unexpected(limit.error());
  wishes.limit = *limit;
  wishes.reading.compile = compile_options(words);
  if (words.has("--resync")) wishes.reading.blocks.damage = container::Damage::Skip;
  if (const auto reader = words.find("--reader")) {
    auto schema = read_schema(*reader, words);
    if (!schema) return std::unexpected(schema.error());
    wishes.reading.reader = std::move(*schema);
  }
  const auto target = Target::open(std::string(kStandard));
  if (!target) return std::unexpected(target.error());
  TextOutput out(*target);
  bool is_whole = true;
  for (const std::string& name : words.names) {
    const auto printed = print_file(name, words, wishes, out);
    if (!printed) return std::unexpected(printed.error());
    is_whole = is_whole && *printed;
  }
  if (auto done = out.flush(); !done) return std::unexpected(done.error());
  return is_whole ? kYes : kNo;
}

}  // namespace

Command avro_tojson() {
  return {
      .name = "tojson",
      .synopsis = "FILE...",
      .summary = "the records of container files as JSON, one a line",
      .details = "",
      .examples =
          "  avocet avro tojson orders.avro\n"
          "  avocet avro tojson --reader order-v2.avsc --plain --pretty orders.avro\n"
          "  avocet avro tojson --limit 3 - < orders.avro\n",
      .options = {{"--reader,--reader-schema,--reader-schema-file", "SCHEMA",
                   "a schema, or its file, whose shape the records shall have; without it the "
                   "file's own"},
                  kAvroJson,
                  kPlain,
                  kPretty,
                  {"--limit,--head", "COUNT", "no more records than these"},
                  {"--resync", "",
                   "read over damaged places and name them on standard error; the exit code is 1 "
                   "if there were any"},
                  kLenient},
      .min_names = 1,
      .max_names = 100'000,
      .run = run,
  };
}

}  // namespace avocet::cli
