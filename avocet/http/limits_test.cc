// limits_test.cc - what an ill-meaning or unlucky client sees: refusals, deadlines, closed
// connections.
#include <gtest/gtest.h>

#include "avocet/base/text.h"
#include "avocet/http/internal/wire.h"
#include "avocet/http/server.h"

namespace avocet::http {
namespace {

using internal::Answer;
using internal::get;
using internal::post;
using internal::Running;
using internal::Wire;
using std::chrono::milliseconds;

constexpr milliseconds kShort{40};

std::string envelope(int status, std::string_view sentence) {
  return base::cat(R"({"error_code":)", status, R"(,"message":")", sentence, R"("})");
}

void expect_refusal(Wire& wire, int status, std::string_view sentence) {
  const Answer answer = wire.read();
  EXPECT_EQ(answer.status, status);
  EXPECT_EQ(answer.body, envelope(status, sentence));
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(wire.read_closed());
}

TEST(Limits, RefusalsComeAsAnswers) {
  Running running({.max_request_line_bytes = 100,
                   .max_header_bytes = 100,
                   .max_headers = 3,
                   .max_body_bytes = 100});
  const struct {
    std::string bytes;
    int status;
    std::string_view sentence;
  } cases[] = {
      {"nonsense\r\n", 400, "The request line is malformed"},
      {get("/", "no colon\r\n"), 400, "A header line is malformed"},
      {get("/", "Content-Length: 5\r\nContent-Length: 5\r\n"), 400,
       "The request has two Content-Length headers"},
      {get("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400,
       "The Transfer-Encoding header is invalid"},
      {get("/", "Transfer-Encoding: chunked\r\n") + "zz\r\nmore", 400,
       "A chunk of the request's body is malformed"},
      {get("/", "Transfer-Encoding: br\r\n"), 501, "The transfer coding is not supported"},
      {get(base::cat("/", std::string(200, 'a'))), 414, "The request line is too long"},
      {get("/", base::cat("A: ", std::string(200, 'a'))), 431,
       "The request's headers are too large"},
      {get("/", "A: 1\r\nB: 2\r\nC: 3\r\n"), 431, "The request has too many headers"},
      {post("/", std::string(101, 'a')), 413, "The request's body is too large"},
      {get("/", "Transfer-Encoding: chunked\r\n") + "65\r\n1", 413,
       "The request's body is too large"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.bytes);
    Wire wire(running.port());
    wire.send(c.bytes);
    expect_refusal(wire, c.status, c.sentence);
  }
  EXPECT_EQ(running.server().counts().refused, std::size(cases));
  EXPECT_EQ(running.server().counts().requests, 0U);
}

TEST(Limits, RefusalsComeAfterTheAnswersBeforeThem) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/a") + get("/later") + "nonsense\r\n" + get("/never"));
  EXPECT_EQ(wire.read().body, "GET /a");
  running.pending().take().second({.body = "late"});
  EXPECT_EQ(wire.read().body, "late");
  expect_refusal(wire, 400, "The request line is malformed");
}

// What a request hides in its body is never taken for a request.
TEST(Limits, NothingIsSmuggled) {
  Running running;
  Wire wire(running.port());
  wire.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
      "0\r\n\r\n" +
      get("/smuggled"));
  expect_refusal(wire, 400, "The Content-Length header is invalid");
  EXPECT_EQ(running.server().counts().requests, 0U);
}

TEST(Limits, FiveGigabytesAreRefusedAtOnce) {
  Running running;
  Wire wire(running.port());
  wire.send(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5368709120\r\n\r\n");
  expect_refusal(wire, 413, "The request's body is too large");
}

// The client sends its whole body before it reads. The answer must not be lost to a reset.
TEST(Limits, AClientThatIsNotListeningStillGetsItsRefusal) {
  Running running({.max_body_bytes = 1'000'000});
  Wire wire(running.port());
  EXPECT_TRUE(wire.send(post("/", std::string(1'900'000, 'b'))));
  wire.send_nothing_more();
  expect_refusal(wire, 413, "The request's body is too large");
}

TEST(Limits, AHeadHasADeadline) {
  Running running({.header_timeout = kShort});
  Wire wire(running.port());
  wire.send(get("/a") + "GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(wire.read().body, "GET /a");
  expect_refusal(wire, 408, "The request's headers came too slowly");
}

// Bytes that keep trickling in do not move the deadline.
TEST(Limits, ATrickleHasADeadline) {
  Running running({.header_timeout = kShort});
  Wire wire(running.port());
  wire.send("GET / HTTP/1.1\r\nA: ");
  while (wire.is_quiet() && wire.send("a")) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(wire.read().status, 408);
}

TEST(Limits, ABodyHasADeadline) {
  Running running({.body_timeout = kShort});
  for (const auto* framing : {"Content-Length: 5", "Transfer-Encoding: chunked"}) {
    Wire wire(running.port());
    wire.send(base::cat("POST / HTTP/1.1\r\nHost: x\r\n", framing, "\r\n\r\n1\r\n"));
    expect_refusal(wire, 408, "The request's body came too slowly");
  }
}

TEST(Limits, IdleConnectionsClose) {
  Running running({.idle_timeout = kShort});
  Wire fresh(running.port());
  Wire used(running.port());
  used.send(get("/a"));
  EXPECT_EQ(used.read().body, "GET /a");
  EXPECT_TRUE(fresh.read_closed());
  EXPECT_TRUE(used.read_closed());
}

// The buffer of a connection that waits is given back and taken again.
TEST(Limits, IdleConnectionsServeAgain) {
  Running running({.write_timeout = milliseconds(20)});  // ticks of five milliseconds
  Wire wire(running.port());
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(milliseconds(30));
    wire.send(get("/a"));
    EXPECT_EQ(wire.read().body, "GET /a");
  }
}

TEST(Limits, TheHandlerMayTakeItsTime) {
  Running running({.header_timeout = kShort,
                   .body_timeout = kShort,
                   .idle_timeout = kShort,
                   .write_timeout = kShort});
  Wire wire(running.port());
  wire.send(get("/later"));
  auto late = running.pending().take();
  std::this_thread::sleep_for(4 * kShort);
  late.second({.body = "late"});
  EXPECT_EQ(wire.read().body, "late");
}

TEST(Limits, AReaderThatStopsIsCut) {
  Running running({.write_timeout = kShort});
  Wire stuck(running.port(), 4096);
  stuck.send(get("/large") + get("/large"));
  EXPECT_TRUE(running.wait([](const ServerCounts& c) { return c.refused == 1; }));
  EXPECT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 0; }));
}

// One slow reader keeps its own connection busy and nobody else's.
TEST(Limits, ASlowReaderIsServed) {
  Running running;
  Wire slow(running.port(), 4096);
  slow.send(get("/large") + get("/a"));
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.requests > 0; }));
  Wire other(running.port());
  for (int i = 0; i < 100; ++i) {
    other.send(get("/a"));
    EXPECT_EQ(other.read().body, "GET /a");
  }
  EXPECT_EQ(slow.read().body.size(), internal::kLargeBytes);
  EXPECT_EQ(slow.read().body, "GET /a");
}

TEST(Limits, ConnectionsAreCounted) {
  Running running({.max_connections = 2});
  {
    Wire first(running.port());
    Wire second(running.port());
    ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 2; }));
    Wire third(running.port());
    EXPECT_TRUE(third.read_closed());
    first.send(get("/a"));
    EXPECT_EQ(first.read().body, "GET /a");
    EXPECT_EQ(running.server().counts().refused, 1U);
  }
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 0; }));
  Wire fourth(running.port());
  fourth.send(get("/a"));
  EXPECT_EQ(fourth.read().body, "GET /a");
}

TEST(Limits, AThousandConnections) {
  Running running({}, 2);
  std::vector<Wire> wires;
  for (int i = 0; i < 1000; ++i) wires.emplace_back(running.port());
  for (int round = 0; round < 2; ++round) {
    for (Wire& wire : wires) wire.send(get("/a"));
    for (Wire& wire : wires) ASSERT_EQ(wire.read().body, "GET /a");
  }
  EXPECT_EQ(running.server().counts().open_connections, 1000U);
  wires.clear();
  EXPECT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 0; }));
}

TEST(Limits, OnePipelinedRequestAtATime) {
  Running running({.max_pipelined_requests = 1});
  Wire wire(running.port());
  wire.send(get("/later1") + get("/later2"));
  auto first = running.pending().take();
  EXPECT_EQ(running.server().counts().requests, 1U);
  first.second({.body = "first"});
  running.pending().take().second({.body = "second"});
  EXPECT_EQ(wire.read().body, "first");
  EXPECT_EQ(wire.read().body, "second");
}

TEST(Limits, AClientThatDoesNotReadIsNotWrittenFor) {
  Running running({.max_pipelined_bytes = 1024});
  Wire wire(running.port(), 4096);
  std::string many;
  for (int i = 0; i < 5; ++i) many += get("/large");
  wire.send(many);
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.requests > 0; }));
  Wire other(running.port());
  other.send(get("/a"));
  EXPECT_EQ(other.read().body, "GET /a");
  EXPECT_EQ(running.server().counts().requests, 2U);  // one answer fills the sockets' buffers
  for (int i = 0; i < 5; ++i) EXPECT_EQ(wire.read().body.size(), internal::kLargeBytes);
}

}  // namespace
}  // namespace avocet::http
