// request_parser_test.cc - bytes to requests and refusals, however the bytes are cut.
#include "avocet/http/request_parser.h"

#include <gtest/gtest.h>

#include <cstring>

#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::http {
namespace {

// The bytes that an `input` section stands for.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '0':
        out += '\0';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
        break;
      default:
        ADD_FAILURE() << "unknown escape in " << text;
    }
  }
  return out;
}

Limits limits_of(const testing::Case& c) {
  Limits limits;
  if (!c.has("limits")) return limits;
  for (const std::string_view line : base::split(c["limits"], '\n')) {
    const auto parts = base::split(line, ' ');
    const auto value = static_cast<std::size_t>(base::parse_int64(parts.at(1)).value());
    if (parts[0] == "request_line") limits.max_request_line_bytes = value;
    if (parts[0] == "header_bytes") limits.max_header_bytes = value;
    if (parts[0] == "headers") limits.max_headers = value;
    if (parts[0] == "body") limits.max_body_bytes = value;
  }
  return limits;
}

std::string to_text(const RequestParser& parser) {
  const Request& request = parser.request();
  std::string out(request.method_text);
  if (request.method == Method::Other) out += "(other)";
  out += base::cat(" path=", request.path);
  if (!request.query.empty()) out += base::cat(" query=", request.query);
  out += base::cat(" headers=", request.headers.size());
  if (!request.body.empty()) out += base::cat(" body=", request.body);
  if (parser.http_1_0()) out += " 1.0";
  if (!parser.keep_alive()) out += " close";
  return out + "\n";
}

std::string to_text(const std::vector<Header>& headers) {
  std::string out;
  for (const Header& h : headers) {
    out += base::cat(out.empty() ? "" : " ", h.name, "=[", h.value, "]");
  }
  return out;
}

std::string_view name_of(RequestParser::Part part) {
  switch (part) {
    case RequestParser::Part::Nothing:
      return "nothing";
    case RequestParser::Part::Head:
      return "the head";
    case RequestParser::Part::Body:
      return "the body";
  }
  return "";
}

// What comes out when the bytes come in pieces of the given sizes, the last size repeated.
std::string parse(const Limits& limits, std::string_view bytes, std::vector<std::size_t> pieces,
                  std::string* headers = nullptr) {
  RequestParser parser(limits);
  std::string out;
  std::size_t next_piece = 0;
  for (;;) {
    switch (parser.next()) {
      case RequestParser::Step::Request:
        out += to_text(parser);
        if (headers) *headers = to_text(parser.request().headers);
        continue;
      case RequestParser::Step::Refused:
        return out + base::cat("then ", parser.refusal().status, " ", parser.refusal().sentence);
      case RequestParser::Step::NeedMore:
        break;
    }
    if (bytes.empty()) {
      return out + base::cat("then waits for ", name_of(parser.part()),
                             parser.expects_continue() ? ", continue" : "");
    }
    const auto space = parser.space();
    const std::size_t size = std::min({bytes.size(), space.size(), pieces[next_piece]});
    if (next_piece + 1 < pieces.size()) ++next_piece;
    std::memcpy(space.data(), bytes.data(), size);
    parser.filled(size);
    bytes.remove_prefix(size);
  }
}

TEST(RequestParser, Cases) {
  for (const auto& c : testing::read_cases("http/request.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Limits limits = limits_of(c);
    const std::string bytes = unescaped(c["input"]);
    std::string headers;
    EXPECT_EQ(parse(limits, bytes, {bytes.size()}, &headers), c["expect"]);
    if (c.has("headers")) {
      EXPECT_EQ(headers, c["headers"]);
    }
    EXPECT_EQ(parse(limits, bytes, {1}), c["expect"]) << "byte by byte";
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      EXPECT_EQ(parse(limits, bytes, {cut, bytes.size()}), c["expect"]) << "cut at " << cut;
    }
  }
}

TEST(RequestParser, TakesManyRequestsFromOneRead) {
  std::string bytes;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    bytes += base::cat("GET /", i, " HTTP/1.1\r\nHost: x\r\n\r\n");
    expected += base::cat("GET path=/", i, " headers=1\n");
  }
  EXPECT_EQ(parse(Limits{}, bytes, {bytes.size()}), expected + "then waits for nothing");
  EXPECT_EQ(parse(Limits{}, bytes, {7}), expected + "then waits for nothing");
}

// A head near the limits needs more than the first buffer, and so does what comes behind it.
TEST(RequestParser, GrowsForLargeHeads) {
  const std::string path(8000, 'p');
  std::string bytes =
      base::cat("POST /", path, " HTTP/1.1\r\nHost: x\r\nA: ", std::string(8000, 'a'),
                "\r\nContent-Length: 100000\r\n\r\n", std::string(100000, 'b'));
  bytes += bytes;
  const std::string one =
      base::cat("POST path=/", path, " headers=3 body=", std::string(100000, 'b'), "\n");
  EXPECT_EQ(parse(Limits{}, bytes, {bytes.size()}), one + one + "then waits for nothing");
  EXPECT_EQ(parse(Limits{}, bytes, {1000}), one + one + "then waits for nothing");
}

TEST(RequestParser, RefusesEndlessFraming) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string refusal = "then 431 A chunk's size line or the trailers are too large";
  const std::string extension = head + "1;" + std::string(5000, 'a');
  const std::string trailers = head + "0\r\nA: " + std::string(5000, 'a') + "\r\n\r\n";
  for (const std::string& bytes : {extension, trailers}) {
    EXPECT_EQ(parse(Limits{}, bytes, {bytes.size()}), refusal);
    EXPECT_EQ(parse(Limits{}, bytes, {1}), refusal);
    EXPECT_EQ(parse(Limits{}, bytes, {100, 1000}), refusal);
  }
}

TEST(RequestParser, GivesItsBufferBackBetweenRequests) {
  const Limits limits;
  RequestParser parser(limits);
  for (int i = 0; i < 2; ++i) {
    constexpr std::string_view kBytes = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    ASSERT_GE(parser.space().size(), kBytes.size());
    std::memcpy(parser.space().data(), kBytes.data(), kBytes.size());
    parser.filled(kBytes.size());
    ASSERT_EQ(parser.next(), RequestParser::Step::Request);
    ASSERT_EQ(parser.next(), RequestParser::Step::NeedMore);
    ASSERT_EQ(parser.part(), RequestParser::Part::Nothing);
    parser.release();
  }
}

}  // namespace
}  // namespace avocet::http
