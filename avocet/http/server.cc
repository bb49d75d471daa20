// server.cc - the server as its owner sees it: shards on threads, one listener in front of them.
#include "avocet/http/server.h"

#include <atomic>
#include <thread>

#include "avocet/http/internal/listener.h"
#include "avocet/http/internal/shard.h"

namespace avocet::http {

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler, base::Logger& log)
      : service{std::move(options), std::move(handler), log},
        shards(make_shards(service)),
        listener(service, shards) {}

  static std::vector<std::unique_ptr<internal::Shard>> make_shards(internal::Service& service) {
    std::vector<std::unique_ptr<internal::Shard>> made;
    for (unsigned i = 0; i < std::max(service.options.threads, 1U); ++i) {
      made.push_back(std::make_unique<internal::Shard>(service));
    }
    return made;
  }

  internal::Service service;
  std::vector<std::unique_ptr<internal::Shard>> shards;
  internal::Listener listener;
  std::atomic<bool> stopping{false};
};

Server::Server(ServerOptions options, Handler handler, base::Logger& log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), log)) {}

Server::~Server() = default;

base::Result<std::uint16_t, std::string> Server::listen(const Address& address) {
  return impl_->listener.open(address);
}

void Server::run() {
  impl_->listener.start();
  {
    std::vector<std::jthread> threads;  // joined at the end of the block
    for (std::size_t i = 1; i < impl_->shards.size(); ++i) {
      threads.emplace_back([shard = impl_->shards[i].get()] { shard->run(); });
    }
    impl_->shards.front()->run();
  }
}

void Server::stop() {
  if (impl_->stopping.exchange(true)) return;
  internal::asio::post(impl_->shards.front()->context(),
                       [impl = impl_.get()] { impl->listener.close(); });
  for (const auto& shard : impl_->shards) shard->drain();
}

ServerCounts Server::counts() const {
  ServerCounts counts{.connections = impl_->service.accepted.load(std::memory_order_relaxed),
                      .open_connections = impl_->service.open.load(std::memory_order_relaxed),
                      .refused = impl_->service.refused.load(std::memory_order_relaxed)};
  for (const auto& shard : impl_->shards) counts.requests += shard->requests();
  return counts;
}

}  // namespace avocet::http
