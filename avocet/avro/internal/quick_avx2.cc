// quick_avx2.cc - the quick loop for machines with AVX2 and BMI2.
// Empty for other processors.
#if defined(__x86_64__)
#include "avocet/avro/internal/quick_loop.h"

namespace avocet::avro {

constinit const QuickSet kQuickAvx2 = quick_set_of("avx2");

}  // namespace avocet::avro
#endif
