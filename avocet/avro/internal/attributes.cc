#include "avocet/avro/internal/attributes.h"

#include <algorithm>

#include "avocet/avro/internal/number.h"

namespace avocet::avro {

std::vector<Attribute> attributes_of(const base::Json& object,
                                     std::span<const std::string_view> reserved) {
  std::vector<Attribute> out;
  for (const auto& [key, value] : object.members()) {
    if (std::find(reserved.begin(), reserved.end(), key) == reserved.end())
      out.push_back({key, stored_json(value)});
  }
  return out;
}

}  // namespace avocet::avro
