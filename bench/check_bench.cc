// check_bench.cc - the compatibility check of wide and of deep schemas: what a registration waits
// for.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "avocet/avro/check.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"

namespace {

using namespace avocet;

enum class Fields : std::uint8_t { Same, Reversed, Unreadable };

avro::Schema wide_record(int count, Fields fields) {
  std::vector<std::string> members;
  for (int i = 0; i < count; ++i) {
    const std::string name = base::cat("some_field_", i);
    const char* type = fields == Fields::Unreadable ? R"(["null","bytes"])"
                       : i % 4 == 0                 ? R"(["null","string"])"
                       : i % 4 == 1                 ? R"({"type":"array","items":"double"})"
                       : i % 4 == 2                 ? R"("long")"
                                                    : R"("string")";
    members.push_back(base::cat(R"({"name":")", name, R"(","type":)", type, '}'));
  }
  if (fields == Fields::Reversed) std::ranges::reverse(members);
  std::string text = R"({"type":"record","name":"Wide","fields":[)";
  for (std::size_t i = 0; i < members.size(); ++i) text += (i == 0 ? "" : ",") + members[i];
  return avro::parse(text + "]}").value();
}

void wide(benchmark::State& state, Fields reader_fields) {
  const auto count = static_cast<int>(state.range(0));
  const avro::Schema writer = wide_record(count, Fields::Same);
  const avro::Schema reader = wide_record(count, reader_fields);
  for (auto _ : state) benchmark::DoNotOptimize(avro::check(reader, writer));
}

void check_same(benchmark::State& state) { wide(state, Fields::Same); }
void check_reversed(benchmark::State& state) { wide(state, Fields::Reversed); }
void check_unreadable(benchmark::State& state) { wide(state, Fields::Unreadable); }

void check_deep(benchmark::State& state) {
  const auto depth = static_cast<std::size_t>(state.range(0));
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += R"({"type":"array","items":)";
  const avro::Schema schema = avro::parse(text + "\"int\"" + std::string(depth, '}')).value();
  for (auto _ : state) benchmark::DoNotOptimize(avro::check(schema, schema));
}

BENCHMARK(check_same)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(check_reversed)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(check_unreadable)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(check_deep)->Arg(900)->Unit(benchmark::kMicrosecond);

}  // namespace
