// source.h - where the bytes of a file come from: memory, a file, a pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "avocet/container/error.h"
#include "avocet/container/internal/buffer.h"

namespace avocet::container {

class Source {
 public:
  virtual ~Source() = default;

  // The bytes from `offset` on: at least `wanted` of them, and more where they are at hand; fewer
  // only where the source ends. Valid until the next call. Memory grows as bytes arrive, however
  // many are wanted. Errors: Io; WorkspaceLimit where there is no memory.
  virtual Result<std::span<const std::uint8_t>> view(std::uint64_t offset, std::size_t wanted) = 0;

  // Nothing: not known before its end comes.
  virtual std::optional<std::uint64_t> size() const = 0;
};

// Bytes that the caller owns and that must outlive this. Views are of them: nothing is copied.
class MemorySource final : public Source {
 public:
  explicit MemorySource(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  Result<std::span<const std::uint8_t>> view(std::uint64_t offset, std::size_t wanted) override;
  std::optional<std::uint64_t> size() const override { return bytes_.size(); }

 private:
  std::span<const std::uint8_t> bytes_;
};

// A file, read in large pieces; or what can only be read forward, as standard input.
class FileSource final : public Source {
 public:
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);

  // Of a descriptor that stays the caller's, from where it stands; it may be a pipe. Offsets count
  // from there. Only views that move forward are given of a pipe (Errors: Io).
  static Result<std::unique_ptr<FileSource>> from_descriptor(int descriptor);

  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override;

  Result<std::span<const std::uint8_t>> view(std::uint64_t offset, std::size_t wanted) override;
  std::optional<std::uint64_t> size() const override;

 private:
  enum class Owned : std::uint8_t { No, Yes };

  FileSource(int descriptor, Owned owned, std::string name)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)) {}

  Result<void> start_at(std::uint64_t offset);
  Result<void> make_room(std::size_t wanted);
  Result<std::size_t> read_more();
  Error io_error(int code) const;

  int descriptor_;
  Owned owned_;
  std::string name_;
  std::optional<std::uint64_t> base_;  // of the file where offset 0 is; nothing: a pipe

  internal::Buffer buffer_;   // holds the bytes offset_ … offset_ + filled_ - begin_
  std::size_t begin_ = 0;     // in the buffer
  std::size_t filled_ = 0;    // in the buffer
  std::uint64_t offset_ = 0;  // of the byte at begin_
};

}  // namespace avocet::container
