// generator.h - random data for the benchmarks, from a fixed seed: every run has the same bytes.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace avocet::bench {

// Random values, written to `out` as Avro writes them.
class Generator {
 public:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  // As many bits as chance wants, so that varints have all lengths up to that.
  std::int64_t number(unsigned most_bits);

  void integer(std::int64_t value);  // int, long, a count, the index of a branch or symbol
  void boolean(unsigned percent_true);
  void real();  // a double
  // A string of `least` to `most` characters, all ASCII.
  void text(std::uint64_t least, std::uint64_t most);
  // The same for a map's entry `index`: no two keys of one map are equal.
  void key(std::uint64_t index, std::uint64_t least, std::uint64_t most);
  // The same with characters of two and three bytes among the others.
  void foreign_text(std::uint64_t least, std::uint64_t most);
  // The branch of ["null", T]; true: T is to follow.
  bool optional(unsigned percent_present);

  std::string out;

 private:
  std::mt19937_64 random_{20261124};
};

}  // namespace avocet::bench
