// ours_borrowed.cc - the data sets' structs whose strings look into the input.
#include "bench/avro/data_types.h"
#include "bench/avro/typed.h"

namespace avocet::bench {

std::unique_ptr<Work> open_borrowed(const Set& set, const std::string& mode) {
  std::unique_ptr<Work> work;
  borrowed::with_type(set.name, [&]<class T>(std::type_identity<T>) {
    if (mode == "borrowed") {
      work = std::make_unique<TypedDecode<T>>(set, Target::Reused);
    } else if (set.reader == set.writer) {
      work = std::make_unique<TypedEncode<T>>(set);
    }
  });
  return work;
}

}  // namespace avocet::bench
