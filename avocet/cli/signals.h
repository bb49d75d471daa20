// signals.h - SIGTERM and SIGINT, waited for by a thread of their own.
#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

namespace avocet::cli {

// Blocks both signals for this thread and all it starts; SIGPIPE is ignored. First thing of all
// that serves.
void block_signals();

// A resource. Calls `stop` at the first signal; at a later one, a second or more after it, ends the
// process at once.
class StopSignals {
 public:
  explicit StopSignals(std::function<void(int signal)> stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  void wait();

  std::function<void(int)> stop_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace avocet::cli
