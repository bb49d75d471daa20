#include "avocet/cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <optional>

namespace avocet::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Some parents send a signal twice, to the process and to its group; a second one that soon is no
// impatience.
constexpr std::chrono::milliseconds kSameWish{1000};

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void block_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

StopSignals::StopSignals(std::function<void(int)> stop)
    : stop_(std::move(stop)), thread_([this] { wait(); }) {}

StopSignals::~StopSignals() {
  done_ = true;
  // Blocked everywhere, so nothing but sigwait sees it.
  kill(getpid(), SIGTERM);
  thread_.join();
}

void StopSignals::wait() {
  const sigset_t set = stop_signals();
  std::optional<Clock::time_point> first;
  for (;;) {
    int signal = 0;
    sigwait(&set, &signal);
    if (done_) return;
    if (!first) {
      first = Clock::now();
      stop_(signal);
    } else if (Clock::now() - *first > kSameWish) {
      _exit(128 + signal);
    }
  }
}

}  // namespace avocet::cli
