// json_fuzz.cc - data and JSON texts of a fixed set of schemas. The first byte chooses the schema,
// the second what the rest is. Bytes: what decodes has a text that gives a datum of the same text
// again. Text: what is read is read by parse_json too, and printed, read and printed again it stays
// the same. Nothing else may happen than a value or an error.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/parse.h"
#include "avocet/base/json.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"

namespace {

using namespace avocet;
using namespace avocet::transcode;

constexpr std::array kSchemas = {
    R"({"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"},
        {"name":"c","type":["null","long","double"],"default":null},{"name":"d","type":"boolean"},
        {"name":"e","type":"bytes","default":"\u00ff"}]})",
    R"({"type":"map","values":{"type":"array","items":["null","string",{"type":"array","items":"float"},"bytes"]}})",
    R"({"type":"record","name":"n.R","fields":[{"name":"a","type":["null","R"],"default":null},
        {"name":"b","type":{"type":"array","items":"R"},"default":[]},{"name":"c","type":{"type":"map","values":"R"},"default":{}}]})",
    R"(["null","int","long","float","double",{"type":"enum","name":"E","symbols":["A","B"]},
        {"type":"fixed","name":"F","size":2},{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"y","type":"string","default":""}]},
        {"type":"record","name":"B","fields":[{"name":"y","type":"string"},{"name":"x","type":["int","string"]}]},
        {"type":"map","values":["string","long"]},{"type":"array","items":"null"}])",
    R"({"type":"record","name":"L","fields":[{"name":"a","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
        {"name":"b","type":{"type":"long","logicalType":"timestamp-micros"}},{"name":"c","type":{"type":"int","logicalType":"date"}},
        {"name":"d","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}},
        {"name":"e","type":{"type":"array","items":{"type":"int","logicalType":"time-millis"}}},
        {"name":"f","type":["null",{"type":"fixed","name":"U","size":16,"logicalType":"uuid"},{"type":"bytes","logicalType":"big-decimal"}]}]})",
    R"({"type":"array","items":"double"})",
};

constexpr std::size_t kMostTextBytes = 1024 * 1024;

struct Target {
  Target(const avro::Schema& schema, const FromJsonOptions& options)
      : transcoder(avro::compile(schema).value(),
                   {.form = options.form, .max_text_bytes = kMostTextBytes},
                   {.limits = {.max_empty_items = 1'000}}),
        reader(schema, options) {}

  Transcoder transcoder;
  JsonReader reader;
};

// For each schema Avro's form and that for people.
std::vector<std::unique_ptr<Target>> made() {
  std::vector<std::unique_ptr<Target>> targets;
  for (const char* text : kSchemas) {
    const avro::Schema schema = avro::parse(text).value();
    for (FromJsonOptions options : {FromJsonOptions::avro(), FromJsonOptions::readable()}) {
      options.max_output_bytes = kMostTextBytes;
      targets.push_back(std::make_unique<Target>(schema, options));
    }
  }
  return targets;
}

void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s\n", what, text.c_str());
  std::abort();
}

// A text of ours, which may be refused only where people's form is ambiguous, or has lost what it
// stood for (a decimal without a byte).
void round_trip(Target& target, const std::string& text, bool is_avro) {
  require(base::parse_json(text).has_value(), "not JSON", text);
  avro::Bytes bytes;
  const auto read = target.reader.append_datum(text, bytes);
  if (!read) {
    require(!is_avro, read.error().message.c_str(), text);
    return;
  }
  std::string again;
  const auto printed = target.transcoder.append_json(bytes, again);
  require(printed.has_value(), "what was read does not decode", text);
  avro::Bytes second;
  const auto read_again = target.reader.append_datum(again, second);
  require(read_again.has_value(), "not read the second time", again);
  require(second == bytes, "another datum the second time", again);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::unique_ptr<Target>> targets = made();
  if (size < 2) return 0;
  const std::size_t number = data[0] % targets.size();
  const bool is_avro = number % 2 == 0;
  Target& target = *targets[number];
  std::string text;
  if (data[1] % 2 == 0) {
    const std::vector<std::uint8_t> bytes(data + 2, data + size);  // no byte may be read behind it
    if (target.transcoder.append_json(bytes, text)) round_trip(target, text, is_avro);
    return 0;
  }
  const std::vector<char> input(data + 2, data + size);
  const std::string_view json(input.data(), input.size());
  avro::Bytes bytes;
  const auto read = target.reader.append_datum(json, bytes);
  const bool is_json = base::parse_json(json).has_value();
  if (!read) {
    require(read.error().offset <= json.size(), "the fault is behind the text", std::string(json));
    require(read.error().fault != ReadFault::Syntax || !is_json, "no fault of syntax",
            std::string(json));
    require(bytes.empty(), "something was written", std::string(json));
    return 0;
  }
  require(is_json, "the text is not JSON", std::string(json));
  // More empty items than may be decoded, or a text beyond the limit.
  if (target.transcoder.append_json(bytes, text)) round_trip(target, text, is_avro);
  return 0;
}
