// exchange.h - one request on its way to its answer, and how answers come back from other threads.
//
//   Handler --Respond--> Exchange                       on the connection's own thread: at once
//           --Respond--> Mailbox --wake--> Exchange     from elsewhere: all that came together are
//           delivered together
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "avocet/http/message.h"

namespace avocet::http::internal {

class Connection;
class Mailbox;

// Touched by the connection's thread alone, but for the two pointers, which do not change. Neither
// pointer keeps a connection or a shard alive: a Respond may outlive the server.
struct Exchange {
  std::weak_ptr<Connection> connection;
  std::shared_ptr<Mailbox> mailbox;

  bool safe = true;        // GET, HEAD, OPTIONS: may be handled beside others
  bool head_only = false;  // HEAD
  bool http_1_0 = false;
  bool keep_alive = true;  // the client's wish
  bool answered = false;
  Reply reply;  // once answered
};

// Answers from other threads for the connections of one shard.
class Mailbox {
 public:
  struct Letter {
    std::shared_ptr<Exchange> exchange;
    std::optional<Reply> reply;  // nothing: Respond was dropped
  };

  // `wake` is called from any thread, under a lock, when the first letter comes in; then somebody
  // must take().
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(Letter letter);
  std::vector<Letter> take();
  void close();  // from now on letters are thrown away

  // Binds the mailbox to the calling thread, or unbinds it.
  void enter() const noexcept { current_ = this; }
  static void leave() noexcept { current_ = nullptr; }
  bool is_here() const noexcept { return current_ == this; }

 private:
  static thread_local const Mailbox* current_;

  std::mutex mutex_;            // guards all below
  std::function<void()> wake_;  // empty: closed
  std::vector<Letter> letters_;
};

// The Respond of an exchange: callable once, from any thread.
Respond make_respond(std::shared_ptr<Exchange> exchange);

}  // namespace avocet::http::internal
