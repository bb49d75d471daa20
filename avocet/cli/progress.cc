#include "avocet/cli/progress.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "avocet/base/text.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::chrono::milliseconds kPatience{500};  // before anything is shown
constexpr std::chrono::milliseconds kStep{100};
constexpr std::uint64_t kBarWidth = 30;
constexpr std::string_view kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(const std::string& name) : name_(name), start_(Clock::now()) {
  struct stat status{};
  is_on_ = isatty(STDERR_FILENO) == 1 && stat(name.c_str(), &status) == 0 &&
           S_ISREG(status.st_mode) && status.st_size > 0;
  if (!is_on_) return;
  size_bytes_ = static_cast<std::uint64_t>(status.st_size);
  next_ = start_ + kPatience;
}

Progress::~Progress() {
  if (is_shown_) std::fputs(std::string(kClearLine).c_str(), stderr);
}

void Progress::look(std::uint64_t offset) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kStep;
  is_shown_ = true;
  const std::uint64_t done = std::min(offset, size_bytes_);
  const std::uint64_t percent = done * 100 / size_bytes_;
  const std::uint64_t filled = done * kBarWidth / size_bytes_;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - start_).count();
  const std::uint64_t mib_per_second =
      done * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 1)) / (1024 * 1024);
  const std::string line =
      cat(kClearLine, name_, " [", std::string(filled, '#'), std::string(kBarWidth - filled, '.'),
          "] ", percent, "%  ", mib_per_second, " MiB/s");
  std::fputs(line.c_str(), stderr);
}

}  // namespace avocet::cli
