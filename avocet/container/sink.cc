// sink.cc - bytes to memory or to a descriptor.
#include "avocet/container/sink.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "avocet/base/text.h"

namespace avocet::container {

Result<void> MemorySink::write(std::span<const std::span<const std::uint8_t>> pieces) {
  for (const auto piece : pieces) bytes_.insert(bytes_.end(), piece.begin(), piece.end());
  return {};
}

Result<std::unique_ptr<FileSink>> FileSink::open(const std::string& path, int flags) {
  constexpr mode_t kForAll = 0666;  // less the umask
  const int descriptor = ::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, kForAll);
  std::unique_ptr<FileSink> sink(new FileSink(descriptor, Owned::Yes, path));
  if (descriptor < 0) return std::unexpected(sink->io_error(errno));
  return sink;
}

Result<std::unique_ptr<FileSink>> FileSink::create(const std::string& path) {
  auto sink = open(path, O_CREAT | O_TRUNC);
  if (sink) (*sink)->is_new_ = true;
  return sink;
}

Result<std::unique_ptr<FileSink>> FileSink::append(const std::string& path) {
  return open(path, O_APPEND);
}

std::unique_ptr<FileSink> FileSink::to_descriptor(int descriptor) {
  return std::unique_ptr<FileSink>(
      new FileSink(descriptor, Owned::No, base::cat("descriptor ", descriptor)));
}

FileSink::~FileSink() {
  if (owned_ == Owned::Yes && descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FileSink::write(std::span<const std::span<const std::uint8_t>> pieces) {
  constexpr std::size_t kMostPieces = 8;  // for one call; a block has three
  while (!pieces.empty()) {
    std::array<iovec, kMostPieces> parts{};
    const std::size_t count = std::min(pieces.size(), kMostPieces);
    for (std::size_t i = 0; i < count; ++i) {
      parts[i] = {const_cast<std::uint8_t*>(pieces[i].data()), pieces[i].size()};
    }
    for (std::size_t first = 0; first < count;) {
      const ssize_t wrote =
          ::writev(descriptor_, parts.data() + first, static_cast<int>(count - first));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return std::unexpected(io_error(errno));
      auto left = static_cast<std::size_t>(wrote);
      for (; first < count && left >= parts[first].iov_len; ++first) left -= parts[first].iov_len;
      if (first == count) break;
      parts[first].iov_base = static_cast<std::uint8_t*>(parts[first].iov_base) + left;
      parts[first].iov_len -= left;
    }
    pieces = pieces.subspan(count);
  }
  return {};
}

Result<void> FileSink::sync() {
  // A pipe or a terminal keeps nothing: it says EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {
    return std::unexpected(io_error(errno));
  }
  return is_new_ ? sync_directory() : Result<void>{};
}

Result<void> FileSink::sync_directory() {
  std::string directory = std::filesystem::path(name_).parent_path().native();
  if (directory.empty()) directory = ".";
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(io_error(errno));
  const int code = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (code != 0) return std::unexpected(io_error(code));
  is_new_ = false;
  return {};
}

Result<void> FileSink::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  if (owned_ == Owned::Yes && ::close(descriptor) != 0) return std::unexpected(io_error(errno));
  return {};
}

Error FileSink::io_error(int code) const {
  return {.fault = Fault::Io,
          .message = base::cat("cannot write ", name_, ": ",
                               std::error_code(code, std::generic_category()).message())};
}

}  // namespace avocet::container
