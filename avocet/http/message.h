// message.h - what a server's handlers see of HTTP: a request comes in, a reply goes out.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace avocet::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Other };

struct Header {
  std::string_view name;  // as sent
  std::string_view value;
};

// One request, whole. All views point into the connection's buffer and are valid until the handler returns;
// a handler that answers later copies what it needs.
struct Request {
  Method method = Method::Get;
  std::string_view method_text;
  std::string_view path;   // of the target, still percent-encoded, without the query
  std::string_view query;  // behind '?', still encoded; "" for none
  std::vector<Header> headers;
  std::string_view body;   // decoded from chunks

  // The only value of that header (any case); nothing when it is absent. Of several, the first.
  std::optional<std::string_view> header(std::string_view name) const noexcept;
  std::size_t count(std::string_view name) const noexcept;
};

// One answer. `shared_body`, when set, is sent instead of `body` and is not copied: a body made once for many replies.
struct Reply {
  int status = 200;
  std::string content_type{};  // "" sends none
  std::string body{};
  std::shared_ptr<const std::string> shared_body{};
  std::vector<std::pair<std::string, std::string>> headers{};  // beside Content-Type, Content-Length, Connection, Date

  std::string_view content() const noexcept { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

// Answers a request once: now or later, from any thread. Dropped without a call, the client gets a 500.
using Respond = std::move_only_function<void(Reply)>;

// Takes every request of a server. Runs on one of the server's threads and must not block.
using Handler = std::function<void(const Request&, Respond)>;

// %41 to A; nothing for a broken escape. Paths: '+' stays. Queries: '+' is a blank, broken escapes are kept as they are.
std::optional<std::string> decode_path_segment(std::string_view encoded);
std::string decode_query_part(std::string_view encoded);

// The query as decoded pairs, in order; a part without '=' has the value "".
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

std::string_view reason(int status) noexcept;  // "Not Found"

}  // namespace avocet::http
