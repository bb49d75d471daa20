// request_parser.cc - the only file that knows Boost.Beast, of which it takes the parser and
// nothing else.
#include "avocet/http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cassert>
#include <cstring>
#include <limits>
#include <optional>

#include "avocet/base/text.h"

namespace avocet::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;

// A read finds at least this much room, and so does the body behind a head; more than
// kFramingBytes.
constexpr std::size_t kRoomBytes = 8 * 1024;
// A chunk's size line or the trailers behind the last chunk: more is refused, as nothing of it can
// be thrown away.
constexpr std::size_t kFramingBytes = 4 * 1024;
// The end of a body in chunks, `0 CR LF CR LF`: Beast asserts that it gets no less than that, and
// no body ends with less.
constexpr std::size_t kLastChunkBytes = 5;
// Empty lines before a request line (RFC 9112, 2.2) are skipped, but not without end.
constexpr int kEmptyLines = 4;
// A body's memory is kept for the next request up to this size.
constexpr std::size_t kKeptBodyBytes = 64 * 1024;

std::string_view view(boost::beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

Method method_of(beast_http::verb verb) noexcept {
  switch (verb) {
    case beast_http::verb::get:
      return Method::Get;
    case beast_http::verb::head:
      return Method::Head;
    case beast_http::verb::post:
      return Method::Post;
    case beast_http::verb::put:
      return Method::Put;
    case beast_http::verb::delete_:
      return Method::Delete;
    case beast_http::verb::options:
      return Method::Options;
    default:
      return Method::Other;
  }
}

// Collects what Beast finds. Beast sees a head only when it is whole and without folded lines, so
// every view points into the connection's buffer.
class Collector final : public beast_http::basic_parser<true> {
 public:
  Collector(Request& request, std::string& body, std::uint64_t max_body_bytes)
      : request_(request), body_(body) {
    eager(false);
    header_limit(std::numeric_limits<std::uint32_t>::max());  // HeadScan has looked already
    body_limit(max_body_bytes);
  }

  boost::beast::string_view target;
  int hosts = 0;
  int content_lengths = 0;
  int transfer_encodings = 0;
  bool coding_is_chunked = false;
  bool expects_continue = false;
  int version = 0;

 private:
  void on_request_impl(beast_http::verb verb, boost::beast::string_view method,
                       boost::beast::string_view text, int http_version,
                       error_code& error) override {
    request_.method = method_of(verb);
    request_.method_text = view(method);
    target = text;
    version = http_version;
    error = {};
  }

  void on_field_impl(beast_http::field field, boost::beast::string_view name,
                     boost::beast::string_view value, error_code& error) override {
    error = {};
    if (in_body_) return;  // trailers are read and forgotten
    request_.headers.push_back({view(name), view(value)});
    switch (field) {
      case beast_http::field::host:
        ++hosts;
        break;
      case beast_http::field::content_length:
        ++content_lengths;  // Beast would take `5, 5` for 5
        if (value.find(',') != value.npos) error = beast_http::error::bad_content_length;
        break;
      case beast_http::field::transfer_encoding:
        ++transfer_encodings;
        coding_is_chunked = base::equal_ignoring_case(view(value), "chunked");
        break;
      case beast_http::field::expect:
        expects_continue = base::equal_ignoring_case(view(value), "100-continue");
        break;
      default:
        break;
    }
  }

  void on_header_impl(error_code& error) override {
    in_body_ = true;
    error = {};
  }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code& error) override {
    error = {};
  }
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece,
                                 error_code& error) override {
    body_.append(piece.data(), piece.size());
    error = {};
    return piece.size();
  }
  void on_response_impl(int, boost::beast::string_view, int, error_code& error) override {
    error = {};
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& error) override {
    error = {};
  }
  std::size_t on_body_impl(boost::beast::string_view piece, error_code& error) override {
    error = {};
    return piece.size();
  }
  void on_finish_impl(error_code& error) override { error = {}; }

  Request& request_;
  std::string& body_;
  bool in_body_ = false;
};

Refusal refusal_of(const error_code& error) noexcept {
  if (error == beast_http::error::body_limit) return {413, "The request's body is too large"};
  if (error == beast_http::error::bad_method || error == beast_http::error::bad_target ||
      error == beast_http::error::bad_version) {
    return {400, "The request line is malformed"};
  }
  if (error == beast_http::error::bad_content_length ||
      error == beast_http::error::multiple_content_length) {
    return {400, "The Content-Length header is invalid"};
  }
  if (error == beast_http::error::bad_transfer_encoding) {
    return {400, "The Transfer-Encoding header is invalid"};
  }
  return {400, "A header line is malformed"};
}

}  // namespace

struct RequestParser::Machine {
  std::optional<Collector> collector;  // one for each request
};

RequestParser::RequestParser(const Limits& limits)
    : limits_(limits), machine_(std::make_unique<Machine>()), scan_(limits) {}

RequestParser::~RequestParser() = default;

RequestParser::Part RequestParser::part() const noexcept {
  switch (state_) {
    case State::Head:
      return begin_ == end_ && empty_lines_ == 0 ? Part::Nothing : Part::Head;
    case State::Body:
    case State::Chunks:
      return Part::Body;
    default:
      return Part::Nothing;
  }
}

bool RequestParser::expects_continue() const noexcept {
  return expects_continue_ && part() == Part::Body && body_.empty() && raw_ == end_;
}

void RequestParser::release() noexcept {
  assert(part() == Part::Nothing);
  data_.reset();
  capacity_ = begin_ = end_ = raw_ = 0;
  body_ = std::string();
}

std::span<char> RequestParser::space() {
  assert(state_ == State::Head || state_ == State::Body || state_ == State::Chunks);
  if (state_ == State::Head) {
    if (begin_ == end_) begin_ = end_ = 0;
    make_room(end_ - begin_ + kRoomBytes);
  } else if (raw_ != head_end_) {  // the head stays, views point into it; the body's raw bytes move
                                   // up to it
    std::memmove(data_.get() + head_end_, data_.get() + raw_, end_ - raw_);
    end_ -= raw_ - head_end_;
    raw_ = head_end_;
  }
  assert(end_ < capacity_);
  return {data_.get() + end_, capacity_ - end_};
}

// Makes the buffer hold `size` bytes from begin_ on, by moving what is in it to the front or into a
// larger one. No view may point into it yet.
void RequestParser::make_room(std::size_t size) {
  if (capacity_ - begin_ >= size) return;
  const std::size_t used = end_ - begin_;
  if (capacity_ >= size) {
    std::memmove(data_.get(), data_.get() + begin_, used);
  } else {
    const std::size_t capacity = std::max({kBufferBytes, 2 * capacity_, size});
    auto data = std::make_unique_for_overwrite<char[]>(capacity);
    if (used > 0) std::memcpy(data.get(), data_.get() + begin_, used);
    data_ = std::move(data);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = used;
}

RequestParser::Step RequestParser::refuse(int status, std::string_view sentence) noexcept {
  refusal_ = Refusal{status, sentence};
  state_ = State::Refused;
  return Step::Refused;
}

RequestParser::Step RequestParser::whole(std::string_view body) noexcept {
  request_.body = body;
  state_ = State::Whole;
  return Step::Request;
}

void RequestParser::start_over() noexcept {
  begin_ = raw_;
  scan_ = HeadScan(limits_);
  empty_lines_ = 0;
  expects_continue_ = false;
  request_.headers.clear();
  if (body_.capacity() > kKeptBodyBytes) body_ = std::string();
  body_.clear();
  state_ = State::Head;
}

RequestParser::Step RequestParser::next() {
  if (state_ == State::Whole) start_over();
  switch (state_) {
    case State::Head:
      return read_head();
    case State::Body:
      return read_body();
    case State::Chunks:
      return read_chunks();
    default:
      return Step::Refused;
  }
}

// NeedMore also means: nothing in the way.
RequestParser::Step RequestParser::skip_empty_lines() {
  while (bytes().starts_with("\r\n")) {
    if (++empty_lines_ > kEmptyLines) return refuse(400, "The request begins with empty lines");
    begin_ += 2;
  }
  return Step::NeedMore;
}

RequestParser::Step RequestParser::read_head() {
  if (skip_empty_lines() == Step::Refused) return Step::Refused;
  const std::string_view text = bytes();
  if (text.empty() || text == "\r") return Step::NeedMore;
  switch (scan_.look(text)) {
    case HeadScan::Found::NeedMore:
      return Step::NeedMore;
    case HeadScan::Found::Fault:
      return refuse(scan_.fault().status, scan_.fault().sentence);
    case HeadScan::Found::Head:
      break;
  }
  const std::size_t size = scan_.end();
  make_room(size + kRoomBytes);
  return parse_head(size);
}

RequestParser::Step RequestParser::parse_head(std::size_t size) {
  Collector& head = machine_->collector.emplace(request_, body_, limits_.max_body_bytes);
  error_code error;
  head.put({data_.get() + begin_, size}, error);
  if (error) {
    const Refusal why = refusal_of(error);
    return refuse(why.status, why.sentence);
  }
  head_end_ = raw_ = begin_ + size;
  keep_alive_ = head.keep_alive();
  http_1_0_ = head.version == 10;
  expects_continue_ = head.expects_continue && !http_1_0_;

  // Two readings of where a request ends are two requests to somebody (smuggling), so there is only
  // ever one.
  if (head.content_lengths > 1) return refuse(400, "The request has two Content-Length headers");
  if (head.transfer_encodings > 0) {
    if (head.content_lengths > 0 || head.transfer_encodings > 1) {
      return refuse(400, "The Transfer-Encoding header is invalid");
    }
    if (!head.coding_is_chunked) return refuse(501, "The transfer coding is not supported");
    if (http_1_0_) return refuse(400, "HTTP/1.0 has no transfer codings");
  }
  if (head.hosts > 1 || (head.hosts == 0 && !http_1_0_)) {
    return refuse(400, "The request needs exactly one Host header");
  }
  if (!read_target(view(head.target))) return refuse(400, "The request's target is malformed");

  if (head.chunked()) {
    state_ = State::Chunks;
    return read_chunks();
  }
  body_left_ = head.content_length().value_or(0);
  if (body_left_ <= end_ - raw_) {
    const std::string_view body(data_.get() + raw_, static_cast<std::size_t>(body_left_));
    raw_ += body.size();
    return whole(body);
  }
  state_ = State::Body;
  return read_body();
}

// Origin form, absolute form and `*` (RFC 9112, 3.2); a fragment has no meaning here and is cut
// off.
bool RequestParser::read_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  if (const std::size_t colon = target.find("://");
      !target.starts_with('/') && colon != std::string_view::npos) {
    const std::string_view scheme = target.substr(0, colon);
    if (!base::equal_ignoring_case(scheme, "http") && !base::equal_ignoring_case(scheme, "https")) {
      return false;
    }
    target.remove_prefix(colon + 3);
    const std::size_t authority = std::min(target.find_first_of("/?"), target.size());
    if (authority == 0) return false;
    target.remove_prefix(authority);
    if (target.empty()) target = "/";
  }
  const std::size_t mark = target.find('?');
  request_.path = target.substr(0, mark);
  request_.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  if (request_.path.empty()) request_.path = "/";
  return request_.path.starts_with('/') ||
         (request_.path == "*" && request_.method == Method::Options);
}

RequestParser::Step RequestParser::read_body() {
  const std::size_t size =
      static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, end_ - raw_));
  body_.append(data_.get() + raw_, size);
  raw_ += size;
  body_left_ -= size;
  return body_left_ == 0 ? whole(body_) : Step::NeedMore;
}

// Beast gets slices of at most kFramingBytes. One that it can neither use nor refuse ends in the
// midst of a size line or of trailers longer than that.
RequestParser::Step RequestParser::read_chunks() {
  Collector& chunks = *machine_->collector;
  while (end_ - raw_ >= kLastChunkBytes) {
    const std::size_t slice = std::min(end_ - raw_, kFramingBytes);
    error_code error;
    const std::size_t used = chunks.put({data_.get() + raw_, slice}, error);
    raw_ += used;
    if (chunks.is_done()) return whole(body_);
    if (error == beast_http::error::need_more) {
      if (used == 0 && slice == kFramingBytes) {
        return refuse(431, "A chunk's size line or the trailers are too large");
      }
      if (used == 0) return Step::NeedMore;
    } else if (error == beast_http::error::body_limit) {
      return refuse(413, "The request's body is too large");
    } else if (error) {
      return refuse(400, "A chunk of the request's body is malformed");
    }
  }
  return Step::NeedMore;
}

}  // namespace avocet::http
