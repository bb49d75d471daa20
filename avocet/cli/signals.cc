#include "avocet/cli/signals.h"

#include <pthread.h>
#include <unistd.h>

namespace avocet::cli {
namespace {

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
  for (int count = 1;; ++count) {
    int signal = 0;
    sigwait(&set, &signal);
    if (done_) return;
    if (count > 1) _exit(128 + signal);
    stop_(signal);
  }
}

}  // namespace avocet::cli
