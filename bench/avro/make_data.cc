// make_data.cc - writes the data sets into files that drivers in any language can read.
//
//   make_data DIRECTORY      DIRECTORY/SET/writer.avsc, reader.avsc, records.bin for each data set
//
// records.bin holds each datum behind its length, four bytes, the lowest first.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/avro/data_sets.h"

namespace {

bool write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) std::fprintf(stderr, "make_data: cannot write %s\n", path.c_str());
  return static_cast<bool>(file);
}

std::string records_of(const avocet::bench::DataSet& set) {
  avocet::bench::Generator generator;
  std::string content;
  for (int i = 0; i < avocet::bench::kRecords; ++i) {
    generator.out.clear();
    set.record(generator);
    const std::size_t size = generator.out.size();
    for (unsigned shift = 0; shift < 32; shift += 8) content += static_cast<char>(size >> shift);
    content += generator.out;
  }
  return content;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_data DIRECTORY\n", stderr);
    return 2;
  }
  for (const avocet::bench::DataSet& set : avocet::bench::data_sets()) {
    const auto directory = std::filesystem::path(argv[1]) / set.name;
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (!write_file(directory / "writer.avsc", set.writer) ||
        !write_file(directory / "reader.avsc", set.reader.empty() ? set.writer : set.reader) ||
        !write_file(directory / "records.bin", records_of(set))) {
      return 1;
    }
  }
}
