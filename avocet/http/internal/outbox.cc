// outbox.cc - writing the heads of replies and gathering what one write sends.
#include "avocet/http/internal/outbox.h"

#include <algorithm>
#include <charconv>

namespace avocet::http::internal {
namespace {

// Below this size a copy is cheaper than one more piece to send.
constexpr std::size_t kCopiedBodyBytes = 4 * 1024;
constexpr std::size_t kKeptTextBytes = 16 * 1024;

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out.append(std::begin(digits), end);
}

// A header line; line ends in it become blanks, so that no value can begin a line of its own.
void append_header(std::string& out, std::string_view name, std::string_view value) {
  const std::size_t start = out.size();
  out.append(name).append(": ").append(value);
  for (const char end : {'\r', '\n'}) {
    for (std::size_t at = start; (at = out.find(end, at)) != std::string::npos;) out[at] = ' ';
  }
  out.append("\r\n");
}

bool has_no_body(int status) noexcept { return status == 204 || status == 304 || status < 200; }

}  // namespace

void Outbox::add_head(const Reply& reply, Framing framing, std::string_view date) {
  if (reply.status == 200) {
    text_.append("HTTP/1.1 200 OK\r\n");
  } else {
    text_.append("HTTP/1.1 ");
    append_number(text_, static_cast<std::size_t>(std::clamp(reply.status, 100, 999)));
    text_.append(" ").append(reason(reply.status)).append("\r\n");
  }
  text_.append("Date: ").append(date).append("\r\n");
  if (!reply.content_type.empty()) append_header(text_, "Content-Type", reply.content_type);
  for (const auto& [name, value] : reply.headers) append_header(text_, name, value);
  if (!has_no_body(reply.status)) {
    text_.append("Content-Length: ");
    append_number(text_, reply.content().size());
    text_.append("\r\n");
  }
  if (framing.close) {
    text_.append("Connection: close\r\n");
  } else if (framing.http_1_0) {
    text_.append("Connection: keep-alive\r\n");
  }
  text_.append("\r\n");
}

void Outbox::add(Reply reply, Framing framing, std::string_view date) {
  buffers_.clear();
  add_head(reply, framing, date);
  if (framing.head_only || has_no_body(reply.status) || reply.content().empty()) return;
  if (reply.shared_body || reply.body.size() > kCopiedBodyBytes) {
    bodies_.push_back({text_.size(), std::move(reply.shared_body), std::move(reply.body)});
  } else {
    text_.append(reply.body);
  }
}

void Outbox::add_continue() {
  buffers_.clear();
  text_.append("HTTP/1.1 100 Continue\r\n\r\n");
}

void Outbox::gather() {
  std::size_t from = 0;
  for (const Body& body : bodies_) {
    if (body.place > from) buffers_.emplace_back(text_.data() + from, body.place - from);
    from = body.place;
    const std::string& content = body.shared ? *body.shared : body.own;
    buffers_.emplace_back(content.data(), content.size());
  }
  if (text_.size() > from) buffers_.emplace_back(text_.data() + from, text_.size() - from);
  next_ = 0;
}

std::span<const boost::asio::const_buffer> Outbox::left() {
  if (buffers_.empty() && !text_.empty()) gather();
  return std::span(buffers_).subspan(next_);
}

std::size_t Outbox::left_bytes() { return boost::asio::buffer_size(left()); }

void Outbox::sent(std::size_t bytes) {
  while (next_ < buffers_.size() && bytes >= buffers_[next_].size()) {
    bytes -= buffers_[next_].size();
    ++next_;
  }
  if (next_ < buffers_.size()) {
    buffers_[next_] += bytes;
    return;
  }
  buffers_.clear();
  bodies_.clear();
  next_ = 0;
  text_.clear();
  if (text_.capacity() > kKeptTextBytes) text_ = std::string();
}

}  // namespace avocet::http::internal
