// avro_json.cc - binary data to JSON and back: ns of CPU time per record over distinct records of a
// data set, beside the time that decoding alone takes.
//
//   avro_json [rounds [names…]]     for each data set, or those named, bytes per record in binary
//                                   and as text, and the least time of the rounds
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"
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

// The least time that `pass` over all records takes, per record.
template <class Pass>
double least_ns(int rounds, const Pass& pass) {
  double least = std::numeric_limits<double>::max();
  for (int round = 0; round < rounds; ++round) {
    const double start = cpu_ns();
    pass();
    least = std::min(least, (cpu_ns() - start) / kRecords);
  }
  return least;
}

void measure(const DataSet& set, int rounds) {
  bench::Generator generator;
  std::vector<std::span<const std::uint8_t>> records;
  std::vector<std::size_t> ends;
  for (int i = 0; i < kRecords; ++i) {
    set.record(generator);
    ends.push_back(generator.out.size());
  }
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    records.emplace_back(reinterpret_cast<const std::uint8_t*>(generator.out.data()) + begin,
                         end - begin);
    begin = end;
  }
  const avro::Schema writer = avro::parse(set.writer).value();
  const avro::Plan plan =
      avro::compile(writer, set.reader.empty() ? writer : avro::parse(set.reader).value()).value();

  avro::Arena arena;
  const double decode = least_ns(rounds, [&] {
    for (const auto& record : records) {
      if (!avro::decode(plan, record, arena)) std::abort();
    }
  });
  double text_bytes = 0;
  const auto to_json = [&](transcode::JsonForm form) {
    transcode::Transcoder transcoder(plan, {.form = form});
    std::string text;
    return least_ns(rounds, [&] {
      std::size_t total = 0;
      for (const auto& record : records) {
        text.clear();
        if (!transcoder.append_json(record, text)) std::abort();
        total += text.size();
      }
      text_bytes = static_cast<double>(total) / kRecords;
    });
  };
  const double readable = to_json(transcode::JsonForm::readable());
  const double avro_json = to_json(transcode::JsonForm::avro());
  std::vector<std::string> texts;
  transcode::Transcoder transcoder(plan);
  for (const auto& record : records) {
    if (!transcoder.append_json(record, texts.emplace_back())) std::abort();
  }
  transcode::JsonReader reader(plan.reader());
  avro::Bytes bytes;
  const double from_json = least_ns(rounds, [&] {
    for (const std::string& text : texts) {
      bytes.clear();
      if (!reader.append_datum(text, bytes)) std::abort();
    }
  });
  std::printf(
      "%-16s %7.1f bytes, as text %7.1f | decode %7.1f ns, to JSON %7.1f, readable %7.1f, from "
      "JSON %7.1f\n",
      set.name.c_str(), static_cast<double>(generator.out.size()) / kRecords, text_bytes, decode,
      avro_json, readable, from_json);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  const std::vector<std::string_view> names(argv + std::min(argc, 2), argv + argc);
  for (const DataSet& set : bench::data_sets()) {
    if (names.empty() || std::ranges::find(names, set.name) != names.end()) measure(set, rounds);
  }
}
