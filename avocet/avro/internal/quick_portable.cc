// quick_portable.cc - the quick loop for any machine.
#include "avocet/avro/internal/quick_loop.h"

namespace avocet::avro {

constinit const QuickSet kQuickPortable = quick_set_of("portable");

}  // namespace avocet::avro
