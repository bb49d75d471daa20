// instructions.cc - fixed work, to be counted: bench/instructions.py runs this under callgrind and
// holds the instructions per record against bench/instructions.txt.
//
//   instructions      prints "kernel NAME", then for each operation "COUNT NAME" when it is done
//
// Each operation is run once to warm its memory up, and a second time inside counted_operation,
// where alone callgrind counts. Without callgrind nothing is counted.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/check.h"
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "bench/avro/data_sets.h"

// Not static, not inlined: callgrind knows it by its name.
extern "C" [[gnu::noinline]] void counted_operation(const std::function<void()>& run) { run(); }

namespace {

using namespace avocet;

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

// One data set: its records decoded, and encoded again from values.
void count_data_set(const bench::DataSet& set) {
  bench::Generator generator;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < kRecordsCounted; ++i) {
    set.record(generator);
    ends.push_back(generator.out.size());
  }
  const avro::Bytes bytes(generator.out.begin(), generator.out.end());
  const avro::Schema writer = avro::parse(set.writer).value();
  const avro::Schema reader = set.reader.empty() ? writer : avro::parse(set.reader).value();
  const avro::Plan plan = avro::compile(writer, reader).value();
  avro::Arena arena;
  count(base::cat("decode ", set.name), ends.size(), [&] {
    std::size_t at = 0;
    for (const std::size_t end : ends) {
      const std::span datum(bytes.data() + at, end - at);
      require(decode(plan, datum, arena).has_value(), set.name);
      at = end;
    }
  });
  if (!set.reader.empty()) return;
  std::vector<avro::Value> values;
  std::size_t at = 0;
  for (const std::size_t end : ends) {
    values.push_back(to_value(decode(plan, {bytes.data() + at, end - at}, arena)->value));
    at = end;
  }
  avro::Bytes out;
  count(base::cat("encode ", set.name), ends.size(), [&] {
    out.clear();
    for (const avro::Value& value : values) {
      require(encode(writer, value, out).has_value(), set.name);
    }
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
  count_schemas();
}
