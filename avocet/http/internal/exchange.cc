// exchange.cc - answers find their way back to the thread of their connection.
#include "avocet/http/internal/exchange.h"

#include "avocet/http/internal/connection.h"

namespace avocet::http::internal {
namespace {

// Small enough to live inside a Respond without an allocation.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Exchange> exchange) noexcept
      : exchange_(std::move(exchange)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) = delete;
  ~Responder() {
    if (exchange_) deliver(std::nullopt);
  }

  // A second call finds no exchange and does nothing.
  void operator()(Reply reply) {
    if (exchange_) deliver(std::move(reply));
  }

 private:
  void deliver(std::optional<Reply> reply) {
    const std::shared_ptr<Exchange> exchange = std::move(exchange_);
    if (!exchange->mailbox->is_here()) {
      exchange->mailbox->put({exchange, std::move(reply)});
    } else if (const auto connection = exchange->connection.lock()) {
      connection->answer(*exchange, std::move(reply));
    }
  }

  std::shared_ptr<Exchange> exchange_;
};

}  // namespace

thread_local const Mailbox* Mailbox::current_ = nullptr;

void Mailbox::put(Letter letter) {
  const std::lock_guard lock(mutex_);
  if (!wake_) return;
  letters_.push_back(std::move(letter));
  if (letters_.size() == 1) wake_();
}

std::vector<Mailbox::Letter> Mailbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(letters_, {});
}

void Mailbox::close() {
  std::vector<Letter> unread;
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  unread.swap(letters_);
}

Respond make_respond(std::shared_ptr<Exchange> exchange) { return Responder(std::move(exchange)); }

}  // namespace avocet::http::internal
