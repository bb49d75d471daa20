// http_hello.cc - the yardstick for the server: the http room with nothing behind it. Every GET is
// answered with the same 600 bytes. Prints its port, then serves until SIGTERM or SIGINT, and
// prints what it did.
//
//   http_hello [PORT [THREADS]]      default: any free port, one thread
#include <csignal>
#include <cstdio>
#include <thread>

#include "avocet/base/clock.h"
#include "avocet/base/text.h"
#include "avocet/http/server.h"

int main(int argc, char** argv) {
  using namespace avocet;
  const auto number = [&](int place, std::int32_t standard) {
    return argc > place ? base::parse_int32(argv[place]).value_or(standard) : standard;
  };

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto body = std::make_shared<const std::string>(600, 'x');
  const base::SystemClock clock;
  base::Logger log(stderr, base::LogFormat::Text, base::LogLevel::Info, clock);
  http::Server server(
      {.threads = static_cast<unsigned>(number(2, 1)), .limits = {}, .refusal = {}},
      [body](const http::Request&, http::Respond respond) {
        respond({.content_type = "application/vnd.schemaregistry.v1+json",
                 .body = {},
                 .shared_body = body,
                 .headers = {}});
      },
      log);
  const auto port =
      server.listen({.host = "127.0.0.1", .port = static_cast<std::uint16_t>(number(1, 0))});
  if (!port) {
    std::fprintf(stderr, "%s\n", port.error().c_str());
    return 1;
  }
  std::printf("%u\n", unsigned{*port});
  std::fflush(stdout);

  std::jthread stopper([&server, signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
  });
  server.run();
  const auto counts = server.counts();
  std::fprintf(stderr, "%llu requests\n", static_cast<unsigned long long>(counts.requests));
}
