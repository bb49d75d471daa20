// request_id.h - what ties a request to its answer and to the log: X-Request-ID.
#pragma once

#include <string>

namespace avocet::server {

// A fresh UUID version 4 in text. Cheap: a generator per thread, seeded by the operating system;
// unique, not secret.
std::string make_request_id();

}  // namespace avocet::server
