// ours_owned.cc - the data sets' structs that own their strings.
#include "bench/avro/data_types.h"
#include "bench/avro/typed.h"

namespace avocet::bench {

std::unique_ptr<Work> open_owned(const Set& set, const std::string& mode) {
  std::unique_ptr<Work> work;
  if (mode != "owned") return work;
  owned::with_type(set.name, [&]<class T>(std::type_identity<T>) {
    work = std::make_unique<TypedDecode<T>>(set, Target::Fresh);
  });
  return work;
}

}  // namespace avocet::bench
