// listener.h - the listening sockets of a server: accepts connections and deals them out to the
// shards.
#pragma once

#include <list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "avocet/base/result.h"
#include "avocet/http/internal/asio.h"
#include "avocet/http/internal/shard.h"

namespace avocet::http::internal {

// Runs on the first shard's thread. One acceptor deals to all shards, instead of one for each with
// SO_REUSEPORT: so a port that another server holds is an error, and the shards fill evenly.
class Listener {
 public:
  Listener(Service& service, std::span<const std::unique_ptr<Shard>> shards);  // both outlive it

  // Before start(). Opens every address that the host stands for, all with the same port; returns
  // the port.
  base::Result<std::uint16_t, std::string> open(const Address& address);
  void start();
  void close();

 private:
  Task<> accept(Acceptor& acceptor);
  void take(Shard& shard, Socket socket);

  Service& service_;
  std::span<const std::unique_ptr<Shard>> shards_;
  std::list<Acceptor> acceptors_;
  std::size_t next_shard_ = 0;
  bool closed_ = false;
};

}  // namespace avocet::http::internal
