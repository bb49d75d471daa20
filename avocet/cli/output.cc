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
constexpr int kMaxNames = 1000;    // tried for a file beside the target

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

// Calls `make` with names beside `path` until one is free; what an earlier process of our number
// left behind may have the first. Returns what `make` does, and errno, if it is less than 0.
template <typename Make>
int with_free_name(const std::string& path, std::string& name, Make make) {
  int made = -1;
  for (int i = 0; i < kMaxNames; ++i) {
    name = i == 0 ? cat(path, ".", getpid(), ".part") : cat(path, ".", getpid(), "-", i, ".part");
    made = make(name.c_str());
    if (made >= 0 || errno != EEXIST) break;
  }
  if (made < 0) name.clear();
  return made;
}

std::string own_descriptor(int descriptor) { return cat("/proc/self/fd/", descriptor); }

// A file without a name, that goes by itself however this process ends. Less than 0: the file
// system has no such, or it could not be given a name later.
int open_unnamed(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kNewFile);
  if (descriptor < 0 || access(own_descriptor(descriptor).c_str(), F_OK) == 0) return descriptor;
  close(descriptor);
  return -1;
}

// Makes a rename in the folder last. The file is in its place already: not every file system can do
// this, and there is nothing to take back.
void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
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
  // A rename asks for the right to write to the folder only.
  if (is_there && access(name.c_str(), W_OK) != 0) return failed(name, errno);
  target.descriptor_ = open_unnamed(folder_of(target.path_));
  if (target.descriptor_ < 0) {
    target.descriptor_ = with_free_name(target.path_, target.temporary_, [](const char* free) {
      return ::open(free, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kNewFile);
    });
    if (target.descriptor_ < 0) return failed(name, errno);
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
  // Before the rename: else a power cut might leave an empty file where the old one was.
  if (fsync(descriptor_) != 0) return failed(name_, errno);
  if (temporary_.empty()) {
    const std::string self = own_descriptor(descriptor_);
    const int linked = with_free_name(path_, temporary_, [&](const char* free) {
      return linkat(AT_FDCWD, self.c_str(), AT_FDCWD, free, AT_SYMLINK_FOLLOW);
    });
    if (linked < 0) return failed(name_, errno);
  }
  is_owned_ = false;
  if (close(descriptor_) != 0) return failed(name_, errno);  // some file systems fail only now
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return failed(name_, errno);
  temporary_.clear();
  sync_folder(folder_of(path_));
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
