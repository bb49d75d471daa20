// set.cc - files of a data set.
#include "bench/avro/set.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "avocet/base/text.h"

namespace avocet::bench {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(base::cat("cannot read ", path.string()));
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) fail(base::cat("cannot write ", path.string()));
}

void find_records(Set& set) {
  const auto* const data = reinterpret_cast<const std::uint8_t*>(set.data.data());
  set.records.clear();
  for (std::size_t at = 0; at < set.data.size();) {
    std::uint32_t size = 0;
    std::memcpy(&size, data + at, sizeof size);
    set.records.emplace_back(data + at + sizeof size, size);
    at += sizeof size + size;
  }
}

void fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

void append_framed(std::string& out, std::span<const std::uint8_t> record) {
  const std::size_t size = record.size();
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift);
  out.append(reinterpret_cast<const char*>(record.data()), size);
}

}  // namespace avocet::bench
