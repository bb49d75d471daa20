// shard.h - one thread's part of the server: its event loop, its connections, and the sweep that
// holds them to their limits.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "avocet/http/internal/asio.h"
#include "avocet/http/internal/exchange.h"
#include "avocet/http/internal/service.h"

namespace avocet::http::internal {

class Connection;

// Limits in ticks of the sweep. A server that stands still for a while counts no ticks and blames
// no client.
struct Deadlines {
  explicit Deadlines(const Limits& limits);
  std::uint64_t ticks(std::chrono::milliseconds time) const noexcept;  // at least that long

  std::chrono::milliseconds tick;
  std::uint64_t header, body, idle, write, drain, linger;
};

class Shard {
 public:
  explicit Shard(Service& service);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  void run();  // on the shard's thread: until drained
  // From any thread.
  void drain();
  void adopt(Socket socket);  // of this shard's context; counted as open already
  asio::io_context& context() noexcept { return context_; }
  std::uint64_t requests() const noexcept { return requests_.load(std::memory_order_relaxed); }

  // For connections, on the shard's thread.
  Service& service() noexcept { return service_; }
  const std::shared_ptr<Mailbox>& mailbox() const noexcept { return mailbox_; }
  const Deadlines& deadlines() const noexcept { return deadlines_; }
  std::uint64_t tick() const noexcept { return tick_; }
  bool draining() const noexcept { return draining_; }
  const std::string& date() const noexcept { return date_; }  // for the Date header
  void count_request() noexcept;
  void count_refusal() noexcept;
  void add(Connection& connection);
  void remove(Connection& connection);

 private:
  void start(Socket socket);
  void start_draining();
  void deliver_letters();
  void renew_date();
  Task<> sweep();

  Service& service_;
  Deadlines deadlines_;
  asio::io_context context_{1};  // one thread runs it
  Timer timer_{context_};
  std::shared_ptr<Mailbox> mailbox_;
  std::vector<Connection*> connections_;  // each is kept alive by its own coroutine
  std::uint64_t tick_ = 0;
  std::uint64_t drain_tick_ = 0;
  bool draining_ = false;
  std::string date_;
  std::int64_t date_second_ = -1;
  std::atomic<std::uint64_t> requests_{0};  // written by this shard alone
};

}  // namespace avocet::http::internal
