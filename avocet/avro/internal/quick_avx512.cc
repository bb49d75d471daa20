// quick_avx512.cc - the quick loop for machines with AVX-512 and byte permutations (VBMI, VBMI2).
// Empty for other processors.
#if defined(__x86_64__)
#include "avocet/avro/internal/quick_loop.h"

namespace avocet::avro {

constinit const QuickSet kQuickAvx512 = quick_set_of("avx512");

}  // namespace avocet::avro
#endif
