// avro_fromjson.cc - JSON values become the records of a container file.
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"
#include "avocet/cli/avro_json.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/input.h"
#include "avocet/cli/json_text.h"
#include "avocet/transcode/from_json.h"

namespace avocet::cli {
namespace {

using base::cat;

// Of one value. Java's largest array; a datum is limited too.
constexpr std::size_t kMaxValueBytes = 1024 * 1024 * 1024;

// Reads value after value; the writer gets their bytes.
class Records {
 public:
  Records(const std::string& name, TextInput input, const avro::Schema& schema,
          const transcode::FromJsonOptions& options, AvroTarget& target)
      : name_(name), input_(std::move(input)), reader_(schema, options), target_(target) {}

  Try<void> copy() {
    bool is_all = false;
    for (;;) {
      while (!end_.find(input_.text(), is_all)) {
        if (is_all) return {};  // white space behind the last value
        if (input_.text().size() > kMaxValueBytes) {
          return std::unexpected(
              cat(place(input_.offset()), ": a value of more than ", kMaxValueBytes, " bytes"));
        }
        const auto more = input_.read_more();
        if (!more) return std::unexpected(more.error());
        is_all = !*more;
      }
      if (auto done = copy_one(); !done) return done;
    }
  }

 private:
  std::string place(std::uint64_t offset) const {
    return cat(spoken(name_), ": at byte ", offset, ", record ", record_);
  }

  Try<void> copy_one() {
    const std::string_view value = input_.text().substr(0, end_.size());
    container::Writer& writer = target_.writer();
    const auto read = reader_.append_datum(value, writer.datum_buffer());
    if (!read) {
      const transcode::ReadError& error = read.error();
      return std::unexpected(cat(place(input_.offset() + error.offset),
                                 error.path.empty() ? "" : ", ", error.path, ": ", error.message));
    }
    if (auto ended = writer.end_datum(); !ended) {
      return std::unexpected(to_line(target_.name(), ended.error()));
    }
    input_.take(end_.size());
    end_.restart();
    ++record_;
    return {};
  }

  std::string name_;
  TextInput input_;
  JsonEnd end_;
  transcode::JsonReader reader_;
  AvroTarget& target_;
  std::uint64_t record_ = 0;
};

Outcome run(const Words& words) {
  const auto schema = read_schema_option(words, "--schema");
  if (!schema) return std::unexpected(schema.error());
  const auto form = json_form(words);
  if (!form) return std::unexpected(form.error());
  const auto codec = codec_option(words, container::Codec::Null);
  if (!codec) return std::unexpected(codec.error());
  const auto level = level_option(words, *codec);
  if (!level) return std::unexpected(level.error());
  const std::string from = words.names.empty() ? std::string(kStandard) : words.names[0];
  const std::string to = words.names.size() < 2 ? std::string(kStandard) : words.names[1];
  auto input = TextInput::open(from);
  if (!input) return std::unexpected(input.error());
  const auto target = AvroTarget::create(to, *schema, {.codec = *codec, .level = *level});
  if (!target) return std::unexpected(target.error());
  Records records(from, std::move(*input), *schema, reading_options(words), **target);
  if (auto done = records.copy(); !done) return std::unexpected(done.error());
  if (auto done = (*target)->finish(); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_fromjson() {
  return {
      .name = "fromjson",
      .synopsis = "--schema SCHEMA [INPUT [OUTPUT]]",
      .summary = "JSON values become the records of a container file",
      .details =
          "One value after another, a line each or laid out as you like. Without files from\n"
          "standard input to standard output.\n",
      .examples =
          "  avocet avro fromjson --schema order.avsc orders.json orders.avro\n"
          "  echo '1 2 3' | avocet avro fromjson --schema '\"int\"' > numbers.avro\n"
          "  avocet avro fromjson --plain --schema order.avsc --codec zstandard - orders.avro\n",
      .options = {{"--schema,--schema-file", "SCHEMA", "the records' schema, or its file"},
                  kAvroJson,
                  kPlainRead,
                  kIgnoreUnknown,
                  {"--codec", "NAME", kCodecHelp},
                  {"--level", "LEVEL", kLevelHelp},
                  kLenient},
      .min_names = 0,
      .max_names = 2,
      .run = run,
  };
}

}  // namespace avocet::cli
