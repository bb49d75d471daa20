// manual_clock.h - a clock that a test turns by hand.
#pragma once

#include <atomic>

#include "avocet/base/clock.h"

namespace avocet::testing {

// Starts at `start` and moves only when told to. Thread-safe.
class ManualClock final : public base::Clock {
 public:
  explicit ManualClock(base::Timestamp start = base::Timestamp(std::chrono::milliseconds(1'700'000'000'000)))
      : now_(start) {}

  base::Timestamp now() const override { return now_.load(); }
  void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

 private:
  std::atomic<base::Timestamp> now_;
};

}  // namespace avocet::testing
