// source.cc - views of memory, and of a window that moves over a file.
#include "avocet/container/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include "avocet/base/text.h"

namespace avocet::container {
namespace {
constexpr std::size_t kWindowBytes = 256 * 1024;  // several blocks for each system call
}  // namespace

Result<std::span<const std::uint8_t>> MemorySource::view(std::uint64_t offset,
                                                         std::size_t /*wanted*/) {
  return bytes_.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size())));
}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::unique_ptr<FileSource> source(new FileSource(descriptor, Owned::Yes, path));
  if (descriptor < 0) return std::unexpected(source->io_error(errno));
  struct stat info{};
  if (::fstat(descriptor, &info) != 0) return std::unexpected(source->io_error(errno));
  if (S_ISDIR(info.st_mode)) return std::unexpected(source->io_error(EISDIR));
  if (S_ISREG(info.st_mode)) source->base_ = 0;
  return source;
}

Result<std::unique_ptr<FileSource>> FileSource::from_descriptor(int descriptor) {
  std::unique_ptr<FileSource> source(
      new FileSource(descriptor, Owned::No, base::cat("descriptor ", descriptor)));
  struct stat info{};
  if (::fstat(descriptor, &info) != 0) return std::unexpected(source->io_error(errno));
  const off_t position = S_ISREG(info.st_mode) ? ::lseek(descriptor, 0, SEEK_CUR) : -1;
  if (position >= 0) source->base_ = static_cast<std::uint64_t>(position);
  return source;
}

FileSource::~FileSource() {
  if (owned_ == Owned::Yes && descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::uint64_t> FileSource::size() const {
  struct stat info{};
  if (!base_ || ::fstat(descriptor_, &info) != 0) return std::nullopt;
  const auto end = static_cast<std::uint64_t>(info.st_size);
  return end > *base_ ? end - *base_ : 0;
}

Result<std::span<const std::uint8_t>> FileSource::view(std::uint64_t offset, std::size_t wanted) {
  if (auto started = start_at(offset); !started) return std::unexpected(started.error());
  while (filled_ - begin_ < wanted) {
    if (auto room = make_room(wanted); !room) return std::unexpected(room.error());
    auto more = read_more();
    if (!more) return std::unexpected(std::move(more.error()));
    if (*more == 0) break;
  }
  return std::span<const std::uint8_t>(buffer_.data() + begin_, filled_ - begin_);
}

// Makes begin_ stand for `offset`.
Result<void> FileSource::start_at(std::uint64_t offset) {
  if (offset >= offset_ && offset - offset_ <= filled_ - begin_) {
    begin_ += static_cast<std::size_t>(offset - offset_);
    offset_ = offset;
    return {};
  }
  if (base_) {
    if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()) - *base_) {
      return std::unexpected(io_error(EOVERFLOW));
    }
    begin_ = filled_ = 0;
    offset_ = offset;
    return {};
  }
  if (offset < offset_) return std::unexpected(io_error(ESPIPE));
  while (offset - offset_ > filled_ - begin_) {  // a pipe: what lies between is read and forgotten
    offset_ += filled_ - begin_;
    begin_ = filled_ = 0;
    if (auto room = make_room(1); !room) return room;
    auto more = read_more();
    if (!more) return std::unexpected(std::move(more.error()));
    if (*more == 0) break;  // `offset` is behind the end: nothing is there
  }
  begin_ += static_cast<std::size_t>(std::min<std::uint64_t>(offset - offset_, filled_ - begin_));
  offset_ = offset;
  return {};
}

// Room to read into behind filled_. The window moves to the front of the buffer first; only when it
// fills all of it, the buffer grows, to twice its size at most, or to hold the next ones too.
Result<void> FileSource::make_room(std::size_t wanted) {
  if (filled_ < buffer_.capacity() && wanted <= buffer_.capacity() - begin_) return {};
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    begin_ = 0;
  }
  if (filled_ < buffer_.capacity()) return {};
  const std::size_t larger = std::max(kWindowBytes, std::min(2 * filled_, wanted + kWindowBytes));
  if (buffer_.reserve(larger)) return {};
  return std::unexpected(
      Error{.fault = Fault::WorkspaceLimit, .message = base::cat("no memory to read ", name_)});
}

// 0: the end.
Result<std::size_t> FileSource::read_more() {
  std::uint8_t* const to = buffer_.data() + filled_;
  const std::size_t room = buffer_.capacity() - filled_;
  while (true) {
    const ssize_t got = base_ ? ::pread(descriptor_, to, room,
                                        static_cast<off_t>(*base_ + offset_ + (filled_ - begin_)))
                              : ::read(descriptor_, to, room);
    if (got >= 0) {
      filled_ += static_cast<std::size_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) return std::unexpected(io_error(errno));
  }
}

Error FileSource::io_error(int code) const {
  return {.fault = Fault::Io,
          .message = base::cat("cannot read ", name_, ": ",
                               std::error_code(code, std::generic_category()).message())};
}

}  // namespace avocet::container
