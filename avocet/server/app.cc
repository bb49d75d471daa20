#include "avocet/server/app.h"

#include "avocet/base/text.h"
#include "avocet/server/compression.h"
#include "avocet/server/context_path.h"
#include "avocet/server/media_type.h"
#include "avocet/server/request_id.h"
#include "avocet/server/routes.h"

namespace avocet::server {
namespace {

using http::Method;

constexpr std::size_t kMinGzipBytes = 32;  // shorter answers are sent as they are

// The headers that answers depend on, found in one pass.
struct Headers {
  std::string_view accept;
  std::string joined_accept;  // when there are several
  std::optional<std::string_view> content_type;
  std::string_view accept_encoding;
  std::string_view request_id;
  int request_ids = 0;

  explicit Headers(const http::Request& request) {
    using base::equal_ignoring_case;
    for (const auto& [name, value] : request.headers) {
      switch (name.size()) {  // most headers are none of these
        case 6:
          if (equal_ignoring_case(name, "Accept")) add_accept(value);
          break;
        case 12:
          if (!content_type && equal_ignoring_case(name, "Content-Type")) {
            content_type = value;
          } else if (equal_ignoring_case(name, "X-Request-ID")) {
            request_id = value;
            ++request_ids;
          }
          break;
        case 15:
          if (equal_ignoring_case(name, "Accept-Encoding")) accept_encoding = value;
          break;
        default:
          break;
      }
    }
  }

 private:
  void add_accept(std::string_view value) {
    if (accept.empty()) {
      accept = value;
      return;
    }
    joined_accept = base::cat(accept, ',', value);
    accept = joined_accept;
  }
};

// What is done to every reply on its way out.
struct Finish {
  std::string type{};  // the media type agreed on; "" sends none
  std::string request_id{};
  bool varies = false;    // GET and POST
  bool compress = false;  // if it is a success and worth it

  http::Reply operator()(http::Reply reply) const {
    if (reply.content_type.empty()) reply.content_type = type;
    reply.headers.reserve(reply.headers.size() + 3);
    if (varies) reply.headers.emplace_back("Vary", "Accept-Encoding");
    if (compress && reply.status == 200 && reply.content().size() >= kMinGzipBytes) {
      if (auto packed = gzip(reply.content())) {
        reply.body = std::move(*packed);
        reply.shared_body.reset();
        reply.headers.emplace_back("Content-Encoding", "gzip");
      }
    }
    reply.headers.emplace_back("X-Request-ID", request_id);
    return reply;
  }
};

http::Reply bad_request(std::string_view message) {
  http::Reply reply = error_reply(Refusal{400, std::string(message)});
  reply.content_type = kJson;
  return reply;
}

// OPTIONS: the methods as a header and, for a client that takes plain text, as body.
http::Reply list_methods(std::string_view allowed, std::string_view accept) {
  http::Reply reply;
  std::string blankless(allowed);
  std::erase(blankless, ' ');
  reply.headers.emplace_back("Allow", std::move(blankless));
  if (accepts_plain_text(accept)) {
    reply.content_type = "text/plain";
    reply.body = allowed;
  }
  return reply;
}

std::string with_charset(const Negotiated& agreed) {
  std::string type(agreed.type);
  if (!agreed.charset.empty()) type += base::cat(";charset=", agreed.charset);
  return type;
}

std::vector<http::RoutePattern> patterns() {
  std::vector<http::RoutePattern> found;
  for (const Route& route : routes()) found.push_back({route.method, route.pattern});
  return found;
}

}  // namespace

App::App(registry::Registry& registry, base::Logger& logger, AppOptions options)
    : services_{registry, logger, std::move(options), {}, false}, router_(patterns()) {}

http::Reply App::refuse(int status, std::string_view sentence) {
  const Finish finish{.type = std::string(kSchemaRegistryV1), .request_id = make_request_id()};
  return finish(error_reply(Refusal{status, std::string(sentence)}));
}

void App::handle(const http::Request& request, http::Respond respond) {
  const Headers headers(request);
  const bool is_read_or_post = request.method == Method::Get || request.method == Method::Post;
  Finish finish{.varies = is_read_or_post,
                .compress = is_read_or_post && accepts_coding(headers.accept_encoding, "gzip")};
  const bool has_id = headers.request_ids == 1 && !base::trim(headers.request_id).empty();
  finish.request_id = has_id ? std::string(headers.request_id) : make_request_id();

  base::Logger& logger = services_.logger;
  const auto answer = [&](http::Reply reply) {
    if (logger.enabled(base::LogLevel::Debug)) {
      logger.debug("answered", {{"method", request.method_text},
                                {"path", request.path},
                                {"status", reply.status},
                                {"request_id", finish.request_id}});
    }
    respond(finish(std::move(reply)));
  };
  const auto malformed = [&](std::string_view why) {
    finish.varies = false;
    answer(bad_request(why));
  };

  // Below a context: the plain route that is meant.
  Query query(request.query);
  std::string_view path_meant = request.path;
  const auto in_context = read_context_path(request.path);
  if (!in_context) return malformed(in_context.error().message);
  if (*in_context) {
    path_meant = (*in_context)->path;
    (*in_context)->qualify(query);
  }

  // The order of the checks: 404, 405, 415, 406, then the route.
  const http::Routed routed = router_.route(request.method, path_meant);
  switch (routed.outcome) {
    case http::RouteOutcome::BadPath:
      return malformed(routed.problem);
    case http::RouteOutcome::UnknownPath:
      return answer(generic_reply(404));
    case http::RouteOutcome::UnknownMethod:
      return answer(generic_reply(405));
    case http::RouteOutcome::AskedForMethods:
    case http::RouteOutcome::Found:
      break;
  }
  const Negotiated agreed = negotiate(headers.accept);
  const BodyType body =
      headers.content_type ? classify_body(*headers.content_type) : BodyType::Json;
  if (agreed.outcome == Negotiation::Malformed || body == BodyType::Malformed) {
    return malformed("Bad Request");
  }
  if (agreed.outcome == Negotiation::Agreed) finish.type = with_charset(agreed);
  if (routed.outcome == http::RouteOutcome::AskedForMethods) {
    return answer(list_methods(routed.allowed, headers.accept));
  }
  if (body == BodyType::Unsupported) {
    if (finish.type.empty()) finish.type = kSchemaRegistryV1;
    return answer(generic_reply(415));
  }
  if (agreed.outcome == Negotiation::NotAcceptable) return answer(generic_reply(406));

  const Call call{request, routed.path, std::move(query), services_};
  const Route& route = routes()[routed.route];
  if (const Read* read = std::get_if<Read>(&route.handler)) return answer((*read)(call));
  std::string method;  // for the log, as the path
  std::string path;
  if (logger.enabled(base::LogLevel::Debug)) {
    method = request.method_text;
    path = request.path;
  }
  auto later = [respond = std::move(respond), finish = std::move(finish), &logger,
                method = std::move(method), path = std::move(path)](http::Reply reply) mutable {
    if (!method.empty()) {
      logger.debug("answered", {{"method", method},
                                {"path", path},
                                {"status", reply.status},
                                {"request_id", finish.request_id}});
    }
    respond(finish(std::move(reply)));
  };
  std::get<Write>(route.handler)(call, std::move(later));
}

}  // namespace avocet::server
