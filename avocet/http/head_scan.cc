// head_scan.cc - limits and line ends of a request's head.
#include "avocet/http/head_scan.h"

#include <algorithm>

namespace avocet::http {
namespace {

constexpr auto kNone = std::string_view::npos;

// The characters of a token (RFC 9110, 5.6.2): what a method is made of.
bool is_token_char(char c) noexcept {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

HeadScan::Found HeadScan::refuse(int status, std::string_view sentence) noexcept {
  fault_ = Refusal{status, sentence};
  return Found::Fault;
}

HeadScan::Found HeadScan::look(std::string_view text) {
  if (looked_ == 0 && !text.empty() && !is_token_char(text.front())) {
    return refuse(400, "The request does not begin with a method");
  }
  for (;;) {
    const std::size_t line_feed = text.find('\n', looked_);
    looked_ = line_feed == kNone ? text.size() : line_feed + 1;
    const Found found = request_line_ == 0 ? look_at_request_line(text, line_feed)
                                           : look_at_header_line(text, line_feed);
    if (found != Found::NeedMore) return found;
    if (line_feed == kNone) return Found::NeedMore;
  }
}

// Limits come first, for whole and for unfinished lines alike, so that a line cut in two meets the
// same fate as a whole one.
HeadScan::Found HeadScan::look_at_request_line(std::string_view text, std::size_t line_feed) {
  const std::size_t size =
      std::min(line_feed, text.size());  // with the carriage return, if it has come
  if (size > limits_->max_request_line_bytes + 1) {
    return refuse(414, "The request line is too long");
  }
  if (line_feed == kNone) return Found::NeedMore;
  if (size == 0 || text[size - 1] != '\r') {
    return refuse(400, "The request line does not end with CR LF");
  }
  const std::string_view line = text.substr(0, size - 1);
  const std::string_view version = line.substr(std::min(line.rfind(' ') + 1, line.size()));
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) ||
      version[6] != '.' || !is_digit(version[7])) {
    return refuse(400, "The request line is malformed");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here");
  }
  request_line_ = line_ = line_feed + 1;
  return Found::NeedMore;
}

HeadScan::Found HeadScan::look_at_header_line(std::string_view text, std::size_t line_feed) {
  const std::size_t end = line_feed == kNone ? text.size() : line_feed + 1;
  if (end - request_line_ > limits_->max_header_bytes) {
    return refuse(431, "The request's headers are too large");
  }
  if (line_feed == kNone) return Found::NeedMore;
  if (line_feed == line_ || text[line_feed - 1] != '\r') {
    return refuse(400, "A header line does not end with CR LF");
  }
  const bool empty = line_feed == line_ + 1;
  const char first = text[line_];
  line_ = line_feed + 1;
  if (empty) return Found::Head;
  if (first == ' ' || first == '\t') {
    return refuse(400, "A header value is folded over several lines");
  }
  if (++headers_ > limits_->max_headers) return refuse(431, "The request has too many headers");
  return Found::NeedMore;
}

}  // namespace avocet::http
