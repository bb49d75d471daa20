// instructions.cc - fixed work, to be counted: bench/instructions.py runs this under callgrind and
// holds the instructions per record against bench/instructions.txt.
//
//   instructions      prints "kernel NAME", then for each operation "COUNT NAME" when it is done
//
// Each operation is run once to warm its memory up, and a second time inside counted_operation,
// where alone callgrind counts. Without callgrind nothing is counted.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "avocet/avro/check.h"
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/structs/decode.h"
#include "avocet/structs/encode.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"
#include "bench/avro/data_sets.h"

// Not static, not inlined: callgrind knows it by its name.
extern "C" [[gnu::noinline]] void counted_operation(const std::function<void()>& run) { run(); }

namespace {

using namespace avocet;

enum class Priority { LOW, NORMAL, HIGH, URGENT };

struct User {
  std::int64_t id;
  std::string_view name;
  std::string_view email;
};

struct TaskCreated {
  std::string_view event_id;
  std::int64_t occurred_at;
  std::int64_t task_id;
  std::int32_t project_id;
  std::string_view title;
  std::optional<std::string_view> description;
  Priority priority;
  std::optional<User> assignee;
  std::vector<std::string_view> tags;
  std::vector<std::pair<std::string_view, std::string_view>> attributes;
  double estimate;
  bool done;
};

struct Num40 {
  std::int64_t f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18,
      f19;
  std::int32_t f20, f21, f22, f23, f24, f25, f26, f27, f28, f29;
  double f30, f31, f32, f33, f34, f35, f36, f37, f38, f39;
};

constexpr std::size_t kRecordsCounted = 1'000;

void require(bool good, std::string_view what) {
  if (good) return;
  std::fprintf(stderr, "instructions: %.*s failed\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

void count(const std::string& name, std::size_t times, const std::function<void()>& run) {
  run();
  counted_operation(run);
  std::printf("%zu %s\n", times, name.c_str());
}

// The instructions that valgrind shows the program; the engine chooses its kernels by them. On
// Zen 1 and 2 (family 17h) pext is slow and not used.
std::string_view kernel() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return "x86-64";
  if (__builtin_cpu_is("amdfam17h")) return "avx2-without-pext";
  return __builtin_cpu_supports("avx512vbmi2") ? "avx512" : "avx2";
#else
  return "portable";
#endif
}

// The records of a data set, and what each operation needs.
class Records {
 public:
  explicit Records(const bench::DataSet& set) : name(set.name) {
    bench::Generator generator;
    for (std::size_t i = 0; i < kRecordsCounted; ++i) {
      set.record(generator);
      ends_.push_back(generator.out.size());
    }
    bytes_.assign(generator.out.begin(), generator.out.end());
  }

  template <class Use>
  void each(Use use) const {
    std::size_t at = 0;
    for (const std::size_t end : ends_) {
      use(std::span(bytes_.data() + at, end - at));
      at = end;
    }
  }

  // `what` for each record.
  template <class Use>
  void count(std::string_view what, Use use) const {
    ::count(base::cat(what, ' ', name), ends_.size(),
            [&] { each([&](std::span<const std::uint8_t> datum) { require(use(datum), name); }); });
  }

  std::string name;

 private:
  avro::Bytes bytes_;
  std::vector<std::size_t> ends_;
};

void count_decoding(const Records& records, const avro::Plan& plan) {
  avro::Arena arena;
  records.count("decode", [&](auto datum) { return decode(plan, datum, arena).has_value(); });
}

// From values, from views, as JSON and back.
void count_writing(const Records& records, const avro::Schema& schema, const avro::Plan& plan) {
  std::vector<avro::Arena> arenas;
  std::vector<avro::View> views;
  std::vector<avro::Value> values;
  std::vector<std::string> texts;
  transcode::Transcoder transcoder(plan);
  records.each([&](auto datum) {
    views.push_back(decode(plan, datum, arenas.emplace_back())->value);
    values.push_back(to_value(views.back()));
    require(transcoder.append_json(datum, texts.emplace_back()).has_value(), "to JSON");
  });
  avro::Bytes out;
  const avro::EncodePlan encoding(schema);
  count(base::cat("encode value ", records.name), values.size(), [&] {
    out.clear();
    for (const avro::Value& value : values)
      require(encode(encoding, value, out).has_value(), records.name);
  });
  count(base::cat("encode view ", records.name), views.size(), [&] {
    out.clear();
    for (const avro::View& view : views)
      require(encode(encoding, view, out).has_value(), records.name);
  });
  std::string text;
  records.count("to JSON", [&](auto datum) {
    text.clear();
    return transcoder.append_json(datum, text).has_value();
  });
  transcode::JsonReader reader(schema);
  count(base::cat("from JSON ", records.name), texts.size(), [&] {
    out.clear();
    for (const std::string& json : texts)
      require(reader.append_datum(json, out).has_value(), records.name);
  });
}

void count_data_set(const bench::DataSet& set) {
  const Records records(set);
  const avro::Schema writer = avro::parse(set.writer).value();
  const avro::Schema reader = set.reader.empty() ? writer : avro::parse(set.reader).value();
  const avro::Plan plan = avro::compile(writer, reader).value();
  count_decoding(records, plan);
  if (set.reader.empty()) count_writing(records, writer, plan);
}

// Into a struct whose strings are views, and from it.
template <class T>
void count_structs(std::string_view name) {
  const auto set = std::ranges::find(bench::data_sets(), name, &bench::DataSet::name);
  const Records records(*set);
  const avro::Schema schema = avro::parse(set->writer).value();
  structs::Decoder<T> decoder(structs::compile<T>(schema).value());
  auto encoder = structs::encoder<T>(schema).value();
  T one{};
  records.count("decode struct",
                [&](auto datum) { return decoder.decode(datum, one).has_value(); });
  std::vector<T> values;
  records.each([&](auto datum) { values.push_back(decoder.decode(datum).value()); });
  count(base::cat("encode struct ", name), values.size(), [&] {
    for (const T& value : values) require(encoder.encode(value).has_value(), name);
  });
}

// A record of `fields` fields in all common shapes; the reader's are in reverse.
std::string wide_text(std::size_t fields, bool reversed) {
  constexpr std::string_view kTypes[] = {R"("string")", R"(["null","string"])", R"("int")",
                                         R"({"type":"array","items":"int"})", R"(["null","long"])"};
  std::string text = R"({"type":"record","name":"Wide","fields":[)";
  for (std::size_t n = 0; n < fields; ++n) {
    const std::size_t i = reversed ? fields - 1 - n : n;
    text += base::cat(n == 0 ? "" : ",", R"({"name":"some_field_)", i, R"(","type":)",
                      kTypes[i % 5], '}');
  }
  return text + "]}";
}

void count_schemas() {
  const std::string text = wide_text(90, false);  // 5 KB
  count("parse 5 KB", 1, [&] { require(avro::parse(text).has_value(), "parse"); });
  const avro::Schema writer = avro::parse(wide_text(200, false)).value();
  const avro::Schema reader = avro::parse(wide_text(200, true)).value();
  count("compile 200 fields", 1, [&] { require(avro::compile(writer).has_value(), "compile"); });
  count("compile 200 fields reversed", 1,
        [&] { require(avro::compile(writer, reader).has_value(), "compile"); });
  count("check 200 fields reversed", 1,
        [&] { require(avro::check(reader, writer).has_value(), "check"); });
}

}  // namespace

int main() {
  std::printf("kernel %.*s\n", static_cast<int>(kernel().size()), kernel().data());
  for (const bench::DataSet& set : bench::data_sets()) count_data_set(set);
  count_structs<TaskCreated>("task_created");
  count_structs<Num40>("num40");
  count_schemas();
}
