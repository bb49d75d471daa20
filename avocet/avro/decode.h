// decode.h - the bytes of one datum become values, as a plan says.
//
//   Schema, Schema --compile()--> Plan --decode(bytes, arena)--> View
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "avocet/avro/arena.h"
#include "avocet/avro/plan.h"
#include "avocet/avro/tape.h"
#include "avocet/base/result.h"

namespace avocet::avro {

enum class DecodeFault : std::uint8_t {
  Truncated,  // the input ends inside a value
  Varint,     // an int of more than 5 bytes or beyond 32 bits, a long of more than 10 or beyond 64
  Boolean,    // neither 00 nor 01
  Length,     // of bytes or a string: negative
  Utf8,       // a string or key that is not UTF-8
  UnionBranch,    // no branch has this index
  EnumIndex,      // no symbol has this index
  BlockCount,     // of an array or map: it cannot be negated, or the input is too short for so many
                  // items
  BlockSize,      // negative, beyond the input, or not what the items took
  MissingSymbol,  // the reader's enum has neither the symbol nor a default
  MissingBranch,  // the reader cannot read the writer's branch
  ItemLimit,      // more items without bytes than DecodeLimits allow
  DepthLimit,     // records, arrays and maps inside each other
  OutputLimit,    // the values take more memory than DecodeLimits or the machine allow
  TrailingBytes,  // the datum ends before the input does
  Member,         // a member of a struct cannot hold the value (structs/)
};

// "truncated", "bad varint" …
std::string_view to_text(DecodeFault fault) noexcept;

struct DecodeError {
  DecodeFault fault{};
  std::size_t offset = 0;  // bytes from the start, of the value or number that is wrong
  std::string path;  // of the value: "/assignee/email", "/tags/3", a map's value "/attributes/0";
                     // "" for the datum itself
  std::string message;  // a sentence without offset and path

  friend bool operator==(const DecodeError&, const DecodeError&) = default;
};

// Named limits; a datum at the limit is decoded, one beyond it is refused.
struct DecodeLimits {
  std::uint32_t max_depth = 256;  // records, arrays and maps around a value; at most 10'000
  std::uint64_t max_empty_items =
      1'048'576;                      // that take no bytes, of all arrays of a datum together
  std::size_t output_per_input = 64;  // memory for values: this many times the input …
  std::size_t output_base_bytes = 1024 * 1024;       // … and this …
  std::size_t max_output_bytes = 256 * 1024 * 1024;  // … but never more than this
};

enum class Utf8 : std::uint8_t { Check, Trust };
enum class Strings : std::uint8_t { Borrow, Copy };  // from the input; into the arena
enum class BlockSizes : std::uint8_t {
  Check,
  Ignore
};  // of sized blocks that are read; skipping always trusts them
enum class Trailing : std::uint8_t { Refuse, Allow };

struct DecodeOptions {
  Utf8 utf8 = Utf8::Check;
  Strings strings = Strings::Borrow;
  BlockSizes block_sizes = BlockSizes::Check;
  Trailing trailing = Trailing::Refuse;
  DecodeLimits limits{};
};

struct Decoded {
  View value;
  std::size_t bytes_read = 0;
};

// Decodes one datum into `arena`, whose earlier datum is lost. The view borrows from the arena, the
// plan and, unless strings are copied, from `bytes`. Allocates nothing once the arena is large
// enough. Errors: DecodeError; the arena then holds nothing of use.
base::Result<Decoded, DecodeError> decode(const Plan& plan, std::span<const std::uint8_t> bytes,
                                          Arena& arena, const DecodeOptions& options = {});

}  // namespace avocet::avro
