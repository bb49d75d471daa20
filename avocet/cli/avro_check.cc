// avro_check.cc - can one schema read what another wrote?
#include "avocet/avro/check.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/output.h"

namespace avocet::cli {
namespace {

using base::cat;

std::string to_json(const std::vector<avro::Difference>& differences) {
  base::JsonWriter out;
  out.begin_object().member("compatible", differences.empty()).key("differences").begin_array();
  for (const avro::Difference& difference : differences) {
    out.begin_object()
        .member("kind", avro::to_text(difference.kind))
        .member("path", difference.path)
        .member("info", difference.info)
        .end_object();
  }
  return out.end_array().end_object().take() + '\n';
}

std::string to_lines(const std::vector<avro::Difference>& differences) {
  if (differences.empty()) return "compatible\n";
  std::string text;
  for (const avro::Difference& difference : differences) {
    text +=
        cat(avro::to_text(difference.kind), " at ", difference.path, ": ", difference.info, '\n');
  }
  return text;
}

Outcome run(const Words& words) {
  const auto reader = read_schema(words.names[0], words);
  if (!reader) return std::unexpected(reader.error());
  const auto writer = read_schema(words.names[1], words);
  if (!writer) return std::unexpected(writer.error());
  const auto differences = avro::check(*reader, *writer);
  if (!differences) return std::unexpected(to_line(differences.error()));
  const auto done = print(words.has("--json") ? to_json(*differences) : to_lines(*differences));
  if (!done) return std::unexpected(done.error());
  return differences->empty() ? kYes : kNo;
}

}  // namespace

Command avro_check() {
  return {
      .name = "check",
      .synopsis = "READER WRITER",
      .summary = "can READER read all data that WRITER wrote?",
      .details =
          "Prints \"compatible\", or every difference with its place in the reader's schema,\n"
          "as Confluent's registry finds them. Exit code 0: yes, 1: no.\n",
      .examples =
          "  avocet avro check new.avsc old.avsc     may readers be upgraded first?\n"
          "  avocet avro check old.avsc new.avsc     may writers?\n"
          "  avocet avro check '\"long\"' '\"int\"'\n",
      .options = {{"--json", "", "the answer as one line of JSON"}, kLenient},
      .min_names = 2,
      .max_names = 2,
      .run = run,
  };
}

}  // namespace avocet::cli
