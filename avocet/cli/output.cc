#include "avocet/cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "avocet/base/text.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr mode_t kNewFile = 0666;  // less what umask takes away

std::unexpected<std::string> failed(std::string_view name, int code) {
  return std::unexpected(cat(name, ": ", std::generic_category().message(code)));
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// Where a link leads, so that the link stays one.
std::string followed(const std::string& path) {
  char* const real = realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string followed_path(real);
  std::free(real);
  return followed_path;
}

Try<void> write_all(int descriptor, std::string_view name, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(name, errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace

Try<Target> Target::open(const std::string& name) {
  Target target;
  if (name == kStandard) {
    target.name_ = "standard output";
    target.descriptor_ = STDOUT_FILENO;
    return target;
  }
  target.name_ = name;
  target.is_owned_ = true;
  struct stat status{};
  const bool is_there = stat(name.c_str(), &status) == 0;
  if (is_there && !S_ISREG(status.st_mode)) {
    target.descriptor_ = ::open(name.c_str(), O_WRONLY | O_CLOEXEC);
    if (target.descriptor_ < 0) return failed(name, errno);
    return target;
  }
  target.path_ = followed(name);
  target.temporary_ = cat(target.path_, ".", getpid(), ".part");
  // A file without a name goes by itself, however this process ends; not every file system has
  // such.
  target.descriptor_ =
      ::open(folder_of(target.path_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kNewFile);
  if (target.descriptor_ >= 0) {
    target.temporary_.clear();
  } else {
    target.descriptor_ =
        ::open(target.temporary_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kNewFile);
    if (target.descriptor_ < 0) {
      target.temporary_.clear();
      return failed(name, errno);
    }
  }
  // A file that is replaced keeps who may read it.
  if (is_there) fchmod(target.descriptor_, status.st_mode & 07777);
  return target;
}

Target::Target(Target&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      is_owned_(std::exchange(other.is_owned_, false)),
      name_(std::move(other.name_)),
      path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})) {}

Target::~Target() {
  if (is_owned_) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Try<void> Target::commit() {
  if (path_.empty()) return {};
  if (temporary_.empty()) {
    std::string named = cat(path_, ".", getpid(), ".part");
    const std::string self = cat("/proc/self/fd/", descriptor_);
    if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, named.c_str(), AT_SYMLINK_FOLLOW) != 0) {
      return failed(name_, errno);
    }
    temporary_ = std::move(named);
  }
  is_owned_ = false;
  if (close(descriptor_) != 0) return failed(name_, errno);  // some file systems fail only now
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return failed(name_, errno);
  temporary_.clear();
  return {};
}

Try<void> TextOutput::written() { return text_.size() < kPieceBytes ? Try<void>{} : flush(); }

Try<void> TextOutput::flush() {
  auto done = write_all(target_.descriptor(), target_.name(), text_);
  text_.clear();
  return done;
}

Try<void> print(std::string_view text) { return write_all(STDOUT_FILENO, "standard output", text); }

}  // namespace avocet::cli
