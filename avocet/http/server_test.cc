// server_test.cc - what a well-meaning client sees: requests and answers over real sockets.
#include "avocet/http/server.h"

#include <gtest/gtest.h>

#include "avocet/base/text.h"
#include "avocet/http/internal/wire.h"

namespace avocet::http {
namespace {

using internal::Answer;
using internal::get;
using internal::post;
using internal::Running;
using internal::Wire;

TEST(Server, KeepsTheConnection) {
  Running running;
  Wire wire(running.port());
  for (int i = 0; i < 3; ++i) {
    wire.send(get("/a?b=c"));
    const Answer answer = wire.read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /a?b=c");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.header("Content-Length"), "10");
    EXPECT_EQ(answer.header("Connection"), std::nullopt);
    EXPECT_TRUE(answer.header("Date").value_or("").ends_with(" GMT"));
  }
  EXPECT_EQ(running.server().counts().connections, 1U);
  EXPECT_EQ(running.server().counts().requests, 3U);
}

TEST(Server, ReadsBodies) {
  Running running;
  Wire wire(running.port());
  wire.send(post("/", "hello"));
  EXPECT_EQ(wire.read().body, "POST / hello");
  wire.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
  EXPECT_EQ(wire.read().body, "POST / hello world");
  const std::string large(3'000'000, 'b');
  wire.send(post("/", large));
  EXPECT_EQ(wire.read().body, "POST / " + large);
}

TEST(Server, ReadsByteByByte) {
  Running running;
  Wire wire(running.port());
  for (const char c : post("/", "hello") + get("/next")) wire.send(std::string_view(&c, 1));
  EXPECT_EQ(wire.read().body, "POST / hello");
  EXPECT_EQ(wire.read().body, "GET /next");
}

TEST(Server, AnswersHeadLikeGetWithoutBody) {
  Running running;
  Wire wire(running.port());
  wire.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n" + get("/a"));
  const Answer head = wire.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), std::to_string(internal::kLargeBytes));
  EXPECT_EQ(wire.read().body, "GET /a");
}

TEST(Server, ClosesWhenAsked) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/a", "Connection: close\r\n") + get("/never"));
  const Answer answer = wire.read();
  EXPECT_EQ(answer.body, "GET /a");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(wire.read_closed());
}

TEST(Server, SpeaksHttp10) {
  Running running;
  Wire wire(running.port());
  wire.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(wire.read().header("Connection"), "keep-alive");
  wire.send("GET /b HTTP/1.0\r\n\r\n");
  const Answer answer = wire.read();
  EXPECT_EQ(answer.body, "GET /b");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(wire.read_closed());
}

TEST(Server, TakesAbsoluteTargets) {
  Running running;
  Wire wire(running.port());
  wire.send(get("http://x/contexts?a=b"));
  EXPECT_EQ(wire.read().body, "GET /contexts?a=b");
}

TEST(Server, ContinuesWhenTheClientWaits) {
  Running running;
  Wire wire(running.port());
  for (int i = 0; i < 2; ++i) {
    wire.send(get("/before") +
              "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(wire.read().body, "GET /before");
    EXPECT_EQ(wire.read().status, 100);
    wire.send("hello");
    EXPECT_EQ(wire.read().body, "POST / hello");
  }
}

TEST(Server, AnswersAClientThatSendsNothingMore) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/a") + get("/later"));
  wire.send_nothing_more();
  EXPECT_EQ(wire.read().body, "GET /a");
  running.pending().take().second({.body = "late"});
  EXPECT_EQ(wire.read().body, "late");
  EXPECT_TRUE(wire.read_closed());
}

TEST(Server, SendsSharedBodies) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/large") + get("/a") + get("/large"));
  EXPECT_EQ(wire.read().body, std::string(internal::kLargeBytes, 'L'));
  EXPECT_EQ(wire.read().body, "GET /a");
  EXPECT_EQ(wire.read().body, std::string(internal::kLargeBytes, 'L'));
}

TEST(Server, SendsHeadersThatCannotBeSplit) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/later"));
  running.pending().take().second(
      {.status = 201, .body = "b", .headers = {{"Location", "/a\r\nX-Evil: 1"}}});
  const Answer answer = wire.read();
  EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 201 Created\r\n"));
  EXPECT_EQ(answer.header("Location"), "/a  X-Evil: 1");
  EXPECT_EQ(answer.header("X-Evil"), std::nullopt);
}

TEST(Server, SendsNoBodyWith204) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/later") + get("/a"));
  running.pending().take().second({.status = 204, .body = "none"});
  const Answer answer = wire.read();
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("Content-Length"), std::nullopt);
  EXPECT_EQ(wire.read().body, "GET /a");
}

TEST(Server, AnswersADroppedRequest) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/drop") + get("/throw") + get("/a"));
  for (int i = 0; i < 2; ++i) {
    const Answer answer = wire.read();
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body,
              R"({"error_code":500,"message":"The server did not answer the request"})");
  }
  EXPECT_EQ(wire.read().body, "GET /a");
}

TEST(Server, AnswersARequestDroppedByAnotherThread) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/later"));
  {
    const auto dropped = running.pending().take();
  }
  EXPECT_EQ(wire.read().status, 500);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Running running;
  Wire wire(running.port());
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += get(base::cat("/", i));
  wire.send(requests);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(wire.read().body, base::cat("GET /", i));
}

// Three answers come from this thread, in the wrong order; they leave in the right one.
TEST(Server, KeepsTheOrderOfLateAnswers) {
  Running running({}, 2);
  Wire wire(running.port());
  wire.send(get("/later1") + get("/a") + get("/later2") + get("/later3") + get("/b"));
  auto first = running.pending().take();
  auto second = running.pending().take();
  auto third = running.pending().take();
  third.second({.body = "third"});
  second.second({.body = "second"});
  EXPECT_TRUE(wire.is_quiet());
  first.second({.body = "first"});
  for (const auto* body : {"first", "GET /a", "second", "third", "GET /b"}) {
    EXPECT_EQ(wire.read().body, body);
  }
}

TEST(Server, LetsNothingOvertakeAChange) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/later1") + post("/later2", "x") + get("/later3"));
  for (const auto* name : {"/later1", "/later2", "/later3"}) {
    auto [path, respond] = running.pending().take();
    EXPECT_EQ(path, name);
    EXPECT_EQ(running.server().counts().requests, static_cast<std::uint64_t>(name[6] - '0'));
    respond({.body = path});
    EXPECT_EQ(wire.read().body, name);
  }
}

TEST(Server, TakesALateAnswerForAClientThatLeft) {
  Running running;
  Respond late;
  {
    Wire wire(running.port());
    wire.send(get("/later"));
    late = running.pending().take().second;
  }
  late({.body = "nobody reads this"});
  EXPECT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 0; }));
}

TEST(Server, TakesALateAnswerAfterItsEnd) {
  Respond late;
  {
    Running running({.drain_timeout = std::chrono::milliseconds(20)});
    Wire wire(running.port());
    wire.send(get("/later"));
    late = running.pending().take().second;
    running.finish();
    EXPECT_TRUE(wire.read_closed());
  }
  late({.body = "nobody sends this"});
}

TEST(Server, ServesOnSeveralThreads) {
  Running running({}, 3);
  std::vector<std::thread> clients;
  for (int c = 0; c < 6; ++c) {
    clients.emplace_back([&running, c] {
      Wire wire(running.port());
      for (int i = 0; i < 50; ++i) {
        wire.send(post("/", base::cat(c, " ", i)));
        EXPECT_EQ(wire.read().body, base::cat("POST / ", c, " ", i));
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(running.server().counts().requests, 300U);
}

TEST(Server, ListensOnSeveralAddresses) {
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server server({}, [](const Request&, Respond respond) { respond({.body = "hello"}); }, log);
  const auto first = server.listen({.host = "127.0.0.1"});
  const auto second = server.listen({.host = "localhost"});
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  std::thread thread([&server] { server.run(); });
  for (const std::uint16_t port : {*first, *second}) {
    Wire wire(port);
    wire.send(get("/"));
    EXPECT_EQ(wire.read().body, "hello");
  }
  server.stop();
  thread.join();
}

TEST(Server, ListensOnIpv6) {
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server server({}, [](const Request&, Respond respond) { respond({}); }, log);
  const auto port = server.listen({.host = "::1"});
  if (!port && port.error().contains("Cannot assign")) GTEST_SKIP() << "no IPv6 here";
  ASSERT_TRUE(port) << port.error();
  const auto again = server.listen({.host = "[::1]", .port = *port});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), base::cat("cannot listen on [::1]:", *port, ": Address already in use"));
}

TEST(Server, SaysWhyItCannotListen) {
  Running running;
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server server({}, [](const Request&, Respond respond) { respond({}); }, log);
  const auto taken = server.listen({.host = "127.0.0.1", .port = running.port()});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error(),
            base::cat("cannot listen on 127.0.0.1:", running.port(), ": Address already in use"));
  const auto foreign = server.listen({.host = "192.0.2.1", .port = 8081});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error(), "cannot listen on 192.0.2.1:8081: Cannot assign requested address");
  const auto nonsense = server.listen({.host = "no such host", .port = 8081});
  ASSERT_FALSE(nonsense);
  EXPECT_TRUE(nonsense.error().starts_with("cannot listen on no such host:8081: Host not found"));
}

}  // namespace
}  // namespace avocet::http
