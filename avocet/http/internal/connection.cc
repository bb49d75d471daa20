// connection.cc - the loop of a connection: take requests, write answers, read on.
#include "avocet/http/internal/connection.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "avocet/http/internal/shard.h"

namespace avocet::http::internal {
namespace {

// An idle connection gives its buffer back after so many ticks.
constexpr std::uint64_t kCoolTicks = 2;
// A server that stops lingers no longer than this.
constexpr std::uint64_t kLastLingerTicks = 2;
// A client is heard out before its connection closes, or the answer could be lost to it: as far as
// the largest body that would have been read, and this much more.
constexpr std::size_t kLingerBytes = 1024 * 1024;

bool is_safe(Method method) noexcept {
  return method == Method::Get || method == Method::Head || method == Method::Options;
}

}  // namespace

Connection::Connection(Shard& shard, Socket socket)
    : shard_(shard),
      socket_(std::move(socket)),
      parser_(shard.service().options.limits),
      stamp_(shard.tick()) {}

Task<> Connection::run() {
  try {
    co_await serve();
  } catch (const std::exception& error) {  // memory is short; the other connections go on
    shard_.service().log.error("a connection was dropped", {{"reason", error.what()}});
  }
  error_code ignored;
  socket_.close(ignored);
  aborted_ = true;
  shard_.remove(*this);
}

Task<> Connection::serve() {
  while (!aborted_) {
    const Taken taken = take_requests();
    while (!queue_.empty()) {
      collect_answers();
      if (outbox_.empty()) {
        enter(Phase::Serving);
        co_await wait_for_answer();
      } else if (const Wrote wrote = write(); wrote == Wrote::Failed) {
        co_return;
      } else if (wrote == Wrote::Some && !co_await write_rest()) {
        co_return;
      }
      if (aborted_) co_return;
    }
    if (!taking_) {
      co_await linger();
      co_return;
    }
    if (taken == Taken::Some) continue;
    if (parser_.expects_continue() && !continued_) {
      continued_ = true;
      outbox_.add_continue();
      if (write() != Wrote::All && !co_await write_rest()) co_return;
    }
    if (!co_await read()) co_return;
  }
}

void Connection::enter(Phase phase) noexcept {
  if (phase_ == phase) return;
  phase_ = phase;
  stamp_ = shard_.tick();
}

// --- requests

Connection::Taken Connection::take_requests() {
  const Limits& limits = shard_.service().options.limits;
  const std::size_t most = std::max<std::size_t>(limits.max_pipelined_requests, 1);
  while (taking_) {
    if (queue_.size() >= most || answered_bytes_ > limits.max_pipelined_bytes) return Taken::Some;
    if (!held_) {
      switch (parser_.next()) {
        case RequestParser::Step::NeedMore:
          return Taken::All;
        case RequestParser::Step::Refused:
          refuse(parser_.refusal().status, parser_.refusal().sentence);
          return Taken::All;
        case RequestParser::Step::Request:
          break;
      }
    }
    held_ = must_wait_for_answers(parser_.request());
    if (held_) return Taken::Some;
    dispatch(parser_.request());
  }
  return Taken::All;
}

// Requests may be handled side by side only if none of them changes anything (RFC 9112, 9.3.2).
bool Connection::must_wait_for_answers(const Request& request) const noexcept {
  const bool safe = is_safe(request.method);
  return std::ranges::any_of(queue_,
                             [safe](const auto& e) { return !e->answered && !(safe && e->safe); });
}

void Connection::dispatch(const Request& request) {
  auto exchange = std::make_shared<Exchange>();
  exchange->connection = weak_from_this();
  exchange->mailbox = shard_.mailbox();
  exchange->safe = is_safe(request.method);
  exchange->head_only = request.method == Method::Head;
  exchange->http_1_0 = parser_.http_1_0();
  exchange->keep_alive = parser_.keep_alive();
  taking_ = exchange->keep_alive;
  continued_ = false;
  phase_ = Phase::Serving;
  queue_.push_back(exchange);
  shard_.count_request();
  try {
    shard_.service().handler(request, make_respond(std::move(exchange)));
  } catch (const std::exception& error) {  // its Respond is gone by now and has answered 500
    shard_.service().log.error("a handler threw", {{"what", error.what()}});
  }
}

void Connection::refuse(int status, std::string_view sentence) {
  auto exchange = std::make_shared<Exchange>();
  exchange->keep_alive = false;
  exchange->answered = true;
  exchange->reply = shard_.service().refusal(status, sentence);
  answered_bytes_ += exchange->reply.content().size();
  taking_ = false;
  queue_.push_back(std::move(exchange));
  shard_.count_refusal();
}

// --- answers

void Connection::answer(Exchange& exchange, std::optional<Reply> reply) {
  if (reply) {
    exchange.reply = std::move(*reply);
  } else {
    exchange.reply = shard_.service().refusal(500, "The server did not answer the request");
    shard_.count_refusal();
  }
  exchange.answered = true;
  answered_bytes_ += exchange.reply.content().size();
  // Not resumed from here: the caller may be another connection's handler.
  if (waiter_) asio::post(shard_.context(), std::exchange(waiter_, nullptr));
}

Task<> Connection::wait_for_answer() {
  auto keep = [this](auto resume) { waiter_ = std::move(resume); };
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(keep, kAwait);
}

// Moves the answers that are next in order to the outbox. The last one says if the connection
// closes; while the server stops that is the last request of this connection.
void Connection::collect_answers() {
  while (!queue_.empty() && queue_.front()->answered) {
    const std::shared_ptr<Exchange> exchange = std::move(queue_.front());
    queue_.pop_front();
    answered_bytes_ -= exchange->reply.content().size();
    const bool last = queue_.empty() && !held_ && parser_.part() == RequestParser::Part::Nothing;
    if (shard_.draining() && last) taking_ = false;
    const bool close = !exchange->keep_alive || (!taking_ && queue_.empty());
    outbox_.add(std::move(exchange->reply),
                {.head_only = exchange->head_only, .http_1_0 = exchange->http_1_0, .close = close},
                shard_.date());
  }
}

// The socket nearly always takes everything at once.
Connection::Wrote Connection::write() {
  const std::size_t size = outbox_.left_bytes();
  error_code error;
  const std::size_t sent = socket_.write_some(outbox_.left(), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return Wrote::Some;
  if (error) return Wrote::Failed;
  outbox_.sent(sent);
  return sent == size ? Wrote::All : Wrote::Some;
}

Task<bool> Connection::write_rest() {
  phase_ = Phase::Writing;
  while (!aborted_ && !outbox_.empty()) {
    stamp_ = shard_.tick();
    const auto [error] = co_await socket_.async_wait(Socket::wait_write, kTuple);
    if (error || aborted_ || write() == Wrote::Failed) co_return false;
  }
  co_return !aborted_;
}

// --- bytes

// False when the connection is at its end. A deadline that has passed shows as a refusal in the
// queue.
Task<bool> Connection::read() {
  cool_ = false;
  for (;;) {
    const RequestParser::Part part = parser_.part();
    const bool idle = part == RequestParser::Part::Nothing;
    enter(idle ? Phase::Idle : part == RequestParser::Part::Head ? Phase::Head : Phase::Body);
    if (idle && shard_.draining()) {  // one last look, for a request that has come already
      error_code error;
      const auto space = parser_.space();
      const std::size_t size = socket_.read_some(asio::buffer(space.data(), space.size()), error);
      if (error) co_return false;
      parser_.filled(size);
      co_return true;
    }
    if (cool_ && !co_await wait_for_bytes()) co_return false;
    if (interrupt_ == Interrupt::None) {
      const auto space = parser_.space();
      const auto [error, size] =
          co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), kTuple);
      if (aborted_) co_return false;
      if (!error) {
        interrupt_ = Interrupt::None;
        parser_.filled(size);
        co_return true;
      }
      if (error != asio::error::operation_aborted) co_return false;
    }
    switch (std::exchange(interrupt_, Interrupt::None)) {
      case Interrupt::Timeout:
        if (idle) co_return false;
        refuse(408, part == RequestParser::Part::Head ? "The request's headers came too slowly"
                                                      : "The request's body came too slowly");
        co_return true;
      case Interrupt::Cool:
        parser_.release();
        cool_ = true;
        break;
      case Interrupt::Drain:
      case Interrupt::None:
        break;
    }
  }
}

// For an idle connection without a buffer. True also when interrupted.
Task<bool> Connection::wait_for_bytes() {
  const auto [error] = co_await socket_.async_wait(Socket::wait_read, kTuple);
  if (aborted_) co_return false;
  if (!error) interrupt_ = Interrupt::None;
  co_return !error || error == asio::error::operation_aborted;
}

// Lets the client read the last answer: says that nothing more comes, and reads what the client
// still sends, which would otherwise reset the connection.
Task<> Connection::linger() {
  enter(Phase::Lingering);
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  std::size_t left = shard_.service().options.limits.max_body_bytes + kLingerBytes;
  auto scratch = std::make_unique_for_overwrite<std::array<char, RequestParser::kBufferBytes>>();
  while (!error && !aborted_) {
    const auto [fault, size] = co_await socket_.async_read_some(asio::buffer(*scratch), kTuple);
    if (fault || size >= left) co_return;
    left -= size;
  }
}

// --- from outside of the loop

void Connection::interrupt(Interrupt why) {
  interrupt_ = why;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::sweep() {
  const Deadlines& deadlines = shard_.deadlines();
  const std::uint64_t waited = shard_.tick() - stamp_;
  switch (phase_) {
    case Phase::Idle:
      if (waited >= deadlines.idle) return interrupt(Interrupt::Timeout);
      if (waited >= kCoolTicks && !cool_) return interrupt(Interrupt::Cool);
      return;
    case Phase::Head:
      if (waited >= deadlines.header) interrupt(Interrupt::Timeout);
      return;
    case Phase::Body:
      if (waited >= deadlines.body) interrupt(Interrupt::Timeout);
      return;
    case Phase::Serving:
      return;  // the handler's time
    case Phase::Writing:
      if (waited < deadlines.write) return;
      shard_.count_refusal();
      return abort();
    case Phase::Lingering:
      if (waited >= (shard_.draining() ? kLastLingerTicks : deadlines.linger)) {
        interrupt(Interrupt::Timeout);
      }
      return;
  }
}

void Connection::drain() {
  if (phase_ == Phase::Idle) interrupt(Interrupt::Drain);
}

void Connection::abort() {
  if (aborted_) return;
  aborted_ = true;
  error_code ignored;
  socket_.set_option(Socket::linger(true, 0), ignored);  // nothing stays behind in the kernel
  socket_.close(ignored);
  if (waiter_) asio::post(shard_.context(), std::exchange(waiter_, nullptr));
}

}  // namespace avocet::http::internal
