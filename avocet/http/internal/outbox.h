// outbox.h - replies to bytes: heads and small bodies gathered in one text, large and shared bodies
// sent from where they are.
#pragma once

#include <boost/asio/buffer.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/http/message.h"

namespace avocet::http::internal {

// What the head says about the connection and the body, beside what is in the reply.
struct Framing {
  bool head_only = false;  // an answer to HEAD: all headers, no body
  bool http_1_0 = false;
  bool close = false;
};

class Outbox {
 public:
  // Adds a reply, with the headers Content-Type, Content-Length, Connection (where needed) and
  // Date.
  void add(Reply reply, Framing framing, std::string_view date);
  void add_continue();

  bool empty() const noexcept { return text_.empty(); }
  // What is left to send, in order; valid until sent() or add().
  std::span<const boost::asio::const_buffer> left();
  std::size_t left_bytes();
  void sent(std::size_t bytes);  // everything sent empties the outbox

 private:
  struct Body {
    std::size_t place;  // in text_: what stands before it is sent before it
    std::shared_ptr<const std::string> shared;
    std::string own;
  };

  void add_head(const Reply& reply, Framing framing, std::string_view date);
  void gather();

  std::string text_;
  std::vector<Body> bodies_;
  std::vector<boost::asio::const_buffer> buffers_;  // of text_ and bodies_, once gathered
  std::size_t next_ = 0;                            // the first buffer not sent whole
};

}  // namespace avocet::http::internal
