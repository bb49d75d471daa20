// reference_decoder.h - the slow, obvious decoder: bytes to a Value of the writer's schema, then to
// a Value of the reader's.
//
//   bytes --by the writer's schema--> Value --reference_resolution.h, reference_default.h--> Value
//
// Written from the specification alone (spec/avro.md 1.8, 1.14, 3.1); it shares no code with the
// engine, which must agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/base/result.h"
#include "avocet/testing/reference_resolution.h"

namespace avocet::testing {

// Called as the engine calls them, but for the last three, which it finds when it compiles.
enum class ReferenceFault : std::uint8_t {
  // Of the bytes.
  Truncated,      // a value ends behind the input
  Boolean,        // neither 00 nor 01
  Varint,         // more bytes or bits than an int or a long has
  Length,         // a negative length
  Utf8,           // of a string or a key
  UnionBranch,    // no such branch
  EnumIndex,      // no such symbol
  BlockCount,     // -2^63, or more items than the input has bytes for
  BlockSize,      // negative, behind the input, or not what the items took
  DepthLimit,     // more than max_depth records, arrays and maps inside one another
  ItemLimit,      // more than max_empty_items items that take no bytes
  TrailingBytes,  // behind the datum
  // Of some data of the writer.
  MissingBranch,  // this branch cannot be read
  MissingSymbol,  // the reader has neither this symbol nor a default for it
  // Of the pair of schemas, whatever the data.
  NoFiniteValue,  // every value of the writer's type would contain itself
  Unreadable,     // types that do not match, a field without a default
  Default,        // a default that is no value of its type
};

struct ReferenceError {
  ReferenceFault fault{};
  std::string path;  // into the datum, as a JSON pointer
  bool skipped =
      false;  // in a field that the reader does not have, where an engine may look less closely
};

struct ReferenceOptions {
  std::size_t max_depth = 256;
  std::size_t max_empty_items = 1'048'576;
  Rules rules = Rules::Strict;
};

template <class T>
using ReferenceResult = base::Result<T, ReferenceError>;

ReferenceResult<avro::Value> reference_decode(const avro::Schema& schema,
                                              std::span<const std::uint8_t> bytes,
                                              const ReferenceOptions& options = {});

ReferenceResult<avro::Value> reference_decode(const avro::Schema& writer,
                                              const avro::Schema& reader,
                                              std::span<const std::uint8_t> bytes,
                                              const ReferenceOptions& options = {});

std::string to_text(ReferenceFault fault);

}  // namespace avocet::testing
