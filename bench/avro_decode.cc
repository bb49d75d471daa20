// avro_decode.cc - decoding into a reused arena: ns of CPU time per record over 50,000 distinct
// records of a data set.
//
//   avro_decode [rounds [data set]]      prints, for each data set or the one that is named, bytes
//   per record, and median and minimum of the rounds; a set with another reader also as written
//
// The records come from a fixed seed; every run decodes the same bytes. Shapes:
// spec/avro-performance.md 4.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "bench/avro/data_sets.h"

namespace {

using namespace avocet;
using bench::DataSet;
using bench::kRecords;

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void measure(const DataSet& set, int rounds) {
  bench::Generator generator;
  std::vector<std::size_t> ends;
  for (int i = 0; i < kRecords; ++i) {
    set.record(generator);
    ends.push_back(generator.out.size());
  }
  const std::string& bytes = generator.out;
  const avro::Schema writer = avro::parse(set.writer).value();
  const avro::Plan plan =
      avro::compile(writer, set.reader.empty() ? writer : avro::parse(set.reader).value()).value();
  for (const avro::Utf8 utf8 : {avro::Utf8::Check, avro::Utf8::Trust}) {
    avro::Arena arena;
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
      const double start = cpu_ns();
      std::size_t at = 0;
      for (const std::size_t end : ends) {
        const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data()) + at;
        if (!avro::decode(plan, {data, end - at}, arena, {.utf8 = utf8})) std::abort();
        at = end;
      }
      times.push_back((cpu_ns() - start) / kRecords);
    }
    std::ranges::sort(times);
    std::printf("%-22s %8.1f bytes  median %7.1f ns  min %7.1f ns%s\n", set.name.c_str(),
                static_cast<double>(bytes.size()) / kRecords, times[times.size() / 2],
                times.front(), utf8 == avro::Utf8::Trust ? "  (UTF-8 trusted)" : "");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  for (const DataSet& set : bench::data_sets()) {
    if (argc > 2 && set.name != argv[2]) continue;
    measure(set, rounds);
    if (set.reader.empty()) continue;
    measure({set.name + " as written", set.writer, "", set.record}, rounds);
  }
}
