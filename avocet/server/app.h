// app.h - the registry's HTTP interface: a request comes in, a reply goes out (spec/rest-api.md 1).
//
//   Request --route, negotiate--> Call --handler--> Reply --media type, request id, gzip--> Respond
#pragma once

#include <vector>

#include "avocet/base/logging.h"
#include "avocet/http/message.h"
#include "avocet/http/router.h"
#include "avocet/registry/registry.h"
#include "avocet/server/call.h"

namespace avocet::server {

// A resource. `registry` and `logger` outlive it, and it outlives every answer that the registry
// still owes. Thread-safe.
class App {
 public:
  App(registry::Registry& registry, base::Logger& logger, AppOptions options = {});
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Answers one request: a route that reads at once, one that writes when the registry has decided.
  void handle(const http::Request& request, http::Respond respond);

  // What GET /health/ready says; not ready at first.
  void set_ready(bool ready) noexcept { services_.is_ready = ready; }

  // The answer to what no handler sees, such as a body that is too long.
  static http::Reply refuse(int status, std::string_view sentence);

 private:
  Services services_;
  http::Router router_;
};

}  // namespace avocet::server
