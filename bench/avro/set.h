// set.h - a data set in memory, as make_data wrote it, and what a driver does with it
// (peers/README.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace avocet::bench {

struct Set {
  std::filesystem::path directory;
  std::string name;
  std::string writer;  // schema text
  std::string reader;
  std::string data;                                    // records.bin
  std::vector<std::span<const std::uint8_t>> records;  // views of `data`
};

// Ends the program if a file is missing.
std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& content);

// Makes `records` of the framed file `set.data`.
void find_records(Set& set);

// Ends the program with a message.
[[noreturn]] void fail(const std::string& message);

// One mode.
class Work {
 public:
  virtual ~Work() = default;
  // Returns on how many records it worked.
  virtual std::size_t run(std::size_t count) = 0;
  // The answer: "sum …" or "file".
  virtual std::string check(std::size_t count, const std::filesystem::path& path) = 0;

 protected:
  // The index of the next record, the first following the last.
  std::size_t advance(std::size_t records) noexcept {
    const std::size_t index = next_;
    next_ = index + 1 == records ? 0 : index + 1;
    return index;
  }

 private:
  std::size_t next_ = 0;
};

// Appends a record as records.bin has it.
void append_framed(std::string& out, std::span<const std::uint8_t> record);

}  // namespace avocet::bench
