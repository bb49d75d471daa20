// error.h - why a container file could not be read or written, and where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/base/result.h"

namespace avocet::container {

enum class Fault : std::uint8_t {
  Io,              // the operating system says no; the message has its words
  Truncated,       // the file ends inside the header or inside a block
  Magic,           // it does not begin with "Obj" 01: no container file
  Header,          // the metadata are damaged, or what must be there is missing
  Schema,          // avro.schema is no schema, or the reader's schema cannot read it
  Codec,           // an unknown codec, or a level that it does not have
  Block,           // a block's record count or size is no such number
  Sync,            // no sync marker where a block ends
  Compressed,      // a block cannot be decompressed
  Checksum,        // it can, but its checksum is of other data
  Count,           // a block counts more records than its data can hold, or fewer than they hold
  Datum,           // a record cannot be decoded
  Value,           // a value cannot be encoded
  Mismatch,        // of another schema or codec than the file that it shall go to
  HeaderLimit,     // Limits::max_header_bytes, max_header_entries
  BlockLimit,      // Limits::max_block_bytes
  DataLimit,       // Limits::max_data_bytes
  RecordLimit,     // Limits::max_block_records, max_empty_records
  WorkspaceLimit,  // Limits::max_workspace_bytes, or the machine has no memory
  SkipLimit,       // Limits::max_skips
};

struct Error {
  Fault fault{};
  std::optional<std::uint64_t> offset{};  // bytes from the start of the file, of the block or of
                                          // the part of the header
  std::optional<std::uint64_t> record{};  // from 0, counted from where reading began
  std::string path{};                     // of the value in the record: "/assignee/email"
  std::string message{};                  // a sentence without the places above

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = base::Result<T, Error>;

// "block" … "skip limit": one or two words for logs and tests.
std::string_view to_text(Fault fault) noexcept;

// The message with its places: `at byte 4096, record 17, /email: a string is not UTF-8`.
std::string to_text(const Error& error);

}  // namespace avocet::container
