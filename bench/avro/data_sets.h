// data_sets.h - the data that the benchmarks of avro/ decode and encode: schemas, and records from
// a fixed seed. What each is for: spec/avro-performance.md 6.
#pragma once

#include <array>
#include <bit>
#include <functional>
#include <string>
#include <vector>

#include "bench/avro/generator.h"

namespace avocet::bench {

inline constexpr int kRecords = 50'000;  // fewer would be learned by the branch predictor

struct DataSet {
  std::string name;
  std::string writer;                      // schema text
  std::string reader;                      // "": the writer's
  std::function<void(Generator&)> record;  // appends one datum
};

// All of them, in the order in which they are reported.
const std::vector<DataSet>& data_sets();

}  // namespace avocet::bench
