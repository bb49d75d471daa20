#include "avocet/server/error_reply.h"

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"

namespace avocet::server {
namespace {

http::Reply envelope(std::int32_t code, std::string_view message) {
  http::Reply reply;
  reply.status = code < 1000 ? code : code / 100;
  base::JsonWriter json;
  json.begin_object().member("error_code", code).member("message", message).end_object();
  reply.body = json.take();
  return reply;
}

// The reference's words where they are not those of RFC 9110.
std::string_view phrase(int status) {
  switch (status) {
    case 413:
      return "Request Entity Too Large";
    case 422:
      return "Unprocessable Entity";
    default:
      return http::reason(status);
  }
}

}  // namespace

Refusal refusal(const registry::Error& error) {
  return {static_cast<std::int32_t>(error.code), error.message};
}

http::Reply error_reply(const Refusal& refusal) { return envelope(refusal.code, refusal.message); }

http::Reply error_reply(const registry::Error& error, IncompatibleCode incompatible) {
  if (error.code == registry::Code::Incompatible && incompatible == IncompatibleCode::Old) {
    return envelope(409, error.message);
  }
  return error_reply(refusal(error));
}

http::Reply generic_reply(int status) {
  return envelope(status, base::cat("HTTP ", status, ' ', phrase(status)));
}

}  // namespace avocet::server
