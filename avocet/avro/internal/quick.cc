// quick.cc - which instruction sets this machine has; asked once.
#include "avocet/avro/internal/quick.h"

#include <array>

namespace avocet::avro {
namespace {

struct Sets {
  std::array<const QuickSet*, 3> sets{&kQuickPortable};
  std::size_t count = 1;

  Sets() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    // The first two generations of Zen have pext, but as a hundred micro-operations.
    const bool has_slow_pext = __builtin_cpu_is("znver1") != 0 || __builtin_cpu_is("znver2") != 0;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") || has_slow_pext) return;
    sets[count++] = &kQuickAvx2;
    if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vbmi") ||
        !__builtin_cpu_supports("avx512vbmi2")) {
      return;
    }
    sets[count++] = &kQuickAvx512;
#endif
  }
};

const Sets& sets() noexcept {
  static const Sets kSets;
  return kSets;
}

}  // namespace

std::span<const QuickSet* const> quick_sets() noexcept {
  return {sets().sets.data(), sets().count};
}

const QuickSet& quick_set() noexcept { return *sets().sets[sets().count - 1]; }

}  // namespace avocet::avro
