// container_fuzz.cc - a whole file of any bytes: strictly, and with damage read over. Nothing that
// is read exceeds the limits; both ways agree up to the first damage; what was read is written
// again, with every codec, and read back. A file whose first byte is no 'O' is the blocks of one
// whose header is made here: its first byte chooses the codec.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "avocet/base/text.h"
#include "avocet/container/copy.h"
#include "avocet/container/reader.h"
#include "avocet/container/writer.h"

namespace {

using namespace avocet;
using namespace avocet::container;

constexpr Limits kLimits{.max_header_bytes = 64 * 1024,
                         .max_header_entries = 100,
                         .max_block_bytes = 64 * 1024,
                         .max_data_bytes = 256 * 1024,
                         .max_block_records = 10'000,
                         .max_empty_records = 1'000,
                         .max_workspace_bytes = 16 * 1024 * 1024,
                         .max_skips = 50};

// What a file holds may be longer in another codec, and its schema in our words.
constexpr Limits kWritten{.max_empty_records = 1'000};

constexpr const char* kSchema =
    R"({"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":["null","string"]}]})";
constexpr SyncMarker kSync = {'s', 'y', 'n', 'c'};

void require(bool holds, const char* what, const std::string& detail = "") {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, detail.c_str());
  std::abort();
}

avro::Bytes file_of(std::span<const std::uint8_t> input) {
  if (input.empty() || input[0] == 'O') return {input.begin(), input.end()};
  avro::Bytes file =
      write_header(kSchema, static_cast<Codec>(input[0] % kCodecs), kSync, {}).value();
  file.insert(file.end(), input.begin() + 1, input.end());
  return file;
}

struct Content {
  std::vector<std::string> records;
  std::vector<avro::Value> values;
  std::string ending;  // "" or the error
  std::size_t skips = 0;
};

ReadOptions options_for(Damage damage, const Limits& limits = kLimits) {
  ReadOptions options;
  options.decode.limits = {
      .max_depth = 64, .max_empty_items = 1'000, .max_output_bytes = 4 * 1024 * 1024};
  options.blocks.damage = damage;
  options.blocks.limits = limits;
  return options;
}

Content content_of(Reader& reader, const Limits& limits = kLimits) {
  Content content;
  while (true) {
    const auto next = reader.next();
    if (!next) content.ending = to_text(next.error());
    if (!next || !*next) break;
    require(reader.rest().size() <= limits.max_data_bytes, "more data than the limit");
    if (content.values.size() >= 1'000) continue;
    content.values.push_back(avro::to_value(**next));
    content.records.push_back(to_text(content.values.back()));
  }
  content.skips = reader.skipped().size();
  require(content.skips <= limits.max_skips, "more skips than the limit");
  return content;
}

avro::Bytes written(const avro::Schema& schema, const std::vector<avro::Value>& values,
                    Codec codec) {
  avro::Bytes file;
  auto writer =
      Writer::create(std::make_unique<MemorySink>(file), schema,
                     {.codec = codec, .block_bytes = 500, .sync = kSync, .limits = kWritten});
  require(writer.has_value(), "no writer", writer ? "" : to_text(writer.error()));
  for (const avro::Value& value : values) {
    const auto done = writer->write(value);
    require(done.has_value(), "cannot be written", done ? "" : to_text(done.error()));
  }
  require(writer->finish().has_value(), "cannot be finished");
  return file;
}

void check_written(const avro::Schema& schema, const Content& content) {
  for (int number = 0; number < kCodecs; ++number) {
    const auto codec = static_cast<Codec>(number);
    const avro::Bytes file = written(schema, content.values, codec);
    auto reader =
        Reader::open(std::make_unique<MemorySource>(file), options_for(Damage::Stop, kWritten));
    require(reader.has_value(), "what was written cannot be opened");
    const Content again = content_of(*reader, kWritten);
    require(again.ending.empty() && again.records == content.records, "what was written differs",
            again.ending);
  }
}

// All ranges of a third each, together.
std::size_t records_by_ranges(const avro::Bytes& file) {
  std::size_t records = 0;
  for (std::uint64_t part = 0; part < 3; ++part) {
    ReadOptions options = options_for(Damage::Stop, kWritten);
    options.blocks.begin = file.size() * part / 3;
    options.blocks.end = file.size() * (part + 1) / 3;
    auto reader = Reader::open(std::make_unique<MemorySource>(file), options);
    require(reader.has_value(), "a range cannot be opened");
    while (const auto next = reader->next()) {
      if (!*next) break;
      ++records;
    }
  }
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const avro::Bytes file = file_of({data, size});
  auto strict = Reader::open(std::make_unique<MemorySource>(file), options_for(Damage::Stop));
  auto lenient = Reader::open(std::make_unique<MemorySource>(file), options_for(Damage::Skip));
  require(strict.has_value() == lenient.has_value(), "only one of both opens it");
  if (!strict) return 0;

  const Content before = content_of(*strict);
  const Content all = content_of(*lenient);
  require(before.records.size() <= all.records.size() &&
              std::equal(before.records.begin(), before.records.end(), all.records.begin()),
          "reading over damage gives other records before it");
  require(before.ending.empty() ? all.skips == 0 : all.skips > 0 || !all.ending.empty(),
          "an error that is no skip, or a skip that is no error", before.ending);

  auto counted = BlockReader::open(std::make_unique<MemorySource>(file), {.limits = kLimits});
  const auto count_of = count(*counted);
  if (before.ending.empty() && before.records.size() < 1'000) {
    require(count_of && count_of->records == before.records.size(), "another count by the heads");
  }

  if (!all.values.empty()) check_written(strict->header().schema, all);
  if (before.ending.empty() && !before.values.empty()) {
    const avro::Bytes again = written(strict->header().schema, before.values, Codec::Null);
    require(records_by_ranges(again) == before.values.size(), "ranges lose or double records");
  }
  return 0;
}
