// scratch_directory.h - a directory for one test, gone with it.
#pragma once

#include <stdlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace avocet::testing {

// Made empty in the working directory, which for tests is in the build tree: on a real disk, unlike
// some /tmp.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::current_path() / "scratch-XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr) {
      std::perror(name.c_str());
      std::abort();
    }
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;  // what is left over harms nobody
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace avocet::testing
