// request_parser.h - bytes to requests, without a socket: the reader fills space(), next() takes
// requests out.
//
//   socket --space(), filled()--> buffer --HeadScan--> head --Beast--> Request     views into the
//   buffer
//                                        `--chunks or length--> body               a view, or
//                                        gathered when it came in pieces
//
// What comes out depends on the bytes alone, not on how they were cut into reads (the fuzzer holds
// it to that).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "avocet/http/head_scan.h"
#include "avocet/http/message.h"
#include "avocet/http/server.h"

namespace avocet::http {

// Memory per connection: kBufferBytes, more only for a head near its limits, and the body as far as
// it has come.
class RequestParser {
 public:
  enum class Step : std::uint8_t { NeedMore, Request, Refused };
  enum class Part : std::uint8_t { Nothing, Head, Body };  // of a request that is not whole

  static constexpr std::size_t kBufferBytes = 16 * 1024;

  explicit RequestParser(const Limits& limits);  // which outlive the parser
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Where the next bytes go: never empty. Only after next() said NeedMore (or at first); moves the
  // buffer's bytes.
  std::span<char> space();
  void filled(std::size_t count) noexcept { end_ += count; }

  // Takes the next request out of what has come. Refused is final.
  Step next();

  const Request& request() const noexcept {
    return request_;
  }  // after Request, until next() or space()
  bool keep_alive() const noexcept { return keep_alive_; }      // after Request
  bool http_1_0() const noexcept { return http_1_0_; }          // after Request
  const Refusal& refusal() const noexcept { return refusal_; }  // after Refused

  Part part() const noexcept;
  // The client waits for `100 Continue` before it sends the body. True until the first byte of the
  // body.
  bool expects_continue() const noexcept;
  // Gives the buffer back while nothing is in it; space() takes a new one.
  void release() noexcept;

 private:
  enum class State : std::uint8_t { Head, Body, Chunks, Whole, Refused };
  struct Machine;  // Beast

  std::string_view bytes() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
  Step refuse(int status, std::string_view sentence) noexcept;
  void start_over() noexcept;
  void make_room(std::size_t size);
  Step skip_empty_lines();
  Step read_head();
  Step parse_head(std::size_t size);
  bool read_target(std::string_view target);
  Step read_body();
  Step read_chunks();
  Step whole(std::string_view body) noexcept;

  const Limits& limits_;
  std::unique_ptr<Machine> machine_;
  HeadScan scan_;

  // The buffer: [begin_, end_) holds a request that is not taken out yet; within it [raw_, end_) is
  // not parsed yet.
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t head_end_ = 0;  // while in Body and Chunks: where the head ends
  std::size_t raw_ = 0;
  std::size_t end_ = 0;

  State state_ = State::Head;
  bool keep_alive_ = false;
  bool http_1_0_ = false;
  bool expects_continue_ = false;
  int empty_lines_ = 0;          // before this request
  std::uint64_t body_left_ = 0;  // Body: bytes still to come
  std::string body_;             // what came in pieces or in chunks
  Request request_;
  Refusal refusal_;
};

}  // namespace avocet::http
