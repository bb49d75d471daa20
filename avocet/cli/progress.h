// progress.h - how far a long file is read: a bar on standard error, where that is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace avocet::cli {

// Shows nothing for what takes less than a moment. Its line is gone when it goes.
class Progress {
 public:
  // `name`: of the file to be read; of standard input or a pipe nothing is shown.
  explicit Progress(const std::string& name);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // `offset`: bytes of the file that are done. Looks at the clock: for blocks, not for records.
  void at(std::uint64_t offset) {
    if (is_on_) look(offset);
  }

 private:
  using Clock = std::chrono::steady_clock;

  void look(std::uint64_t offset);

  std::string name_;
  bool is_on_ = false;
  bool is_shown_ = false;
  std::uint64_t size_bytes_ = 0;
  Clock::time_point start_;
  Clock::time_point next_;
};

}  // namespace avocet::cli
