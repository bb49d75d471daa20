// encode.h - a Value as the bytes of a datum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/base/result.h"

namespace avocet::avro {

enum class EncodeFault : std::uint8_t {
  WrongKind,      // the value is of another kind than its type
  OutOfRange,     // a long that does not fit an int
  InvalidUtf8,    // in a string or a key
  UnknownSymbol,  // not one of the enum's
  WrongSize,      // a fixed of another length, a string or a collection too long to be counted
  NoBranch,       // the union has no such branch, or none for the value
  Ambiguous,      // several branches are of the value's kind, and it does not say which
  MissingField,   // a default never makes a field optional when writing
  UnknownField,   // the record has no such field, or it is given twice
  TooDeep,        // more records, arrays and maps inside one another than max_depth
};

struct EncodeError {
  EncodeFault fault{};
  std::string path;     // JSON pointer into the datum: "/orders/3/id"; "" for the whole
  std::string message;  // names the thing and the value
};

enum class BlockForm : std::uint8_t {
  Counted,  // a positive count
  Sized,    // a negative count and the size in bytes, so that a reader can skip the block
};

struct EncodeOptions {
  BlockForm blocks = BlockForm::Counted;
  std::size_t max_block_items = 0;  // 0: one block for each collection
  std::size_t max_depth = 256;      // as the decoders' own
};

// Appends the datum to `out`, which stays as it was on an error. An int is taken for a long, and a
// long that fits for an int; else kinds must be equal. In a union a UnionValue says the branch, by
// name or else by index; any other value goes to the only branch of its kind. Source: Avro 1.12
// "Binary Encoding", spec/avro.md 1.8.
base::Result<void, EncodeError> encode(const Schema& schema, const Value& value, Bytes& out,
                                       const EncodeOptions& options = {});

}  // namespace avocet::avro
