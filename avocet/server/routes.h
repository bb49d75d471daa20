// routes.h - the table of routes: what the server answers to, and by which handler.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "avocet/http/message.h"
#include "avocet/server/call.h"

namespace avocet::server {

using Read = http::Reply (*)(const Call&);
using Write = void (*)(const Call&, http::Respond);

struct Route {
  http::Method method = http::Method::Get;
  std::string_view pattern;
  std::variant<Read, Write> handler;
};

// 404, 405 and the lists of methods follow from this table and nothing else.
std::span<const Route> routes();

}  // namespace avocet::server
