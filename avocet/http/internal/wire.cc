// wire.cc - a server and its clients for tests.
#include "avocet/http/internal/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "avocet/base/text.h"

namespace avocet::http::internal {
namespace {

constexpr std::chrono::seconds kPatience{10};

// Ends the test that waits; an exception is a failure to it.
[[noreturn]] void fail(const std::string& why) { throw std::runtime_error(why); }

}  // namespace

std::optional<std::string> Answer::header(std::string_view name) const {
  for (const std::string_view line : base::split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (base::equal_ignoring_case(line.substr(0, colon), name)) {
      return std::string(base::trim(line.substr(colon + 1)));
    }
  }
  return std::nullopt;
}

Wire::Wire(std::uint16_t port, int receive_buffer_bytes)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer_bytes > 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  if (::connect(fd_, generic, sizeof address) != 0) fail(std::strerror(errno));
}

Wire::~Wire() {
  if (fd_ >= 0) ::close(fd_);
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Wire::send_nothing_more() { ::shutdown(fd_, SHUT_WR); }

bool Wire::more() {
  pollfd wanted{.fd = fd_, .events = POLLIN, .revents = 0};
  if (::poll(&wanted, 1, std::chrono::milliseconds(kPatience).count()) == 0) {
    fail("nothing came for ten seconds, after: " + got_.substr(0, 1000));
  }
  char buffer[64 * 1024];
  const ssize_t size = ::recv(fd_, buffer, sizeof buffer, 0);
  if (size <= 0) return false;
  got_.append(buffer, static_cast<std::size_t>(size));
  return true;
}

Answer Wire::read(bool to_head) {
  std::size_t end;
  while ((end = got_.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) return {};
  }
  Answer answer{.head = got_.substr(0, end + 2), .body = {}};
  answer.status = base::parse_int32(answer.head.substr(9, 3)).value_or(0);
  got_.erase(0, end + 4);
  if (to_head) return answer;
  const auto size = static_cast<std::size_t>(
      base::parse_int64(answer.header("Content-Length").value_or("0")).value_or(0));
  while (got_.size() < size) {
    if (!more()) return {};
  }
  answer.body = got_.substr(0, size);
  got_.erase(0, size);
  return answer;
}

bool Wire::read_closed() {
  const bool nothing_before = got_.empty();
  while (more()) {
  }
  return nothing_before && got_.empty();
}

bool Wire::is_quiet() {
  pollfd wanted{.fd = fd_, .events = POLLIN, .revents = 0};
  return got_.empty() && ::poll(&wanted, 1, 0) == 0;
}

void Pending::put(std::string name, Respond respond) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace_back(std::move(name), std::move(respond));
  came_.notify_all();
}

std::pair<std::string, Respond> Pending::take() {
  std::unique_lock lock(mutex_);
  if (!came_.wait_for(lock, kPatience, [this] { return !waiting_.empty(); })) {
    fail("no request came for ten seconds");
  }
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

Running::Running(Limits limits, unsigned threads)
    : server_(
          {.threads = threads,
           .limits = limits,
           .refusal =
               [](int status, std::string_view sentence) {
                 return Reply{.content_type = "application/json",
                              .body = base::cat(R"({"error_code":)", status, R"(,"message":")",
                                                sentence, R"("})")};
               }},
          [this](const Request& request, Respond respond) { handle(request, std::move(respond)); },
          log_) {
  const auto port = server_.listen({.host = "127.0.0.1", .port = 0});
  if (!port) fail(port.error());
  port_ = *port;
  thread_ = std::thread([this] {
    server_.run();
    ended_ = true;
  });
}

Running::~Running() { finish(); }

void Running::finish() {
  server_.stop();
  if (thread_.joinable()) thread_.join();
}

bool Running::has_ended() { return ended_; }

bool Running::wait(const std::function<bool(const ServerCounts&)>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition(server_.counts())) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

void Running::handle(const Request& request, Respond respond) {
  if (request.path.starts_with("/later")) {
    return pending_.put(std::string(request.path), std::move(respond));
  }
  if (request.path == "/drop") return;
  if (request.path == "/throw") throw std::runtime_error("thrown");
  if (request.path == "/large") {
    static const auto kLarge = std::make_shared<const std::string>(kLargeBytes, 'L');
    return respond({.shared_body = kLarge});
  }
  respond(
      {.content_type = "text/plain",
       .body = base::cat(request.method_text, " ", request.path, request.query.empty() ? "" : "?",
                         request.query, request.body.empty() ? "" : " ", request.body)});
}

std::string get(std::string_view target, std::string_view more) {
  return base::cat("GET ", target, " HTTP/1.1\r\nHost: x\r\n", more, "\r\n");
}

std::string post(std::string_view target, std::string_view body) {
  return base::cat("POST ", target, " HTTP/1.1\r\nHost: x\r\nContent-Length: ", body.size(),
                   "\r\n\r\n", body);
}

}  // namespace avocet::http::internal
