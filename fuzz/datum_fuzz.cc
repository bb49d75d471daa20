// datum_fuzz.cc - bytes of data for a fixed set of schema pairs: the engine and the reference
// decoder give the same value, or both refuse. The first byte chooses the pair.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/sort.h"
#include "avocet/base/text.h"
#include "avocet/testing/reference_decoder.h"

namespace {

using namespace avocet;

struct Texts {
  const char* writer;
  const char* reader;
};

constexpr std::array kTexts = {
    Texts{
        R"({"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"},
             {"name":"c","type":["null","long","double"]},{"name":"d","type":"boolean"},{"name":"e","type":"bytes"}]})",
        nullptr},
    Texts{
        R"({"type":"map","values":{"type":"array","items":["null","string",{"type":"array","items":"float"}]}})",
        nullptr},
    Texts{
        R"({"type":"record","name":"R","fields":[{"name":"a","type":["null","R"]},{"name":"b","type":{"type":"array","items":"R"}},
             {"name":"c","type":{"type":"map","values":"R"}}]})",
        nullptr},
    Texts{
        R"({"type":"array","items":{"type":"record","name":"E","fields":[{"name":"a","type":"null"},
             {"name":"b","type":{"type":"fixed","name":"F","size":0}}]}})",
        nullptr},
    Texts{R"({"type":"array","items":"long"})", R"({"type":"array","items":"double"})"},
    Texts{R"({"type":"array","items":"double"})", nullptr},
    // Everything that is skipped.
    Texts{
        R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":{"type":"map","values":"string"}}},
             {"name":"b","type":["null","int",{"type":"enum","name":"E","symbols":["A","B"]}]},
             {"name":"c","type":{"type":"array","items":{"type":"fixed","name":"F","size":3}}},{"name":"d","type":["null","R"]},
             {"name":"e","type":"long"},{"name":"f","type":"boolean"}]})",
        R"({"type":"record","name":"R","fields":[{"name":"e","type":"long"}]})"},
    // Orders, promotions, aliases, defaults, symbols, branches.
    Texts{
        R"({"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"},
             {"name":"c","type":["null","int","string"]},{"name":"d","type":{"type":"enum","name":"E","symbols":["A","B","C"]}},
             {"name":"e","type":{"type":"array","items":"int"}},{"name":"f","type":"bytes"},{"name":"g","type":["null","R"]},
             {"name":"h","type":"float"}]})",
        R"({"type":"record","name":"R","fields":[{"name":"g","type":["R","null"]},{"name":"x","type":"string","default":"x"},
             {"name":"h","type":"double"},{"name":"f","type":"string"},
             {"name":"d","type":{"type":"enum","name":"E","symbols":["B","Z"]}},{"name":"c","type":["bytes","null"]},
             {"name":"y","type":["null","bytes"],"aliases":["b"]},{"name":"a","type":"long"},
             {"name":"e","type":{"type":"array","items":["null","double"]}}]})"},
};

struct Pair {
  avro::Schema writer;
  avro::Schema reader;
  avro::Plan plan;
};

std::vector<Pair> compiled() {
  std::vector<Pair> pairs;
  for (const Texts& texts : kTexts) {
    const auto writer = avro::parse(texts.writer).value();
    const auto reader = texts.reader == nullptr ? writer : avro::parse(texts.reader).value();
    pairs.push_back({writer, reader, avro::compile(writer, reader).value()});
  }
  return pairs;
}

void require(bool holds, const char* what, const std::string& engine,
             const std::string& reference) {
  if (holds) return;
  std::fprintf(stderr, "%s\nengine: %s\nreference: %s\n", what, engine.c_str(), reference.c_str());
  std::abort();
}

constexpr std::size_t kMaxEmptyItems = 1'000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Pair> pairs = compiled();
  static avro::Arena arena;
  if (size == 0) return 0;
  const Pair& pair = pairs[data[0] % pairs.size()];
  const std::vector<std::uint8_t> bytes(data + 1,
                                        data + size);  // no byte may be read behind its end

  const auto wanted = testing::reference_decode(pair.writer, pair.reader, bytes,
                                                {.max_empty_items = kMaxEmptyItems});
  const auto decoded =
      avro::decode(pair.plan, bytes, arena, {.limits = {.max_empty_items = kMaxEmptyItems}});
  if (!decoded && decoded.error().fault == avro::DecodeFault::OutputLimit) return 0;
  const std::string engine =
      decoded ? to_text(to_value(decoded->value))
              : base::cat(to_text(decoded.error().fault), " at ", decoded.error().path);
  if (!wanted) {
    require(!decoded || wanted.error().skipped, "only the engine takes it", engine,
            base::cat(to_text(wanted.error().fault), " at ", wanted.error().path));
    return 0;
  }
  require(decoded.has_value(), "only the reference takes it", engine, to_text(*wanted));
  require(to_value(decoded->value) == *wanted, "they differ", engine, to_text(*wanted));

  avro::Bytes again;
  require(encode(pair.reader, *wanted, again).has_value(), "the value cannot be encoded", engine,
          "");
  const auto order = avro::compare(pair.reader, again, again);
  require(!order || *order == 0, "a datum is not equal to itself", engine, "");
  return 0;
}
