// listener.cc - opening listening sockets, accepting.
#include "avocet/http/internal/listener.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include "avocet/base/text.h"

namespace avocet::http::internal {
namespace {

// When accept fails (no file descriptor is left), the next try comes after this pause.
constexpr std::chrono::milliseconds kPause{100};

std::string text_of(const Address& address) {
  const bool v6 = address.host.contains(':') && !address.host.starts_with('[');
  return v6 ? base::cat("[", address.host, "]:", address.port)
            : base::cat(address.host, ":", address.port);
}

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

// An IPv6 socket takes IPv6 alone, so that `::` and `0.0.0.0` can both be listened on, whatever the
// system's default is.
error_code open_one(Acceptor& acceptor, const Tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(true), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
  return error;
}

// The machine has no such address family or address: of several addresses of one name, not a fault.
bool is_absent(const error_code& error) {
  return error == asio::error::address_family_not_supported ||
         error == boost::system::errc::address_not_available;
}

}  // namespace

Listener::Listener(Service& service, std::span<const std::unique_ptr<Shard>> shards)
    : service_(service), shards_(shards) {}

base::Result<std::uint16_t, std::string> Listener::open(const Address& address) {
  const auto fail = [&address](const error_code& error) {
    return std::unexpected(base::cat("cannot listen on ", text_of(address), ": ", error.message()));
  };
  asio::io_context& context = shards_.front()->context();
  error_code error;
  asio::ip::basic_resolver<Tcp, Executor> resolver(context);
  const auto found = resolver.resolve(without_brackets(address.host), std::to_string(address.port),
                                      asio::ip::resolver_base::passive, error);
  if (error) return fail(error);

  std::list<Acceptor> opened;
  std::uint16_t port = address.port;
  error_code absent;
  for (const auto& entry : found) {
    Acceptor acceptor(context);
    error = open_one(acceptor, {entry.endpoint().address(), port});
    if (is_absent(error)) {
      absent = error;
      continue;
    }
    if (error) return fail(error);
    port = acceptor.local_endpoint(error).port();
    if (error) return fail(error);
    opened.push_back(std::move(acceptor));
  }
  if (opened.empty()) return fail(absent);
  acceptors_.splice(acceptors_.end(), opened);
  return port;
}

void Listener::start() {
  for (Acceptor& acceptor : acceptors_) {
    asio::co_spawn(acceptor.get_executor(), accept(acceptor), asio::detached);
  }
}

void Listener::close() {
  closed_ = true;
  error_code ignored;
  for (Acceptor& acceptor : acceptors_) acceptor.close(ignored);
}

Task<> Listener::accept(Acceptor& acceptor) {
  Timer pause(acceptor.get_executor());
  bool failing = false;
  while (!closed_) {
    Shard& shard = *shards_[next_shard_];
    next_shard_ = (next_shard_ + 1) % shards_.size();
    auto [error, socket] = co_await acceptor.async_accept(shard.context(), kTuple);
    if (closed_) break;
    if (!error) {
      failing = false;
      take(shard, std::move(socket));
      continue;
    }
    if (error == asio::error::connection_aborted) continue;
    if (!std::exchange(failing, true)) {  // once, not ten times a second
      service_.log.warn("cannot accept connections", {{"reason", error.message()}});
    }
    pause.expires_after(kPause);
    co_await pause.async_wait(kTuple);
  }
}

void Listener::take(Shard& shard, Socket socket) {
  service_.accepted.fetch_add(1, std::memory_order_relaxed);
  if (service_.open.load(std::memory_order_relaxed) >= service_.options.limits.max_connections) {
    service_.refused.fetch_add(1, std::memory_order_relaxed);
    return;  // closes the socket
  }
  service_.open.fetch_add(1, std::memory_order_relaxed);
  shard.adopt(std::move(socket));
}

}  // namespace avocet::http::internal
