#include "avocet/structs/codec.h"

#include <utility>

#include "avocet/base/text.h"

namespace avocet::structs {

bool Reading::fail_in(std::string_view step) {
  path.insert(0, base::cat('/', step));
  return false;
}

bool Writing::fail(avro::EncodeFault why, std::string message) {
  bad = true;
  error = {.fault = why, .path = {}, .message = std::move(message)};
  return false;
}

bool Writing::fail_in(std::string_view step) {
  error.path.insert(0, base::cat('/', step));
  return false;
}

}  // namespace avocet::structs
