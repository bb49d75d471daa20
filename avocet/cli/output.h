// output.h - where a command's results go: standard output, or a file that is there whole or not at
// all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/cli/command.h"

namespace avocet::cli {

// What "-" stands for.
inline constexpr std::string_view kStandard = "-";

// A resource: a descriptor to write to. A file is written beside its target and takes its place at
// commit(); without that nothing of it is left. What is there and no file, as /dev/null or a pipe,
// is written to as it is.
class Target {
 public:
  // `name`: a file, or "-" for standard output. Errors: a line that names it.
  static Try<Target> open(const std::string& name);

  Target(Target&& other) noexcept;
  Target& operator=(Target&&) = delete;
  ~Target();

  int descriptor() const noexcept { return descriptor_; }
  const std::string& name() const noexcept { return name_; }  // for messages

  // The end; nothing may be written afterwards. A file has then reached the disk. Errors: a line
  // that names it; what was in its place is still there.
  Try<void> commit();

 private:
  Target() = default;

  int descriptor_ = -1;
  bool is_owned_ = false;
  std::string name_;
  std::string path_;       // of the file to take the place of; "": none
  std::string temporary_;  // its name until then; "": it has none yet
};

// Text for a target, in large pieces. For one thread.
class TextOutput {
 public:
  explicit TextOutput(const Target& target) : target_(target) {}

  // Append to it, then call written().
  std::string& text() noexcept { return text_; }
  // Writes what has gathered once it is worth it. Errors: a line that names the target.
  Try<void> written();
  // Writes all of it.
  Try<void> flush();

 private:
  const Target& target_;
  std::string text_;
};

// A whole text to standard output. Errors: a line.
Try<void> print(std::string_view text);

}  // namespace avocet::cli
