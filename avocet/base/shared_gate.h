// shared_gate.h - a shared mutex whose writer need not wait for readers that come after it.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace avocet::base {

// For std::shared_lock and std::unique_lock. glibc's shared mutex lets new readers pass a waiting
// writer, so busy readers can keep a writer out for good; here they queue behind it. A reader must
// not lock it twice.
class SharedGate {
 public:
  void lock() {
    entrance_.lock();
    writer_waits_.store(true, std::memory_order_relaxed);
    inside_.lock();
  }
  void unlock() {
    inside_.unlock();
    writer_waits_.store(false, std::memory_order_relaxed);
    entrance_.unlock();
  }
  void lock_shared() {
    if (writer_waits_.load(std::memory_order_relaxed)) {
      const std::lock_guard behind(entrance_);
    }
    inside_.lock_shared();
  }
  void unlock_shared() { inside_.unlock_shared(); }

 private:
  std::mutex entrance_;  // held by the writer, from the moment it waits
  std::atomic<bool> writer_waits_ = false;
  std::shared_mutex inside_;
};

}  // namespace avocet::base
