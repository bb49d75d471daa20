// avro_decode.cc - decoding into a reused arena: ns of CPU time per record over 50,000 distinct
// records of a data set.
//
//   avro_decode [rounds]      prints, for each data set, bytes per record, and median and minimum
//   of the rounds
//
// The records come from a fixed seed; every run decodes the same bytes. Shapes:
// spec/avro-performance.md 4.
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"

namespace {

using namespace avocet;
using base::cat;

constexpr int kRecords = 50'000;

class Generator {
 public:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }

  // As many bits as chance wants, so that varints have all lengths up to that.
  std::int64_t number(unsigned most_bits) {
    const auto value = static_cast<std::int64_t>(random_() >> (64 - (1 + below(most_bits))));
    return chance(50) ? value : -value;
  }

  void integer(std::int64_t value) {
    std::uint64_t u =
        (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (; u >= 0x80; u >>= 7) out += static_cast<char>(0x80 | (u & 0x7f));
    out += static_cast<char>(u);
  }
  void real() {
    const auto bits = std::bit_cast<std::array<char, 8>>(static_cast<double>(number(40)) / 256);
    out.append(bits.data(), bits.size());
  }
  void text(std::uint64_t least, std::uint64_t most) {
    const std::uint64_t size = least + below(most - least + 1);
    integer(static_cast<std::int64_t>(size));
    for (std::uint64_t i = 0; i < size; ++i) out += static_cast<char>('a' + below(26));
  }

  std::string out;

 private:
  std::mt19937_64 random_{20261124};
};

struct DataSet {
  const char* name;
  std::string writer;
  std::string reader;  // "": the writer's
  std::function<void(Generator&)> record;
};

std::string record_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string text = R"({"type":"record","name":"R","fields":[)";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    text += cat(i == 0 ? "" : ",", R"({"name":")", fields[i].first, R"(","type":)",
                fields[i].second, '}');
  }
  return text + "]}";
}

DataSet task_created() {
  const std::string writer = record_of(
      {{"event_id", R"({"type":"string","logicalType":"uuid"})"},
       {"occurred_at", R"({"type":"long","logicalType":"timestamp-millis"})"},
       {"task_id", "\"long\""},
       {"project_id", "\"int\""},
       {"title", "\"string\""},
       {"description", R"(["null","string"])"},
       {"priority",
        R"({"type":"enum","name":"Priority","symbols":["LOW","NORMAL","HIGH","URGENT"]})"},
       {"assignee", R"(["null",{"type":"record","name":"User","fields":[{"name":"id","type":"long"},
         {"name":"name","type":"string"},{"name":"email","type":"string"}]}])"},
       {"tags", R"({"type":"array","items":"string"})"},
       {"attributes", R"({"type":"map","values":"string"})"},
       {"estimate", "\"double\""},
       {"done", "\"boolean\""}});
  return {"task_created", writer, "", [](Generator& g) {
            g.text(36, 36);
            g.integer(1'700'000'000'000 + static_cast<std::int64_t>(g.below(1'000'000'000)));
            g.integer(static_cast<std::int64_t>(g.below(10'000'000)));
            g.integer(static_cast<std::int64_t>(g.below(5'000)));
            g.text(8, 40);
            g.integer(g.chance(60) ? 1 : 0);
            if (g.out.back() != 0) g.text(10, 80);
            g.integer(static_cast<std::int64_t>(g.below(4)));
            g.integer(g.chance(70) ? 1 : 0);
            if (g.out.back() != 0) {
              g.integer(static_cast<std::int64_t>(g.below(100'000)));
              g.text(5, 16);
              g.text(12, 28);
            }
            for (const int kind : {0, 1}) {  // tags, attributes
              const std::uint64_t count = g.below(5);
              if (count != 0) g.integer(static_cast<std::int64_t>(count));
              for (std::uint64_t i = 0; i < count; ++i) {
                g.text(3, 10);
                if (kind == 1) g.text(3, 16);
              }
              g.integer(0);
            }
            g.real();
            g.out += static_cast<char>(g.below(2));
          }};
}

DataSet num40() {
  std::vector<std::pair<std::string, std::string>> fields;
  for (int i = 0; i < 40; ++i) {
    fields.emplace_back(cat("f", i), i < 20 ? "\"long\"" : i < 30 ? "\"int\"" : "\"double\"");
  }
  return {"num40", record_of(fields), "", [](Generator& g) {
            for (int i = 0; i < 20; ++i) g.integer(g.number(48));
            for (int i = 0; i < 10; ++i) g.integer(g.number(31));
            for (int i = 0; i < 10; ++i) g.real();
          }};
}

DataSet project2() {
  std::vector<std::pair<std::string, std::string>> fields;
  for (int i = 0; i < 60; ++i) {
    constexpr const char* kTypes[] = {"\"long\"", "\"string\"", "\"double\""};
    fields.emplace_back(cat("f", i), kTypes[i % 3]);
  }
  return {"project2", record_of(fields), record_of({fields[7], fields[42]}), [](Generator& g) {
            for (int i = 0; i < 20; ++i) {
              g.integer(g.number(48));
              g.text(5, 30);
              g.real();
            }
          }};
}

DataSet doubles100() {
  return {"array<double> of 100", R"({"type":"array","items":"double"})", "", [](Generator& g) {
            g.integer(100);
            for (int i = 0; i < 100; ++i) g.real();
            g.integer(0);
          }};
}

DataSet longs200() {
  return {"array<long> of 200", R"({"type":"array","items":"long"})", "", [](Generator& g) {
            g.integer(200);
            for (int i = 0; i < 200; ++i) g.integer(g.number(48));
            g.integer(0);
          }};
}

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void measure(const DataSet& set, int rounds) {
  Generator generator;
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
    std::printf("%-22s %8.1f bytes  median %7.1f ns  min %7.1f ns%s\n", set.name,
                static_cast<double>(bytes.size()) / kRecords, times[times.size() / 2],
                times.front(), utf8 == avro::Utf8::Trust ? "  (UTF-8 trusted)" : "");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  for (const DataSet& set : {task_created(), num40(), project2(), doubles100(), longs200()}) {
    measure(set, rounds);
  }
}
