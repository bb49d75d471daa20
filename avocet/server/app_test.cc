// app_test.cc - golden HTTP exchanges: every route, the answers as clients see them, without
// sockets.
//
// A case is one server's life: a section titled with a request line holds header lines, a blank
// line and the body, any of which may be missing; the section behind it is titled with the status
// and holds the body, with headers where the title asks for them. REWRITE_CASES=1 writes what the
// server says into the files, to be reviewed as code.
#include "avocet/server/app.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <regex>

#include "avocet/base/text.h"
#include "avocet/server/build_info.h"
#include "avocet/server/compression.h"
#include "avocet/storage/memory_log.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/manual_clock.h"

namespace avocet::server {
namespace {

using base::cat;

constexpr std::string_view kWithHeaders = " with headers";

// What a request section says. Owns the text that an http::Request looks at.
struct Asked {
  std::string method;
  std::string target;
  std::string text;  // header lines, blank line, body

  http::Request request() const {
    http::Request request;
    const std::vector<std::pair<std::string_view, http::Method>> methods = {
        {"GET", http::Method::Get},       {"HEAD", http::Method::Head},
        {"POST", http::Method::Post},     {"PUT", http::Method::Put},
        {"DELETE", http::Method::Delete}, {"OPTIONS", http::Method::Options}};
    request.method = http::Method::Other;
    for (const auto& [name, value] : methods) {
      if (name == method) request.method = value;
    }
    request.method_text = method;
    const std::string_view whole = target;
    const std::size_t question = std::min(whole.find('?'), whole.size());
    request.path = whole.substr(0, question);
    request.query = whole.substr(std::min(question + 1, whole.size()));
    std::string_view rest = text;
    static const std::regex kHeader("^([A-Za-z-]+): ?(.*)$");
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string line(rest.substr(0, end));
      std::smatch match;
      if (!line.empty() && !std::regex_match(line, match, kHeader)) break;
      const std::string_view view = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty()) break;
      const auto at = [&](int group) {
        return view.substr(
            static_cast<std::size_t>(match.position(static_cast<std::size_t>(group))),
            static_cast<std::size_t>(match.length(static_cast<std::size_t>(group))));
      };
      request.headers.push_back({at(1), at(2)});
    }
    request.body = rest;
    return request;
  }
};

// A server with nothing in it, whose clock stands still.
class Life {  // NOLINT(clang-analyzer-optin.performance.Padding): in the order of dependence
 public:
  explicit Life(AppOptions options = {}) : app_(registry_, logger_, std::move(options)) {
    registry_.start();
    app_.set_ready(true);
  }
  ~Life() { registry_.stop(); }

  void set_ready(bool ready) { app_.set_ready(ready); }

  http::Reply ask(const http::Request& request) {
    std::promise<http::Reply> promise;
    auto future = promise.get_future();
    app_.handle(request, [&promise](http::Reply reply) { promise.set_value(std::move(reply)); });
    return future.get();
  }
  http::Reply ask(std::string method, std::string target, std::string text = "") {
    const Asked asked{std::move(method), std::move(target), std::move(text)};
    return ask(asked.request());
  }

 private:
  testing::ManualClock clock_;
  base::Logger logger_{stderr, base::LogFormat::Text, base::LogLevel::Off, clock_};
  storage::MemoryLog log_;
  registry::Registry registry_{log_, clock_, logger_};
  App app_;
};

std::string masked(const std::string& value) {
  static const std::regex kUuid4(
      "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
  return std::regex_match(value, kUuid4) ? "UUIDv4" : value;
}

std::string header(const http::Reply& reply, std::string_view wanted) {
  for (const auto& [name, value] : reply.headers) {
    if (name == wanted) return value;
  }
  return "";
}

// The body as a client would see it.
std::string shown_body(const http::Reply& reply) {
  if (header(reply, "Content-Encoding") != "gzip") return std::string(reply.content());
  return gunzip(reply.content(), 1 << 20).value_or("(broken gzip)");
}

std::string shown(const http::Reply& reply, bool with_headers, bool head_only) {
  std::string text;
  if (with_headers) {
    if (!reply.content_type.empty()) text += cat("Content-Type: ", reply.content_type, '\n');
    for (const auto& [name, value] : reply.headers) text += cat(name, ": ", masked(value), '\n');
    text += '\n';
  }
  if (!head_only) text += shown_body(reply);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

bool is_request(std::string_view title) {
  return title.find(" /") != std::string_view::npos &&
         std::isupper(static_cast<unsigned char>(title[0])) != 0;
}

bool rewrites() {
  static const bool kRewrites =
      std::getenv("REWRITE_CASES") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  return kRewrites;
}

// Plays one case; returns it as it would be written with the server's own answers.
std::string play(const testing::Case& c) {
  SCOPED_TRACE(c.where + " " + c.title);
  Life life;
  std::string written = cat("== ", c.title, '\n');
  http::Reply reply;
  std::string asked;
  for (const auto& [title, text] : c.sections) {
    if (is_request(title)) {
      const std::size_t blank = title.find(' ');
      const Asked request{title.substr(0, blank), title.substr(blank + 1), text};
      reply = life.ask(request.request());
      asked = title;
      written += cat("-- ", title, '\n', text, text.empty() ? "" : "\n");
      continue;
    }
    const bool with_headers = title.ends_with(kWithHeaders);
    const std::string status = cat(reply.status, with_headers ? kWithHeaders : "");
    const std::string got = shown(reply, with_headers, asked.starts_with("HEAD "));
    if (!rewrites()) {
      EXPECT_EQ(cat(status, '\n', got), cat(title, '\n', text)) << "the answer to " << asked;
    }
    written += cat("-- ", status, '\n', got, got.empty() ? "" : "\n");
  }
  return written + '\n';
}

// The lines of a case file before its first case.
std::string preamble(const std::string& file) {
  std::ifstream in(testing::data_path(file));
  std::string text;
  for (std::string line; std::getline(in, line) && !line.starts_with("== ");) text += line + '\n';
  return text;
}

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, Exchanges) {
  const std::string file = cat("server/", GetParam(), ".case");
  std::string written = preamble(file);
  for (const auto& c : testing::read_cases(file)) written += play(c);
  if (rewrites()) {
    written.pop_back();
    std::ofstream(testing::data_path(file)) << written;
  }
}

INSTANTIATE_TEST_SUITE_P(App, Golden,
                         ::testing::Values("body", "compatibility", "config", "contexts", "delete",
                                           "ids", "lookup", "metadata", "mode", "path",
                                           "references", "register", "schemas", "subjects",
                                           "transport", "versions"),
                         [](const auto& name) { return std::string(name.param); });

TEST(App, SkipsAByteOrderMark) {
  Life life;
  const auto reply =
      life.ask("POST", "/subjects/s/versions", "\n\xEF\xBB\xBF{\"schema\": \"\\\"string\\\"\"}");
  EXPECT_EQ(reply.status, 200) << reply.body;
}

TEST(App, RefusesIllFormedUtf8) {
  Life life;
  const auto reply = life.ask("POST", "/subjects/s/versions", "\n{\"schema\": \"\xFF\"}");
  EXPECT_EQ(reply.status, 400) << reply.body;
}

// Whatever their number, they take little memory and little time.
TEST(App, RefusesTooManyReferences) {
  Life life;
  const auto with_references = [&](std::size_t count) {
    std::string body = "\n{\"schema\": \"\\\"string\\\"\", \"references\": [";
    for (std::size_t i = 1; i <= count; ++i) {
      body += cat(i == 1 ? "" : ",", R"({"name":"n","subject":"s","version":)", i, "}");
    }
    return life.ask("POST", "/subjects/t/versions?normalize=true", body + "]}");
  };
  ASSERT_EQ(life.ask("POST", "/subjects/s/versions", "\n{\"schema\": \"\\\"int\\\"\"}").status,
            200);
  EXPECT_EQ(with_references(1000).status, 200);
  const auto refused = with_references(1001);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body,
            R"({"error_code":400,"message":"\"references\" has more than 1000 items"})");
  EXPECT_EQ(with_references(200'000).status, 400);
}

TEST(App, InflatesARequestThatSaysGzip) {
  Life life;
  const std::string headers = "Content-Encoding: gzip\n\n";
  const auto packed = gzip(R"({"schema": "\"string\""})");
  ASSERT_TRUE(packed);
  EXPECT_EQ(life.ask("POST", "/subjects/s/versions", headers + *packed).status, 200);
  EXPECT_EQ(life.ask("POST", "/subjects/s/versions", headers + packed->substr(0, 20)).status, 415);
  EXPECT_EQ(life.ask("POST", "/subjects/s/versions", headers + R"({"schema": "\"int\""})").status,
            415);
  const auto bomb = gzip(std::string(64 * 1024 * 1024, ' '));
  ASSERT_TRUE(bomb);
  EXPECT_EQ(life.ask("POST", "/subjects/s/versions", headers + *bomb).status, 415);
}

TEST(App, EveryAnswerHasItsOwnRequestId) {
  Life life;
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(header(life.ask("GET", "/nope"), "X-Request-ID"));
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(masked(*ids.begin()), "UUIDv4");
}

// The kept answer changes with what it says: deleted, registered elsewhere, gone.
TEST(App, KeptAnswersFollowTheState) {
  Life life;
  const auto get = [&] { return std::string(life.ask("GET", "/schemas/ids/1").content()); };
  const auto send = [&](const char* method, const char* target) {
    return life.ask(method, target, "\n{\"schema\": \"\\\"string\\\"\"}").status;
  };
  EXPECT_NE(get().find("40403"), std::string::npos);
  ASSERT_EQ(send("POST", "/subjects/s/versions"), 200);
  const std::string first = get();
  EXPECT_NE(first.find(R"("subject":"s","version":1)"), std::string::npos) << first;
  EXPECT_EQ(get(), first);
  ASSERT_EQ(send("POST", "/subjects/a/versions"), 200);
  EXPECT_NE(get().find(R"("subject":"a","version":1)"), std::string::npos) << get();
  ASSERT_EQ(send("DELETE", "/subjects/a"), 200);
  EXPECT_EQ(get(), first);
  ASSERT_EQ(send("DELETE", "/subjects/s"), 200);
  EXPECT_NE(get().find(R"("deleted":true)"), std::string::npos) << get();
  ASSERT_EQ(send("DELETE", "/subjects/s?permanent=true"), 200);
  ASSERT_EQ(send("DELETE", "/subjects/a?permanent=true"), 200);
  EXPECT_NE(get().find("40403"), std::string::npos) << get();
}

TEST(App, TheOldCodeOfIncompatibleSchemas) {
  Life life({.incompatible = IncompatibleCode::Old});
  const std::string record =
      "\n{\"schema\": \"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":[]}\"}";
  ASSERT_EQ(life.ask("POST", "/subjects/s/versions", record).status, 200);
  const auto reply = life.ask("POST", "/subjects/s/versions", "\n{\"schema\": \"\\\"int\\\"\"}");
  EXPECT_EQ(reply.status, 409);
  EXPECT_TRUE(reply.body.starts_with(R"({"error_code":409,"message":"Schema being)")) << reply.body;
}

TEST(App, ClaimsAVersionAndNamesItsCommit) {
  Life life({.claimed_version = "7.9.0"});
  const auto reply = life.ask("GET", "/v1/metadata/version");
  EXPECT_EQ(reply.body, cat(R"({"version":"7.9.0","commitId":")", build_commit(), R"("})"));
  EXPECT_FALSE(build_commit().empty());
}

TEST(App, IsReadyWhenTold) {
  Life life;
  life.set_ready(false);
  EXPECT_EQ(life.ask("GET", "/health/ready").status, 503);
  EXPECT_EQ(life.ask("GET", "/health/live").status, 200);
  life.set_ready(true);
  EXPECT_EQ(life.ask("GET", "/health/ready").status, 200);
}

TEST(App, RefusalsOfTheServerHaveTheEnvelope) {
  const auto reply = App::refuse(413, "The body is too long");
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.content_type, "application/vnd.schemaregistry.v1+json");
  EXPECT_EQ(reply.body, R"({"error_code":413,"message":"The body is too long"})");
  EXPECT_EQ(masked(header(reply, "X-Request-ID")), "UUIDv4");
}

}  // namespace
}  // namespace avocet::server
