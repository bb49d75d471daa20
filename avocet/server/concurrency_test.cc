// concurrency_test.cc - readers while schemas are registered and deleted; for the thread sanitizer
// too.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "avocet/base/text.h"
#include "avocet/server/app.h"
#include "avocet/storage/memory_log.h"

namespace avocet::server {
namespace {

using base::cat;

struct Outcome {
  int status = 0;
  std::string body;
};

Outcome ask(App& app, http::Method method, const std::string& path, const std::string& body = "") {
  http::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  std::promise<Outcome> promise;
  auto future = promise.get_future();
  app.handle(request, [&promise](const http::Reply& reply) {
    promise.set_value({reply.status, std::string(reply.content())});
  });
  return future.get();
}

std::string enumeration(int number) {
  return cat(R"({"schema": "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"S)", number,
             R"(\"]}"})");
}

TEST(Concurrent, ReadersDuringRegistration) {
  constexpr int kWriters = 3;
  constexpr int kEach = 60;
  constexpr int kReaders = 3;
  const base::SystemClock clock;
  base::Logger logger(stderr, base::LogFormat::Text, base::LogLevel::Off, clock);
  storage::MemoryLog log;
  registry::Registry registry(log, clock, logger, {.default_level = schema::Level::None});
  App app(registry, logger);
  registry.start();

  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  readers.reserve(kReaders);
  std::atomic<int> reads = 0;
  for (int r = 0; r < kReaders; ++r) {
    readers.emplace_back([&] {
      // What was read once under an id is read under it for ever, but for the holder that is shown.
      std::map<int, std::string> schema_of;
      for (int i = 0; !done || i < kWriters * kEach; ++i) {
        const int id = 1 + i % (kWriters * kEach);
        const Outcome one = ask(app, http::Method::Get, cat("/schemas/ids/", id));
        ASSERT_TRUE(one.status == 200 || one.status == 404) << one.body;
        if (one.status == 200) {
          const std::string schema = one.body.substr(one.body.find(R"("schema":)"), 60);
          const auto [known, fresh] = schema_of.emplace(id, schema);
          EXPECT_EQ(known->second, schema);
          ++reads;
        }
        const Outcome list = ask(app, http::Method::Get, "/subjects");
        ASSERT_EQ(list.status, 200);
        const Outcome latest = ask(app, http::Method::Get, "/subjects/s0/versions/latest");
        ASSERT_TRUE(latest.status == 200 || latest.status == 404) << latest.body;
      }
    });
  }
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      const std::string subject = cat("/subjects/s", w);
      for (int i = 0; i < kEach; ++i) {
        const Outcome made =
            ask(app, http::Method::Post, subject + "/versions", enumeration(w * kEach + i));
        ASSERT_EQ(made.status, 200) << made.body;
        // Read your own write.
        const std::string id = made.body.substr(6, made.body.find(',') - 6);
        EXPECT_EQ(ask(app, http::Method::Get, "/schemas/ids/" + id).status, 200);
        if (i % 10 == 9) {
          ASSERT_EQ(ask(app, http::Method::Delete, cat(subject, "/versions/", i)).status, 200);
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_GT(reads, 0);
  EXPECT_EQ(ask(app, http::Method::Get, "/subjects").body, R"(["s0","s1","s2"])");
  registry.stop();
}

}  // namespace
}  // namespace avocet::server
