// wire.h - for the tests of this room: a server on loopback with a thread of its own, and clients
// that are bare sockets.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "avocet/base/clock.h"
#include "avocet/base/logging.h"
#include "avocet/http/server.h"

namespace avocet::http::internal {

// An answer as it came.
struct Answer {
  int status = 0;  // 0: the connection ended before a whole answer came
  std::string head;
  std::string body;

  std::optional<std::string> header(std::string_view name) const;
};

// One client. Reads wait ten seconds at most, then the test ends with an exception.
class Wire {
 public:
  explicit Wire(std::uint16_t port, int receive_buffer_bytes = 0);
  ~Wire();
  Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)), got_(std::move(other.got_)) {}
  Wire& operator=(Wire&&) = delete;

  // False when the server has closed the connection.
  bool send(std::string_view bytes);
  void send_nothing_more();
  Answer read(bool to_head = false);  // the next answer; to HEAD: without a body
  bool read_closed();  // waits for the end of the connection: true if nothing came before it
  bool is_quiet();     // nothing has come and the connection is open

 private:
  bool more();  // appends what has come to got_; false at the end
  int fd_;
  std::string got_;
};

// The requests that a server's handler has put aside, to be answered by the test's thread.
class Pending {
 public:
  void put(std::string name, Respond respond);
  std::pair<std::string, Respond> take();  // waits for one

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::pair<std::string, Respond>> waiting_;
};

// Runs from construction to finish() or destruction. Its handler answers
//   /later…   from pending()
//   /drop     by dropping the Respond
//   /throw    by an exception
//   /large    with 8 MiB in a shared body
//   others    with method, path, query and body, as text
class Running {
 public:
  explicit Running(Limits limits = {}, unsigned threads = 1);
  ~Running();

  std::uint16_t port() const noexcept { return port_; }
  Server& server() noexcept { return server_; }
  Pending& pending() noexcept { return pending_; }
  void finish();     // waits until run() has returned
  bool has_ended();  // run() has returned

  // Waits until the counts are as asked; false after ten seconds.
  bool wait(const std::function<bool(const ServerCounts&)>& condition);

 private:
  void handle(const Request& request, Respond respond);

  base::SystemClock clock_;
  base::Logger log_{stderr, base::LogFormat::Text, base::LogLevel::Off, clock_};
  Pending pending_;
  Server server_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

// A request without a body; `more` are whole header lines.
std::string get(std::string_view target, std::string_view more = "");
std::string post(std::string_view target, std::string_view body);

inline constexpr std::size_t kLargeBytes = 8 * 1024 * 1024;

}  // namespace avocet::http::internal
