// stop_test.cc - how a server ends: what is under way is finished, what is idle is closed, nothing
// holds it up for long.
#include <gtest/gtest.h>

#include "avocet/http/internal/wire.h"
#include "avocet/http/server.h"

namespace avocet::http {
namespace {

using internal::Answer;
using internal::get;
using internal::Running;
using internal::Wire;
using std::chrono::milliseconds;

TEST(Stop, FinishesRequestsInFlight) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/a") + get("/later"));
  EXPECT_EQ(wire.read().body, "GET /a");
  auto late = running.pending().take();
  running.server().stop();
  running.server().stop();  // harmless
  late.second({.body = "late"});
  const Answer answer = wire.read();
  EXPECT_EQ(answer.body, "late");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(wire.read_closed());
  running.finish();
}

TEST(Stop, FinishesARequestThatHasBegun) {
  Running running;
  Wire wire(running.port());
  Wire idle(running.port());
  wire.send("GET /a HTTP/1.1\r\nHo");
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 2; }));
  running.server().stop();
  EXPECT_TRUE(idle.read_closed());
  wire.send("st: x\r\n\r\n");
  const Answer answer = wire.read();
  EXPECT_EQ(answer.body, "GET /a");
  EXPECT_EQ(answer.header("Connection"), "close");
  running.finish();
}

TEST(Stop, ClosesIdleConnections) {
  Running running({}, 2);
  std::vector<Wire> wires;
  for (int i = 0; i < 20; ++i) {
    wires.emplace_back(running.port());
    wires.back().send(get("/a"));
    EXPECT_EQ(wires.back().read().body, "GET /a");
  }
  running.finish();
  for (Wire& wire : wires) EXPECT_TRUE(wire.read_closed());
  EXPECT_EQ(running.server().counts().open_connections, 0U);
}

TEST(Stop, ClosesConnectionsWithoutABuffer) {
  Running running({.write_timeout = milliseconds(20)});  // ticks of five milliseconds
  Wire wire(running.port());
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.open_connections == 1; }));
  std::this_thread::sleep_for(milliseconds(30));
  running.finish();
  EXPECT_TRUE(wire.read_closed());
}

TEST(Stop, WaitsNoLongerThanItMay) {
  Running running({.drain_timeout = milliseconds(50)});
  Wire waiting(running.port());
  Wire unread(running.port(), 4096);
  Wire half(running.port());
  waiting.send(get("/later"));
  unread.send(get("/large"));
  half.send("GET / HT");
  const auto late = running.pending().take();
  ASSERT_TRUE(running.wait([](const ServerCounts& c) { return c.requests == 2; }));
  running.finish();
  EXPECT_EQ(waiting.read().status, 0);
  EXPECT_EQ(running.server().counts().open_connections, 0U);
}

TEST(Stop, ListensNoMore) {
  Running running;
  Wire wire(running.port());
  wire.send(get("/later"));
  auto late = running.pending().take();
  running.server().stop();
  // The port is free as soon as the acceptor is closed, while the request is still in flight.
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server next({}, [](const Request&, Respond respond) { respond({}); }, log);
  while (!next.listen({.host = "127.0.0.1", .port = running.port()})) std::this_thread::yield();
  EXPECT_FALSE(running.has_ended());
  late.second({.body = "late"});
  EXPECT_EQ(wire.read().body, "late");
}

TEST(Stop, BeforeRun) {
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server server({.threads = 3}, [](const Request&, Respond respond) { respond({}); }, log);
  ASSERT_TRUE(server.listen({.host = "127.0.0.1"}));
  server.stop();
  server.run();
  EXPECT_EQ(server.counts().connections, 0U);
}

TEST(Stop, WithoutRun) {
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  Server server({}, [](const Request&, Respond respond) { respond({}); }, log);
  const auto port = server.listen({.host = "127.0.0.1"});
  ASSERT_TRUE(port);
  const Wire unanswered(*port);
}

}  // namespace
}  // namespace avocet::http
