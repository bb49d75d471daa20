// avro_encode.cc - one JSON value as the bytes of a datum.
#include <array>
#include <limits>

#include "avocet/avro/canonical.h"
#include "avocet/avro/single_object.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/cli/avro_json.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/datum_text.h"
#include "avocet/cli/input.h"
#include "avocet/cli/output.h"
#include "avocet/transcode/from_json.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kMaxInputBytes = 1024 * 1024 * 1024;

// What is to come before the datum; usually nothing.
Try<avro::Bytes> frame(const Words& words, const avro::Schema& schema) {
  const auto id = words.find("--confluent-id");
  if (words.has("--single-object")) {
    if (id) return std::unexpected("--single-object and --confluent-id: only one of them");
    avro::Bytes header;
    avro::append_single_object_header(header, avro::crc64_avro(avro::canonical_form(schema)));
    return header;
  }
  if (!id) return avro::Bytes{};
  const auto number = base::parse_int32(*id);
  if (!number || *number < 0) {
    return std::unexpected(cat("--confluent-id ", *id, ": must be a whole number from 0 to ",
                               std::numeric_limits<std::int32_t>::max()));
  }
  std::string header(1, '\0');
  base::append_big_endian(header, static_cast<std::uint32_t>(*number));
  return avro::Bytes(header.begin(), header.end());
}

Outcome run(const Words& words) {
  const auto form = json_form(words);
  if (!form) return std::unexpected(form.error());
  const auto format = byte_form(words);
  if (!format) return std::unexpected(format.error());
  const auto schema = read_schema_option(words, "--writer");
  if (!schema) return std::unexpected(schema.error());
  auto bytes = frame(words, *schema);
  if (!bytes) return std::unexpected(bytes.error());

  const std::string name = words.names.empty() ? std::string(kStandard) : words.names[0];
  const auto text = read_whole(name, kMaxInputBytes);
  if (!text) return std::unexpected(text.error());
  transcode::JsonReader reader(*schema, reading_options(words));
  if (const auto read = reader.append_datum(*text, *bytes); !read) {
    const transcode::ReadError& error = read.error();
    return std::unexpected(cat(spoken(name), ": at byte ", error.offset,
                               error.path.empty() ? "" : ", ", error.path, ": ", error.message));
  }
  if (auto done = print(write_bytes(*bytes, *format)); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_encode() {
  return {
      .name = "encode",
      .synopsis = "--writer SCHEMA [INPUT]",
      .summary = "one JSON value as the bytes of a datum",
      .details = "The input is standard input where none is named.\n",
      .examples =
          "  echo '\"foo\"' | avocet avro encode --writer '\"string\"'\n"
          "  avocet avro encode --writer order.avsc --plain --format raw order.json > order.bin\n"
          "  echo 27 | avocet avro encode --writer '\"long\"' --confluent-id 7 --format base64\n",
      .options = {{"--writer,--writer-schema,--schema,--schema-file", "SCHEMA",
                   "the schema, or its file, to write the datum with"},
                  kFormat,
                  {"--confluent-id", "ID", "put Confluent's frame with this schema id before it"},
                  {"--single-object", "",
                   "put the marker and fingerprint of single-object encoding before it"},
                  kAvroJson,
                  kPlainRead,
                  kIgnoreUnknown,
                  kLenient},
      .min_names = 0,
      .max_names = 1,
      .run = run,
  };
}

}  // namespace avocet::cli
