// connection.h - one client: reads requests, hands them to the handler, writes the answers in the
// order of the requests.
//
//   read -> RequestParser::next -> handler -> Respond -> answer() -> Outbox -> write
//
// Everything runs on the thread of the connection's shard. No operation has a timer of its own: a
// connection stamps the tick at which its phase began, and the shard's sweep asks every connection
// whether it waited too long.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "avocet/http/internal/asio.h"
#include "avocet/http/internal/exchange.h"
#include "avocet/http/internal/outbox.h"
#include "avocet/http/request_parser.h"

namespace avocet::http::internal {

class Shard;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shard& shard, Socket socket);  // `shard` outlives it

  // The connection's life, from the first byte to the closed socket.
  Task<> run();

  // Called by a Respond on this thread, and for letters of the mailbox. Nothing instead of a reply
  // gives the 500.
  void answer(Exchange& exchange, std::optional<Reply> reply);

  void sweep();  // once a tick
  void drain();  // the server stops: close if idle
  void abort();  // close now, whatever is going on

  std::size_t place = 0;  // in the shard's list

 private:
  // What the connection is waiting for, which says how long it may wait.
  enum class Phase : std::uint8_t { Idle, Head, Body, Serving, Writing, Lingering };
  // Why a read was cancelled.
  enum class Interrupt : std::uint8_t { None, Timeout, Drain, Cool };
  enum class Taken : std::uint8_t { All, Some };  // of the requests that have come
  enum class Wrote : std::uint8_t { All, Some, Failed };

  void enter(Phase phase) noexcept;
  void interrupt(Interrupt why);

  Taken take_requests();
  bool must_wait_for_answers(const Request& request) const noexcept;
  void dispatch(const Request& request);
  void refuse(int status, std::string_view sentence);
  void collect_answers();
  Wrote write();

  Task<> serve();
  Task<bool> write_rest();
  Task<bool> read();
  Task<bool> wait_for_bytes();
  Task<> wait_for_answer();
  Task<> linger();

  Shard& shard_;
  Socket socket_;
  RequestParser parser_;
  Outbox outbox_;
  std::deque<std::shared_ptr<Exchange>> queue_;  // in the order of the requests
  std::size_t answered_bytes_ = 0;               // in the bodies of the answers in queue_
  std::move_only_function<void()> waiter_;       // resumes wait_for_answer()

  std::uint64_t stamp_ = 0;  // the tick at which the phase began or a write made progress
  Phase phase_ = Phase::Idle;
  Interrupt interrupt_ = Interrupt::None;
  bool held_ = false;  // the parser holds a request that waits for the answers before it
  bool taking_ =
      true;  // false: no request is taken any more, the connection ends with the last answer
  bool continued_ = false;  // 100 Continue was sent for the present request
  bool cool_ = false;       // idle for a while: the buffer was given back
  bool aborted_ = false;
};

}  // namespace avocet::http::internal
