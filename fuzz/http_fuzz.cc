// http_fuzz.cc - any bytes into the request parser. The first byte says how the rest is cut; the
// requests, or the refusal, must be the same as when all bytes come at once. (AddressSanitizer
// watches the views.)
#include <cassert>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "avocet/base/text.h"
#include "avocet/http/message.h"
#include "avocet/http/request_parser.h"

namespace {

using namespace avocet;
using http::RequestParser;

constexpr http::Limits kSmall{
    .max_request_line_bytes = 64, .max_header_bytes = 256, .max_headers = 8, .max_body_bytes = 128};

constexpr http::Limits kStandard{};

// Everything that a handler can see of a request, so that a view gone stale is read.
std::string to_text(const RequestParser& parser) {
  const http::Request& request = parser.request();
  std::string out = base::cat(static_cast<int>(request.method), request.method_text, ' ',
                              request.path, '?', request.query, parser.keep_alive() ? " +" : " -",
                              parser.http_1_0() ? "0\n" : "1\n");
  for (const http::Header& header : request.headers) {
    out += base::cat(header.name, ": ", header.value, "\n");
  }
  out += base::cat(request.body.size(), ' ', request.body, '\n');
  for (const auto& [name, value] : http::parse_query(request.query)) {
    out += base::cat(name, '=', value, ' ');
  }
  return out + http::decode_path_segment(request.path).value_or("(broken)") + "\n";
}

// Pieces of `size` bytes; 0: as many as fit.
std::string parse(const http::Limits& limits, std::string_view bytes, std::size_t size) {
  RequestParser parser(limits);
  std::string out;
  for (;;) {
    switch (parser.next()) {
      case RequestParser::Step::Request:
        out += to_text(parser);
        continue;
      case RequestParser::Step::Refused:
        return out + base::cat(parser.refusal().status, parser.refusal().sentence);
      case RequestParser::Step::NeedMore:
        break;
    }
    if (bytes.empty()) return out + base::cat("waits ", static_cast<int>(parser.part()));
    if (parser.part() == RequestParser::Part::Nothing && size % 3 == 2) parser.release();
    const auto space = parser.space();
    const std::size_t taken = std::min({bytes.size(), space.size(), size ? size : bytes.size()});
    std::memcpy(space.data(), bytes.data(), taken);
    parser.filled(taken);
    bytes.remove_prefix(taken);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  const http::Limits& limits = data[0] < 128 ? kStandard : kSmall;
  const std::size_t piece = std::size_t{1} + data[0] % 64;
  const std::string whole = parse(limits, bytes, 0);
  const std::string cut = parse(limits, bytes, piece);
  if (whole != cut) {
    std::fprintf(stderr, "whole:\n%s\n\ncut by %zu:\n%s\n", whole.c_str(), piece, cut.c_str());
    std::abort();
  }
  return 0;
}
