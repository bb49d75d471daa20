// avro_structs.cc - decoding into structs and encoding them: ns of CPU time per record over 50,000
// distinct records of a data set.
//
//   avro_structs [rounds [MODE [SET]]]      for each data set and mode, median and minimum of the
//   rounds
//
// Modes: borrowed (views of the input, the struct used again), reused (strings of its own, the
// struct used again), owned (a fresh struct with strings of its own), encode.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/avro/parse.h"
#include "avocet/structs/decode.h"
#include "avocet/structs/encode.h"
#include "bench/avro/data_sets.h"

namespace {

using namespace avocet;

enum class Priority { LOW, NORMAL, HIGH, URGENT };

// Of views, or of strings.
template <class Text>
struct User {
  std::int64_t id;
  Text name;
  Text email;
};

template <class Text, class Map>
struct TaskCreated {
  Text event_id;
  std::int64_t occurred_at;
  std::int64_t task_id;
  std::int32_t project_id;
  Text title;
  std::optional<Text> description;
  Priority priority;
  std::optional<User<Text>> assignee;
  std::vector<Text> tags;
  Map attributes;
  double estimate;
  bool done;
};
using BorrowedTask =
    TaskCreated<std::string_view, std::vector<std::pair<std::string_view, std::string_view>>>;
using OwnedTask = TaskCreated<std::string, std::map<std::string, std::string>>;

struct Num40 {
  std::int64_t f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18,
      f19;
  std::int32_t f20, f21, f22, f23, f24, f25, f26, f27, f28, f29;
  double f30, f31, f32, f33, f34, f35, f36, f37, f38, f39;
};

struct Tiny {
  std::int64_t id;
  bool flag;
};

struct Point {
  std::int64_t id;
  double weight;
  std::string_view kind;
};

struct MapsArrays {
  std::vector<std::pair<std::string_view, std::string_view>> labels;
  std::vector<std::int64_t> counts;
  std::vector<double> samples;
  std::vector<Point> points;
};

struct Tree {
  std::int64_t value;
  std::unique_ptr<Tree> left;
  std::unique_ptr<Tree> right;
};

}  // namespace

template <class Text>
struct avocet::structs::Describe<User<Text>> {
  static Note note() { return {.name = "User"}; }
};
template <class Text, class Map>
struct avocet::structs::Describe<TaskCreated<Text, Map>> {
  static Note note() { return {.name = "TaskCreated"}; }
};

namespace {

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

class Records {
 public:
  explicit Records(const bench::DataSet& set) : set_(set) {
    bench::Generator generator;
    for (int i = 0; i < bench::kRecords; ++i) {
      set.record(generator);
      ends_.push_back(generator.out.size());
    }
    bytes_ = std::move(generator.out);
  }

  const bench::DataSet& set() const { return set_; }

  template <class Use>
  void each(Use use) const {
    std::size_t at = 0;
    for (const std::size_t end : ends_) {
      use(std::span(reinterpret_cast<const std::uint8_t*>(bytes_.data()) + at, end - at));
      at = end;
    }
  }

  // Calls `pass` for each round and prints what it took per record.
  template <class Pass>
  void measure(const char* mode, int rounds, Pass pass) const {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
      const double start = cpu_ns();
      pass();
      times.push_back((cpu_ns() - start) / bench::kRecords);
    }
    std::ranges::sort(times);
    std::printf("%-16s %-10s %8.1f bytes  median %7.1f ns  min %7.1f ns\n", set_.name.c_str(), mode,
                static_cast<double>(bytes_.size()) / bench::kRecords, times[times.size() / 2],
                times.front());
  }

 private:
  bench::DataSet set_;
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

const char* wanted_mode = "";
const char* wanted_set = "";

bool is_wanted(std::string_view mode) { return *wanted_mode == '\0' || mode == wanted_mode; }

bool is_wanted_set(std::string_view set) { return *wanted_set == '\0' || set == wanted_set; }

template <class T>
structs::TypedPlan<T> plan_of(const Records& records) {
  return structs::compile<T>(avro::parse(records.set().writer).value()).value();
}

template <class T>
void decode_again(const Records& records, const char* mode, int rounds) {
  if (!is_wanted(mode)) return;
  structs::Decoder<T> decoder(plan_of<T>(records));
  T value{};
  records.measure(mode, rounds, [&] {
    records.each([&](auto bytes) {
      if (!decoder.decode(bytes, value)) std::abort();
    });
  });
}

template <class T>
void decode_fresh(const Records& records, const char* mode, int rounds) {
  if (!is_wanted(mode)) return;
  structs::Decoder<T> decoder(plan_of<T>(records));
  records.measure(mode, rounds, [&] {
    records.each([&](auto bytes) {
      if (!decoder.decode(bytes)) std::abort();
    });
  });
}

// The values are in memory already; what is written is compared with what was read.
template <class T>
void encode_all(const Records& records, int rounds) {
  if (!is_wanted("encode")) return;
  structs::Decoder<T> decoder(plan_of<T>(records));
  auto encoder = structs::encoder<T>(avro::parse(records.set().writer).value()).value();
  std::vector<T> values;
  records.each([&](auto bytes) {
    values.push_back(decoder.decode(bytes).value());
    if (!std::ranges::equal(encoder.encode(values.back()).value(), bytes)) std::abort();
  });
  records.measure("encode", rounds, [&] {
    for (const T& value : values) {
      if (!encoder.encode(value)) std::abort();
    }
  });
}

Records records_of(std::string_view name) {
  for (const bench::DataSet& set : bench::data_sets()) {
    if (set.name == name) return Records(set);
  }
  std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  if (argc > 2) wanted_mode = argv[2];
  if (argc > 3) wanted_set = argv[3];
  if (is_wanted_set("task_created")) {
    const Records records = records_of("task_created");
    decode_again<BorrowedTask>(records, "borrowed", rounds);
    decode_again<OwnedTask>(records, "reused", rounds);
    decode_fresh<OwnedTask>(records, "owned", rounds);
    encode_all<BorrowedTask>(records, rounds);
  }
  if (is_wanted_set("num40")) {
    const Records records = records_of("num40");
    decode_again<Num40>(records, "borrowed", rounds);
    encode_all<Num40>(records, rounds);
  }
  if (is_wanted_set("maps_arrays")) {
    const Records records = records_of("maps_arrays");
    decode_again<MapsArrays>(records, "borrowed", rounds);
    encode_all<MapsArrays>(records, rounds);
  }
  if (is_wanted_set("recursive_tree")) {
    const Records records = records_of("recursive_tree");
    decode_again<Tree>(records, "borrowed", rounds);
    decode_fresh<Tree>(records, "owned", rounds);
    encode_all<Tree>(records, rounds);
  }
  if (is_wanted_set("tiny")) {
    const Records records = records_of("tiny");
    decode_again<Tiny>(records, "borrowed", rounds);
    encode_all<Tiny>(records, rounds);
  }
}
