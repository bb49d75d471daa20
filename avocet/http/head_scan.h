// head_scan.h - where a request's head ends, found byte by byte, before anything is parsed.
//
// The scan enforces the limits of a head and refuses what no head may contain, at the first byte
// that shows it. It is a function of the bytes alone: however they are cut into reads, the outcome
// is the same.
#pragma once

#include <cstddef>
#include <string_view>

#include "avocet/http/server.h"

namespace avocet::http {

// Why a request is not served. The sentence is static text.
struct Refusal {
  int status = 400;
  std::string_view sentence;
};

class HeadScan {
 public:
  enum class Found { NeedMore, Head, Fault };

  explicit HeadScan(const Limits& limits) noexcept : limits_(&limits) {}

  // Looks at the bytes of a request so far; each call passes the same bytes and perhaps some more
  // behind them.
  Found look(std::string_view text);

  std::size_t end() const noexcept { return line_; }  // after Head: its size, with the empty line
  std::size_t headers() const noexcept { return headers_; }  // after Head: header lines
  const Refusal& fault() const noexcept { return fault_; }   // after Fault

 private:
  Found refuse(int status, std::string_view sentence) noexcept;
  Found look_at_request_line(std::string_view text, std::size_t line_feed);
  Found look_at_header_line(std::string_view text, std::size_t line_feed);

  const Limits* limits_;
  std::size_t line_ = 0;          // where the line that is not yet whole begins
  std::size_t looked_ = 0;        // no line feed before this place, from line_ on
  std::size_t request_line_ = 0;  // its size with the line end; 0 as long as it is not whole
  std::size_t headers_ = 0;
  Refusal fault_;
};

}  // namespace avocet::http
