#include "avocet/structs/codec.h"

#include <utility>

#include "avocet/base/json_pointer.h"

namespace avocet::structs {

bool Reading::fail_in(std::string_view step) {
  base::put_in_front(path, step);
  return false;
}

bool Writing::fail(avro::EncodeFault why, std::string message) {
  bad = true;
  error = {.fault = why, .path = {}, .message = std::move(message)};
  return false;
}

bool Writing::fail_in(std::string_view step) {
  base::put_in_front(error.path, step);
  return false;
}

}  // namespace avocet::structs
