// avro_files.cc - container files of 50,000 records: ns of CPU time per record, written and read,
// for each codec; and the size of the file.
//
//   avro_files [rounds] [data set] [level]
//
// The data are in memory: no disk is measured. Reading decodes every record into a reused arena;
// writing takes data that are encoded already. "data" is the decompression and the walk over the
// blocks alone.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/parse.h"
#include "avocet/container/reader.h"
#include "avocet/container/writer.h"
#include "bench/avro/data_sets.h"

namespace {

using namespace avocet;
using namespace avocet::container;
using bench::DataSet;
using bench::kRecords;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Median of the rounds, for one record.
template <class Work>
double ns_per_record(int rounds, Work work) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const double start = cpu_ns();
    work();
    times.push_back((cpu_ns() - start) / kRecords);
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

struct Data {
  std::string bytes;
  std::vector<std::size_t> ends;  // of each record
};

Data data_of(const DataSet& set) {
  bench::Generator generator;
  Data data;
  for (int i = 0; i < kRecords; ++i) {
    set.record(generator);
    data.ends.push_back(generator.out.size());
  }
  data.bytes = std::move(generator.out);
  return data;
}

void write(const avro::Schema& schema, const Data& data, const WriteOptions& options,
           avro::Bytes& file) {
  file.clear();  // its memory is used again
  auto writer = Writer::create(std::make_unique<MemorySink>(file), schema, options).value();
  std::size_t at = 0;
  for (const std::size_t end : data.ends) {
    const auto* const first = reinterpret_cast<const std::uint8_t*>(data.bytes.data()) + at;
    if (!writer.write_datum({first, end - at})) std::abort();
    at = end;
  }
  if (!writer.finish()) std::abort();
}

void read_records(const avro::Bytes& file) {
  auto reader = Reader::open(std::make_unique<MemorySource>(file)).value();
  int records = 0;
  while (reader.next().value()) ++records;
  if (records != kRecords) std::abort();
}

void read_data(const avro::Bytes& file) {
  auto blocks = BlockReader::open(std::make_unique<MemorySource>(file)).value();
  const auto codec = make_block_codec(blocks.header().codec, std::nullopt, {}).value();
  while (const auto block = blocks.next().value()) {
    if (!codec->decompress(block->data)) std::abort();
  }
}

void measure(const DataSet& set, int rounds, std::optional<int> level) {
  const Data data = data_of(set);
  const avro::Schema schema = avro::parse(set.writer).value();
  std::printf("%s: %.1f bytes a record\n", set.name.c_str(),
              static_cast<double>(data.bytes.size()) / kRecords);
  for (int number = 0; number < kCodecs; ++number) {
    const WriteOptions options{
        .codec = static_cast<Codec>(number),
        .level = levels_of(static_cast<Codec>(number)) ? level : std::nullopt};
    avro::Bytes file;
    const double writing = ns_per_record(rounds, [&] { write(schema, data, options, file); });
    const double read = ns_per_record(rounds, [&] { read_records(file); });
    const double blocks = ns_per_record(rounds, [&] { read_data(file); });
    std::printf("  %-10s %5.1f bytes  write %8.1f ns  read %7.1f ns  (data %7.1f ns)\n",
                std::string(to_text(*options.codec)).c_str(),
                static_cast<double>(file.size()) / kRecords, writing, read, blocks);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  const std::string wanted = argc > 2 ? argv[2] : "task_created";
  const std::optional<int> level = argc > 3 ? std::optional(std::atoi(argv[3])) : std::nullopt;
  for (const DataSet& set : bench::data_sets()) {
    if (set.name == wanted) measure(set, rounds, level);
  }
}
