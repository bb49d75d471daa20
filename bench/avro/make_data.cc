// make_data.cc - writes the data sets into files that drivers in any language can read.
//
//   make_data DIRECTORY SET...  DIRECTORY/SET/writer.avsc, reader.avsc, records.bin for all data
//   sets;
//                               for those that are named deflate.avro and zstandard.avro as well
//   make_data DIRECTORY schemas  only the schemas
//
// records.bin holds each datum behind its length, four bytes, the lowest first.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/container/writer.h"
#include "bench/avro/data_sets.h"
#include "bench/avro/set.h"

namespace {

using namespace avocet;
using bench::DataSet;
using bench::fail;

std::vector<std::string> records_of(const DataSet& set) {
  bench::Generator generator;
  std::vector<std::string> records;
  for (int i = 0; i < bench::kRecords; ++i) {
    generator.out.clear();
    set.record(generator);
    records.push_back(generator.out);
  }
  return records;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_container(const std::filesystem::path& path, const DataSet& set,
                     const std::vector<std::string>& records, container::Codec codec) {
  auto writer = container::Writer::create(path.string(), avro::parse(set.writer).value(),
                                          {.codec = codec, .sync = container::SyncMarker{}});
  if (!writer) fail(base::cat("cannot begin ", path.string()));
  for (const std::string& record : records) {
    if (!writer->write_datum(bytes_of(record))) fail(base::cat("cannot write ", path.string()));
  }
  if (!writer->finish()) fail(base::cat("cannot end ", path.string()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("usage: make_data DIRECTORY [schemas | SET...]");
  const std::vector<std::string> names(argv + 2, argv + argc);
  const bool only_schemas = !names.empty() && names.front() == "schemas";
  for (const DataSet& set : bench::data_sets()) {
    const auto directory = std::filesystem::path(argv[1]) / set.name;
    std::error_code error;
    std::filesystem::create_directories(directory, error);  // a failure is that of the first file
    bench::write_file(directory / "writer.avsc", set.writer);
    bench::write_file(directory / "reader.avsc", set.reader.empty() ? set.writer : set.reader);
    if (only_schemas) continue;
    const std::vector<std::string> records = records_of(set);
    std::string framed;
    for (const std::string& record : records) bench::append_framed(framed, bytes_of(record));
    bench::write_file(directory / "records.bin", framed);
    if (std::ranges::find(names, set.name) == names.end()) continue;
    write_container(directory / "deflate.avro", set, records, container::Codec::Deflate);
    write_container(directory / "zstandard.avro", set, records, container::Codec::Zstandard);
  }
}
