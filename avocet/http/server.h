// server.h - an HTTP/1.1 server: sockets to requests, replies to sockets. It knows no routes and no schemas.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "avocet/base/logging.h"
#include "avocet/base/result.h"
#include "avocet/http/message.h"

namespace avocet::http {

// Every limit has a name and a sane default; what passes one is refused (the status in brackets) or the connection is closed.
struct Limits {
  std::size_t max_request_line_bytes = 8 * 1024;      // 414
  std::size_t max_header_bytes = 8 * 1024;            // all header lines together: 431
  std::size_t max_headers = 100;                      // 431
  std::size_t max_body_bytes = 16 * 1024 * 1024;      // 413; by Content-Length at once, by chunks while counting
  std::size_t max_connections = 10'000;               // further ones are accepted and closed at once
  std::size_t max_pipelined_requests = 64;            // taken from one read before the answers are written
  std::size_t max_pipelined_bytes = 1024 * 1024;      // of answers that wait: no request is taken before they are written
  std::chrono::milliseconds header_timeout{10'000};   // from the first byte of a request to the end of its head
  std::chrono::milliseconds body_timeout{60'000};     // from there to the end of its body
  std::chrono::milliseconds idle_timeout{75'000};     // between requests
  std::chrono::milliseconds write_timeout{30'000};    // without progress on a write
  std::chrono::milliseconds drain_timeout{8'000};     // for requests in flight when the server stops
};

struct Address {
  std::string host{};       // 127.0.0.1, ::1, localhost
  std::uint16_t port = 0;   // 0: any free one
};

struct ServerOptions {
  unsigned threads = 1;
  Limits limits{};
  // The body of a refusal that no handler sees (400, 408, 413, 414, 431, 500, 503): given the status and a sentence.
  std::function<Reply(int, std::string_view)> refusal{};
};

// What the server did so far.
struct ServerCounts {
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;        // accepted
  std::uint64_t open_connections = 0;
  std::uint64_t refused = 0;            // requests answered by `refusal`, connections closed by a limit
};

// A resource: owns sockets and threads. `handler` is called on the server's threads.
class Server {
 public:
  Server(ServerOptions options, Handler handler, base::Logger& log);
  ~Server();  // closes everything; run(), if it was called, has returned. A Respond may outlive the server.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens a listening socket for every address that the host stands for; may be called several times before run(). IPv6
  // addresses take IPv6 alone. Returns the port. Errors: a sentence that names the address and says why, such as `cannot listen on 127.0.0.1:8081: Address already in use`.
  base::Result<std::uint16_t, std::string> listen(const Address& address);

  // Serves until stop(), once: then no new connection is accepted, requests in flight are answered with `Connection: close`,
  // and run() returns when the last one is, or after drain_timeout (less than
  // the 10 s after which docker kills). The calling thread is one of the server's threads.
  void run();

  // From any thread, also from a signal handler's thread; more than once is harmless.
  void stop();

  ServerCounts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace avocet::http
