// service.h - what all shards of one server share.
#pragma once

#include <atomic>
#include <cstdint>

#include "avocet/base/logging.h"
#include "avocet/http/server.h"

namespace avocet::http::internal {

// Outlives shards, connections and listeners. `options` and `handler` do not change while the
// server runs.
struct Service {
  // The answer to a request that no handler answers.
  Reply refusal(int status, std::string_view sentence) const {
    Reply reply;
    if (options.refusal) {
      reply = options.refusal(status, sentence);
    } else {
      reply = {.content_type = "text/plain", .body = std::string(sentence) + "\n"};
    }
    reply.status = status;
    return reply;
  }

  ServerOptions options;
  Handler handler;
  base::Logger& log;

  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> refused{0};
};

}  // namespace avocet::http::internal
