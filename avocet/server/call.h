// call.h - what a handler is given: one request on its route, and what the server works with.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "avocet/base/logging.h"
#include "avocet/http/message.h"
#include "avocet/http/router.h"
#include "avocet/registry/registry.h"
#include "avocet/server/answer_cache.h"
#include "avocet/server/error_reply.h"
#include "avocet/server/query.h"

namespace avocet::server {

struct AppOptions {
  IncompatibleCode incompatible = IncompatibleCode::New;
  std::string claimed_version = "8.3.1";  // of Confluent's registry, for clients that look
};

// Lives as long as the server.
struct Services {
  registry::Registry& registry;
  base::Logger& logger;
  AppOptions options;
  AnswerCache answers;
  std::atomic<bool> is_ready = false;
};

// Lives while the handler runs; one that answers later copies what it needs.
struct Call {
  const http::Request& request;
  const http::PathParameters& path;
  Query query;
  Services& services;

  registry::Registry& registry() const noexcept { return services.registry; }
  http::Reply error(const registry::Error& error) const {
    return error_reply(error, services.options.incompatible);
  }
  http::Reply error(const Refusal& refusal) const { return error_reply(refusal); }

  // The subject that a path parameter names: what its alias says, when it has one. An unqualified
  // alias names a subject of the default context (recorded; spec/rest-api.md 17.12 has it
  // otherwise).
  registry::Subject subject(std::size_t parameter = 0) const;
};

http::Reply json_reply(std::string body);

// Soft-deleted versions too, with deleted=true.
registry::Include include_deleted(const Query& query);

}  // namespace avocet::server
