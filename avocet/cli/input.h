// input.h - what a command reads: whole small files, and streams of JSON values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/cli/command.h"

namespace avocet::cli {

// All of a file, or of standard input ("-"). Errors: a line that names it, also where it is longer
// than `max_bytes`.
Try<std::string> read_whole(const std::string& name, std::size_t max_bytes);

// "standard input" for "-", else the name itself.
std::string_view spoken(std::string_view name);

// A resource: a file or standard input, piece by piece.
class TextInput {
 public:
  static Try<TextInput> open(const std::string& name);

  TextInput(TextInput&& other) noexcept;
  TextInput& operator=(TextInput&&) = delete;
  ~TextInput();

  // Bytes that were read and not taken yet.
  std::string_view text() const noexcept { return std::string_view(text_).substr(taken_); }
  // How many were taken: where text() begins in the file.
  std::uint64_t offset() const noexcept { return offset_; }

  // Reads more behind text(). False: there is no more. Errors: a line that names the file.
  Try<bool> read_more();
  void take(std::size_t bytes);

 private:
  TextInput(int descriptor, bool is_owned, std::string name)
      : descriptor_(descriptor), is_owned_(is_owned), name_(std::move(name)) {}

  int descriptor_;
  bool is_owned_;
  std::string name_;
  std::string text_;
  std::size_t taken_ = 0;  // of text_
  std::uint64_t offset_ = 0;
};

}  // namespace avocet::cli
