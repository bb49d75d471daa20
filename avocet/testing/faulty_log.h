// faulty_log.h - a Log in front of another one that fails, conflicts or waits when a test says so.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "avocet/registry/log.h"

namespace avocet::testing {

// What the next append does in place of its work.
enum class LogAct : std::uint8_t {
  FailBeforeWriting,  // Unavailable; nothing is written
  FailAfterWriting,   // Unavailable, yet the records are in the log: the next append conflicts
  Conflict,           // Conflict, though nobody has written
  Corrupt,
};

// Passes everything on to `inner`, which outlives it. Faults are queued and used up one by one. The
// faults are thread-safe, so a test may set them while a writer thread appends; the log itself is
// as thread-compatible as `inner`.
class FaultyLog final : public registry::Log {
 public:
  explicit FaultyLog(registry::Log& inner) : inner_(inner) {}
  FaultyLog(const FaultyLog&) = delete;
  FaultyLog& operator=(const FaultyLog&) = delete;

  // The next `times` appends that are not yet spoken for do this.
  void on_append(LogAct act, int times = 1) {
    const std::scoped_lock lock(mutex_);
    acts_.insert(acts_.end(), static_cast<std::size_t>(times), act);
  }

  // Before the next append another writer is faster with these, so it conflicts and catching up
  // finds them.
  void intrude(std::vector<registry::Record> records) {
    const std::scoped_lock lock(mutex_);
    intruders_.push_back(std::move(records));
  }

  // The next `times` replays fail so, before they visit anything.
  void on_replay(registry::LogFault fault, int times = 1) {
    const std::scoped_lock lock(mutex_);
    replay_faults_.insert(replay_faults_.end(), static_cast<std::size_t>(times), fault);
  }

  // Appends wait, as on a slow disk, from hold() to release().
  void hold() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::scoped_lock lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  // Returns once `count` appends have been called since construction, waiting ones included.
  void wait_for_appends(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return appends_ >= count; });
  }
  int appends() const {
    const std::scoped_lock lock(mutex_);
    return appends_;
  }

  registry::LogResult<registry::Offset> append(std::span<const registry::Record> records,
                                               registry::Offset expected) override {
    std::unique_lock lock(mutex_);
    ++appends_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    if (!intruders_.empty()) {
      const auto faster = std::move(intruders_.front());
      intruders_.pop_front();
      if (auto end = inner_.append(faster, expected); !end) return end;
    }
    if (acts_.empty()) return inner_.append(records, expected);
    const LogAct act = acts_.front();
    acts_.pop_front();
    switch (act) {
      case LogAct::FailBeforeWriting:
        return fault(registry::LogFault::Unavailable, "the log was told to fail before writing");
      case LogAct::FailAfterWriting:
        if (auto end = inner_.append(records, expected); !end) return end;
        return fault(registry::LogFault::Unavailable, "the log was told to fail after writing");
      case LogAct::Conflict:
        return fault(registry::LogFault::Conflict, "the log was told to conflict");
      case LogAct::Corrupt:
        break;
    }
    return fault(registry::LogFault::Corrupt, "the log was told to be damaged");
  }

  registry::LogResult<registry::Offset> replay(registry::Offset from,
                                               const registry::RecordVisitor& visit) override {
    {
      const std::scoped_lock lock(mutex_);
      if (!replay_faults_.empty()) {
        const registry::LogFault next = replay_faults_.front();
        replay_faults_.pop_front();
        return fault(next, "the log was told to fail on replay");
      }
    }
    return inner_.replay(from, visit);
  }

  std::string describe() const override { return "faulty " + inner_.describe(); }

 private:
  static std::unexpected<registry::LogError> fault(registry::LogFault fault, std::string message) {
    return std::unexpected(registry::LogError{fault, std::move(message)});
  }

  registry::Log& inner_;
  mutable std::mutex mutex_;  // guards all that follows, and the order of appends
  std::condition_variable changed_;
  std::deque<LogAct> acts_;
  std::deque<std::vector<registry::Record>> intruders_;
  std::deque<registry::LogFault> replay_faults_;
  bool held_ = false;
  int appends_ = 0;
};

}  // namespace avocet::testing
