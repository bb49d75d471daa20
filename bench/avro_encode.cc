// avro_encode.cc - encoding into a buffer that is used again: ns of CPU time per record over 50,000
// distinct records of a data set.
//
//   avro_encode [rounds]      prints, for each data set, median and minimum of the rounds
//
// "decoded": each record is decoded into one arena and encoded from there; what decoding alone
// takes is subtracted, round for round. "tree": trees of 2,000 records, which the caches hold, as
// they do a tree that was just made.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
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

constexpr std::size_t kTrees = 100;

struct Records {
  explicit Records(const DataSet& set) {
    for (int i = 0; i < kRecords; ++i) {
      set.record(generator);
      ends.push_back(generator.out.size());
    }
  }

  // Calls use(bytes of a record) for the first `count`.
  template <class Use>
  void each(std::size_t count, const Use& use) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; at = ends[i++]) {
      use(std::span(reinterpret_cast<const std::uint8_t*>(generator.out.data()) + at,
                    ends[i] - at));
    }
  }

  bench::Generator generator;
  std::vector<std::size_t> ends;
};

void print(const DataSet& set, const char* what, std::vector<double> times) {
  std::ranges::sort(times);
  std::printf("%-16s %-8s median %7.1f ns  min %7.1f ns\n", set.name.c_str(), what,
              times[times.size() / 2], times.front());
}

void measure(const DataSet& set, int rounds) {
  const Records records(set);
  const avro::Plan plan = avro::compile(avro::parse(set.writer).value()).value();
  const avro::EncodePlan encode_plan(plan.reader());
  avro::Arena arena;
  avro::Bytes out;
  const auto decoded = [&](std::span<const std::uint8_t> bytes) {
    return avro::decode(plan, bytes, arena, {.utf8 = avro::Utf8::Trust}).value().value;
  };
  std::vector<avro::Value> trees;
  records.each(kTrees, [&](auto bytes) { trees.push_back(to_value(decoded(bytes))); });

  std::vector<double> from_decoded;
  std::vector<double> from_trees;
  for (int round = 0; round < rounds; ++round) {
    const double start = cpu_ns();
    records.each(kRecords, [&](auto bytes) {
      if (decoded(bytes).is_null()) std::abort();
    });
    const double middle = cpu_ns();
    records.each(kRecords, [&](auto bytes) {
      out.clear();
      if (!avro::encode(encode_plan, decoded(bytes), out) || out.size() != bytes.size())
        std::abort();
    });
    const double end = cpu_ns();
    from_decoded.push_back(((end - middle) - (middle - start)) / kRecords);
    const double trees_start = cpu_ns();
    for (std::size_t i = 0; i < kRecords; ++i) {
      out.clear();
      if (!avro::encode(encode_plan, trees[i % kTrees], out)) std::abort();
    }
    from_trees.push_back((cpu_ns() - trees_start) / kRecords);
  }
  print(set, "decoded", from_decoded);
  print(set, "tree", from_trees);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  for (const DataSet& set : bench::data_sets()) {
    if (set.reader.empty()) measure(set, rounds);
  }
}
