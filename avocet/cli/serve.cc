#include "avocet/cli/serve.h"

#include <malloc.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>

#include "avocet/base/text.h"
#include "avocet/cli/signals.h"
#include "avocet/http/server.h"
#include "avocet/registry/registry.h"
#include "avocet/server/app.h"
#include "avocet/server/build_info.h"
#include "avocet/storage/memory_log.h"
#include "avocet/storage/sqlite_log.h"

namespace avocet::cli {
namespace {

using base::cat;
using Clock = std::chrono::steady_clock;

int fail(std::string_view why) {
  std::fprintf(stderr, "%s\n", cat("avocet: ", why).c_str());
  return 1;
}

std::int64_t milliseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

// "1 schema", "2 schemas"
std::string counted(std::size_t count, std::string_view thing) {
  return cat(count, ' ', thing, count == 1 ? "" : "s");
}

// Every connection is a file: as many as this process is allowed.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // what is refused here shows when connections are
}

registry::LogResult<std::unique_ptr<registry::Log>> open_log(const server::Settings& settings) {
  if (settings.storage == server::StorageKind::Memory)
    return std::make_unique<storage::MemoryLog>();
  auto log = storage::SqliteLog::open(settings.data);
  if (!log) return std::unexpected(log.error());
  return std::move(*log);
}

// Listens everywhere; the addresses as URLs, parted by commas.
base::Result<std::string, std::string> listen(http::Server& server,
                                              const std::vector<http::Address>& addresses) {
  std::string urls;
  for (http::Address address : addresses) {
    const auto port = server.listen(address);
    if (!port) return std::unexpected(port.error());
    address.port = *port;
    urls += cat(urls.empty() ? "" : ", ", "http://", server::to_text(address));
  }
  return urls;
}

}  // namespace

int serve(const server::Settings& settings) {
  raise_file_limit();
  const base::SystemClock clock;
  base::Logger logger(stderr, settings.log_format, settings.log_level, clock);

  const auto start = Clock::now();
  const auto log = open_log(settings);
  if (!log) return fail(log.error().message);
  registry::Registry registry(**log, clock, logger,
                              {.default_level = settings.compatibility_level});
  const auto loaded = registry.load();
  if (!loaded) return fail(loaded.error().message);
  malloc_trim(0);  // what reading the records needed only for a moment goes back to the system
  const std::int64_t load_ms = milliseconds_since(start);

  server::App app(registry, logger, settings.app);
  http::Server server(
      {.threads = settings.threads, .limits = {}, .refusal = server::App::refuse},
      [&app](const http::Request& request, http::Respond respond) {
        app.handle(request, std::move(respond));
      },
      logger);
  const auto urls = listen(server, settings.listen);
  if (!urls) return fail(cat(urls.error(), "; name another address with --listen"));
  registry.start();
  app.set_ready(true);
  logger.info(cat("avocet ", server::build_version(), " answers on ", *urls, "; stored in ",
                  (*log)->describe(), "; loaded ", counted(loaded->versions, "schema"), " of ",
                  counted(loaded->subjects, "subject"), " in ", load_ms, " ms"));

  {
    const StopSignals signals([&](int signal) {
      app.set_ready(false);
      logger.info(cat("stopping at ", signal == SIGINT ? "SIGINT" : "SIGTERM",
                      "; requests in flight are answered first"));
      server.stop();
    });
    server.run();
    registry.stop();  // a second signal still counts: the disk may hang
  }
  const http::ServerCounts counts = server.counts();
  logger.info(cat("stopped after ", counts.requests, " requests on ", counts.connections,
                  " connections, ", counts.refused, " refused"));
  return 0;
}

}  // namespace avocet::cli
