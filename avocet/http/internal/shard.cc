// shard.cc - event loop, sweep and draining of one thread.
#include "avocet/http/internal/shard.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <ctime>

#include "avocet/http/internal/connection.h"

namespace avocet::http::internal {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSlowestTick{250};
constexpr milliseconds kFastestTick{5};
constexpr milliseconds kLinger{2000};  // for the client to read the last answer

}  // namespace

Deadlines::Deadlines(const Limits& limits) {
  const milliseconds shortest =
      std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout,
                limits.write_timeout, limits.drain_timeout});
  tick = std::clamp(shortest / 4, kFastestTick, kSlowestTick);
  header = ticks(limits.header_timeout);
  body = ticks(limits.body_timeout);
  idle = ticks(limits.idle_timeout);
  write = ticks(limits.write_timeout);
  drain = ticks(limits.drain_timeout);
  linger = ticks(kLinger);
}

// The first tick may come at once after the stamp, so one more is needed.
std::uint64_t Deadlines::ticks(milliseconds time) const noexcept {
  return static_cast<std::uint64_t>(
             std::max<std::int64_t>(0, (time + tick - milliseconds(1)) / tick)) +
         1;
}

Shard::Shard(Service& service) : service_(service), deadlines_(service.options.limits) {
  mailbox_ =
      std::make_shared<Mailbox>([this] { asio::post(context_, [this] { deliver_letters(); }); });
  renew_date();
}

// The context goes last and takes unfinished coroutines with it; letters must not reach it any
// more.
Shard::~Shard() { mailbox_->close(); }

void Shard::run() {
  mailbox_->enter();
  if (!draining_) asio::co_spawn(context_, sweep(), asio::detached);
  context_.run();
  mailbox_->close();
  Mailbox::leave();
}

void Shard::drain() {
  asio::post(context_, [this] { start_draining(); });
}

void Shard::adopt(Socket socket) {
  if (mailbox_->is_here()) return start(std::move(socket));
  asio::post(context_, [this, socket = std::move(socket)]() mutable { start(std::move(socket)); });
}

void Shard::start(Socket socket) {
  error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  if (draining_) {
    service_.open.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  auto connection = std::make_shared<Connection>(*this, std::move(socket));
  add(*connection);
  asio::co_spawn(
      context_, [connection = std::move(connection)] { return connection->run(); }, asio::detached);
}

void Shard::add(Connection& connection) {
  connection.place = connections_.size();
  connections_.push_back(&connection);
}

void Shard::remove(Connection& connection) {
  connections_.back()->place = connection.place;
  connections_[connection.place] = connections_.back();
  connections_.pop_back();
  service_.open.fetch_sub(1, std::memory_order_relaxed);
  if (draining_ && connections_.empty()) timer_.cancel();
}

void Shard::count_request() noexcept {
  requests_.store(requests_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void Shard::count_refusal() noexcept { service_.refused.fetch_add(1, std::memory_order_relaxed); }

void Shard::deliver_letters() {
  for (Mailbox::Letter& letter : mailbox_->take()) {
    if (const auto connection = letter.exchange->connection.lock()) {
      connection->answer(*letter.exchange, std::move(letter.reply));
    }
  }
}

void Shard::start_draining() {
  if (draining_) return;
  draining_ = true;
  drain_tick_ = tick_;
  for (Connection* connection : connections_) connection->drain();
  if (connections_.empty()) timer_.cancel();
}

// Connections end in their own coroutines, never inside of these calls, so the list holds still.
Task<> Shard::sweep() {
  while (!draining_ || !connections_.empty()) {
    timer_.expires_after(deadlines_.tick);
    co_await timer_.async_wait(kTuple);
    if (timer_.expiry() > std::chrono::steady_clock::now()) continue;  // cancelled: look again
    ++tick_;
    renew_date();
    const bool late = draining_ && tick_ - drain_tick_ >= deadlines_.drain;
    for (Connection* connection : connections_) {
      if (late) {
        connection->abort();
      } else {
        connection->sweep();
      }
    }
  }
}

void Shard::renew_date() {
  const std::time_t now = std::time(nullptr);
  if (now == date_second_) return;
  date_second_ = now;
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

}  // namespace avocet::http::internal
