// error_reply.h - errors as HTTP: the only place that knows which status an error has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/base/result.h"
#include "avocet/http/message.h"
#include "avocet/registry/error.h"

namespace avocet::server {

// What is wrong with a request before the registry sees it. `code` is the number on the wire, of
// three digits (400, 404, 422: the HTTP status itself) or, in the registry's range, of five.
struct Refusal {
  std::int32_t code = 400;
  std::string message;
};

template <class T>
using Decoded = base::Result<T, Refusal>;

Refusal refusal(const registry::Error& error);

// The code of an incompatible schema: 40901 since 8.0.4, 8.1.2 and 8.2.0; 409 before, which some
// clients compare with (spec/rest-api.md 3.2).
enum class IncompatibleCode : std::uint8_t { New, Old };

// {"error_code": code, "message": "…"} with the code's first three digits as status.
http::Reply error_reply(const Refusal& refusal);
http::Reply error_reply(const registry::Error& error, IncompatibleCode incompatible);

// The answer that no route gives: {"error_code":404,"message":"HTTP 404 Not Found"}
// (spec/rest-api.md 1.6).
http::Reply generic_reply(int status);

}  // namespace avocet::server
