// sink.h - where the bytes of a new or longer file go: memory, a file, a pipe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "avocet/avro/arena.h"  // before value.h: else g++ 12 warns of Tag::Bytes
#include "avocet/avro/value.h"
#include "avocet/container/error.h"

namespace avocet::container {

class Sink {
 public:
  virtual ~Sink() = default;

  // All pieces, one behind the other. Errors: Io; how much was written is then not known.
  virtual Result<void> write(std::span<const std::span<const std::uint8_t>> pieces) = 0;

  // What was written survives a power cut, where the sink can know of such. Errors: Io.
  virtual Result<void> sync() = 0;

  // Nothing comes after this. Errors: Io, among them those that a file system tells late.
  virtual Result<void> close() = 0;
};

// Appends to bytes of the caller, which must outlive this.
class MemorySink final : public Sink {
 public:
  explicit MemorySink(avro::Bytes& bytes) : bytes_(bytes) {}

  Result<void> write(std::span<const std::span<const std::uint8_t>> pieces) override;
  Result<void> sync() override { return {}; }
  Result<void> close() override { return {}; }

 private:
  avro::Bytes& bytes_;
};

class FileSink final : public Sink {
 public:
  // A new file, or one whose content is lost.
  static Result<std::unique_ptr<FileSink>> create(const std::string& path);

  // At the end of a file that is there.
  static Result<std::unique_ptr<FileSink>> append(const std::string& path);

  // A descriptor that stays the caller's, as standard output. close() leaves it open.
  static std::unique_ptr<FileSink> to_descriptor(int descriptor);

  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;
  ~FileSink() override;

  Result<void> write(std::span<const std::span<const std::uint8_t>> pieces) override;
  Result<void> sync() override;
  Result<void> close() override;

 private:
  enum class Owned : std::uint8_t { No, Yes };

  FileSink(int descriptor, Owned owned, std::string name)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)) {}

  static Result<std::unique_ptr<FileSink>> open(const std::string& path, int flags);
  Result<void> sync_directory();
  Error io_error(int code) const;

  int descriptor_;
  Owned owned_;
  std::string name_;
  bool is_new_ = false;  // its name is not durable yet
};

}  // namespace avocet::container
