// clock.h - the time of day, brought in from outside so that a test can turn it.
#pragma once

#include <chrono>

namespace avocet::base {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;  // UTC
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace avocet::base
