// avro_decode.cc - the bytes of one datum as JSON.
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_json.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/datum_text.h"
#include "avocet/cli/input.h"
#include "avocet/cli/output.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kMaxInputBytes = 1024 * 1024 * 1024;

Try<avro::Plan> plan(const Words& words) {
  const auto writer = read_schema_option(words, "--writer");
  if (!writer) return std::unexpected(writer.error());
  const auto reader = words.has("--reader") ? read_schema_option(words, "--reader") : writer;
  if (!reader) return std::unexpected(reader.error());
  auto plan = avro::compile(*writer, *reader, compile_options(words));
  if (!plan) return std::unexpected(cat("the reader's schema: ", to_line(plan.error())));
  return std::move(*plan);
}

Outcome run(const Words& words) {
  const auto form = json_form(words);
  if (!form) return std::unexpected(form.error());
  const auto format = byte_form(words);
  if (!format) return std::unexpected(format.error());
  const auto made = plan(words);
  if (!made) return std::unexpected(made.error());

  const std::string name = words.names.empty() ? std::string(kStandard) : words.names[0];
  const auto text = read_whole(name, kMaxInputBytes);
  if (!text) return std::unexpected(text.error());
  const auto bytes = read_bytes(*text, *format);
  if (!bytes) return std::unexpected(cat(spoken(name), ": ", bytes.error()));
  std::span<const std::uint8_t> datum(*bytes);
  if (words.has("--framed")) {
    const auto inner = without_frame(datum, made->writer());
    if (!inner) return std::unexpected(cat(spoken(name), ": ", inner.error()));
    datum = *inner;
  }
  const std::size_t frame_bytes = bytes->size() - datum.size();

  avro::Arena arena;
  auto decoded = avro::decode(*made, datum, arena);
  if (!decoded) {
    avro::DecodeError error = decoded.error();
    error.offset += frame_bytes;  // counted from where the input begins
    return std::unexpected(cat(spoken(name), ": ", to_line(error)));
  }
  std::string line;
  if (auto done = JsonLines(made->reader(), words, *form).append(decoded->value, line); !done) {
    return std::unexpected(cat(spoken(name), ": ", done.error()));
  }
  if (auto done = print(line); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_decode() {
  return {
      .name = "decode",
      .synopsis = "--writer SCHEMA [INPUT]",
      .summary = "the bytes of one datum as JSON",
      .details = "The input is standard input where none is named.\n",
      .examples =
          "  echo '06 66 6f 6f' | avocet avro decode --writer '\"string\"'\n"
          "  avocet avro decode --writer old.avsc --reader new.avsc --format raw datum.bin\n"
          "  echo AAAAAAEGZm9v | avocet avro decode --writer '\"string\"' --format base64 "
          "--framed\n",
      .options =
          {{"--writer,--writer-schema,--schema,--schema-file", "SCHEMA",
            "the schema, or its file, that the datum was written with"},
           {"--reader,--reader-schema,--reader-schema-file", "SCHEMA",
            "whose shape the datum shall have; without it the writer's"},
           kFormat,
           {"--framed", "",
            "before the datum lies Confluent's frame (00 and 4 bytes of schema id) or that of "
            "single-object encoding (c3 01 and the writer's fingerprint)"},
           kAvroJson,
           kPlain,
           kPretty,
           kLenient},
      .min_names = 0,
      .max_names = 1,
      .run = run,
  };
}

}  // namespace avocet::cli
