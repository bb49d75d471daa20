#include "avocet/storage/internal/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "avocet/base/text.h"

namespace avocet::storage::internal {
namespace {

using registry::LogError;
using registry::LogFault;
using registry::LogResult;

constexpr std::size_t kMaxCommandLine =
    200;  // in the lock file and in the message; enough to tell two servers apart

std::unexpected<LogError> unavailable(std::string message) {
  return std::unexpected(LogError{LogFault::Unavailable, std::move(message)});
}

std::string reason(int error) { return std::generic_category().message(error); }

LogResult<void> make_directory(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) return {};
  if (std::filesystem::exists(status)) {
    return unavailable(base::cat(path.native(), " is not a directory: name another with --data"));
  }
  std::filesystem::create_directories(path, error);
  if (error) {
    return unavailable(base::cat("cannot make the directory ", path.native(), ": ", error.message(),
                                 "; make it, or name another with --data"));
  }
  return sync(std::filesystem::absolute(path).lexically_normal().parent_path());
}

// The words of this process's command line, parted by blanks.
std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string words((std::istreambuf_iterator<char>(file)), {});
  while (!words.empty() && words.back() == '\0') words.pop_back();
  for (char& c : words) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (words.size() > kMaxCommandLine) words.resize(kMaxCommandLine);
  return words;
}

// Shape: `1234 avocet serve --data x`, a line.
void write_owner(int lock) {
  const std::string owner = base::cat(::getpid(), " ", command_line(), "\n");
  // Only an aid for messages: an owner that could not sign still holds the lock.
  if (::ftruncate(lock, 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(lock, owner.data(), owner.size(), 0);
  }
}

// `process 1234 (avocet serve --data x)`.
std::string read_owner(int lock) {
  std::string text(kMaxCommandLine + 32, '\0');
  const auto length = ::pread(lock, text.data(), text.size(), 0);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  const std::string_view line = base::trim(text);
  const std::size_t blank = line.find(' ');
  if (line.empty()) return "another process";
  if (blank == std::string_view::npos) return base::cat("process ", line);
  return base::cat("process ", line.substr(0, blank), " (", line.substr(blank + 1), ")");
}

}  // namespace

LogResult<std::unique_ptr<DataDirectory>> DataDirectory::open(const std::filesystem::path& path) {
  if (auto made = make_directory(path); !made) return std::unexpected(made.error());
  const auto file = path / "avocet.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return unavailable(base::cat("cannot write in ", path.native(), " (", file.native(), "): ",
                                 reason(errno), "; make it writable, or name another with --data"));
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string owner = read_owner(lock);
    ::close(lock);
    if (error != EWOULDBLOCK) {
      return unavailable(base::cat("cannot lock ", file.native(), ": ", reason(error),
                                   "; keep the data on a local disk"));
    }
    return unavailable(
        base::cat(path.native(), " is in use by ", owner, ": stop it or use another --data"));
  }
  write_owner(lock);
  return std::unique_ptr<DataDirectory>(new DataDirectory(path, lock));
}

DataDirectory::~DataDirectory() { ::close(lock_); }

LogResult<void> sync(const std::filesystem::path& file_or_directory) {
  const int opened = ::open(file_or_directory.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::fsync(opened) == 0;
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (synced) return {};
  return unavailable(
      base::cat("cannot sync ", file_or_directory.native(), " to the disk: ", reason(error)));
}

}  // namespace avocet::storage::internal
