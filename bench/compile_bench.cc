// compile_bench.cc - parsing a schema and compiling a pair: what the first record of a new schema
// waits for. Limits (spec/avro-performance.md 7): 300 us for 200 fields, 100 us for 5 KB of text.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "avocet/avro/compile.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"

namespace {

using namespace avocet;

enum class Reader : std::uint8_t { Same, Reversed, Promoted, Aliased, Halved };

// A record like those that registries hold: text, optional text, numbers, arrays and enums.
std::string wide_text(std::size_t count, Reader reader) {
  constexpr std::string_view kTypes[] = {R"("string")", R"(["null","string"])", R"("int")",
                                         R"({"type":"array","items":"int"})", R"(["null","long"])"};
  constexpr std::string_view kPromoted[] = {R"("bytes")", R"(["string","null"])", R"("double")",
                                            R"({"type":"array","items":"long"})",
                                            R"(["null","double"])"};
  std::vector<std::string> members;
  for (std::size_t i = 0; i < count; ++i) {
    if (reader == Reader::Halved && i % 2 == 0) continue;
    const std::string_view type = reader == Reader::Promoted ? kPromoted[i % 5] : kTypes[i % 5];
    members.push_back(reader == Reader::Aliased
                          ? base::cat(R"({"name":"other_)", i, R"(","type":)", type,
                                      R"(,"aliases":["some_field_)", i, R"("]})")
                          : base::cat(R"({"name":"some_field_)", i, R"(","type":)", type, '}'));
  }
  if (reader == Reader::Halved) {
    for (std::size_t i = 0; i < count / 2; ++i) {
      members.push_back(base::cat(R"({"name":"new_)", i, R"(","type":"string","default":"none"})"));
    }
  }
  if (reader == Reader::Reversed) std::ranges::reverse(members);
  std::string text = R"({"type":"record","name":"Wide","fields":[)";
  for (std::size_t i = 0; i < members.size(); ++i) text += (i == 0 ? "" : ",") + members[i];
  return text + "]}";
}

void compile_pair(benchmark::State& state, Reader reader_fields) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const avro::Schema writer = avro::parse(wide_text(count, Reader::Same)).value();
  const avro::Schema reader = avro::parse(wide_text(count, reader_fields)).value();
  for (auto _ : state) {
    auto plan = avro::compile(writer, reader);
    if (!plan) state.SkipWithError(plan.error().message.c_str());
    benchmark::DoNotOptimize(plan);
  }
}

void compile_same(benchmark::State& state) { compile_pair(state, Reader::Same); }
void compile_reversed(benchmark::State& state) { compile_pair(state, Reader::Reversed); }
void compile_promoted(benchmark::State& state) { compile_pair(state, Reader::Promoted); }
void compile_aliased(benchmark::State& state) { compile_pair(state, Reader::Aliased); }
void compile_halved(benchmark::State& state) { compile_pair(state, Reader::Halved); }

// `state.range(0)` bytes of text, give or take a field.
void parse_text(benchmark::State& state) {
  const auto bytes = static_cast<std::size_t>(state.range(0));
  std::size_t fields = 1;
  while (wide_text(fields, Reader::Same).size() < bytes) ++fields;
  const std::string text = wide_text(fields, Reader::Same);
  for (auto _ : state) benchmark::DoNotOptimize(avro::parse(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) *
                          static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(compile_same)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_reversed)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_promoted)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_aliased)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(compile_halved)->Arg(20)->Arg(200)->Arg(2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(parse_text)->RangeMultiplier(2)->Range(1'250, 160'000)->Unit(benchmark::kMicrosecond);

}  // namespace
