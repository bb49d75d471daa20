// encode.h - a datum as bytes, from a tree or from what was decoded.
//
//   Schema --EncodePlan--> encode(Value or View) --> bytes
//
// What was decoded and is encoded again gives the same bytes if they were the shortest (numbers of
// no more bytes than they need, collections in one block) and the schemas of reader and writer the
// same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "avocet/avro/schema.h"
#include "avocet/avro/tape.h"
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
  TooLarge,       // more bytes than max_bytes, or than there is memory for
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

// Encoding follows the nesting of a datum on the stack of its thread.
inline constexpr std::size_t kMaxEncodeDepth = 10'000;

struct EncodeOptions {
  BlockForm blocks = BlockForm::Counted;
  std::size_t max_block_items = 0;  // 0: one block for each collection
  std::size_t max_depth = 256;      // as the decoders' own; at most kMaxEncodeDepth
  // Of one datum. Room is asked for ahead, so one that is nearly as large may be refused. A tape
  // can be smaller than what it says: items that took no bytes, read with defaults that do.
  std::size_t max_bytes = std::size_t{1} << 30;
};

struct EncodeProgram;  // internal/encode_program.h

// How data of a schema are written, found out once. Immutable: copies share their parts, and any
// number of threads may use one. Time and memory: linear in the schema.
class EncodePlan {
 public:
  explicit EncodePlan(Schema schema);

  const Schema& schema() const noexcept;
  const EncodeProgram& program() const noexcept { return *program_; }

 private:
  std::shared_ptr<const EncodeProgram> program_;
};

// Appends the datum to `out`, which stays as it was on an error. An int is taken for a long, and a
// long that fits for an int; else kinds must be equal. In a union a UnionValue says the branch, by
// name or else by index; any other value goes to the only branch of its kind. Source: Avro 1.12
// "Binary Encoding", spec/avro.md 1.8.
base::Result<void, EncodeError> encode(const EncodePlan& plan, const Value& value, Bytes& out,
                                       const EncodeOptions& options = {});

// The same for what was decoded: a whole datum, of which `plan.schema()` is the reader's schema,
// the very one or a copy of it (asserted). Nothing about it is checked again. Errors: TooDeep,
// TooLarge.
base::Result<void, EncodeError> encode(const EncodePlan& plan, const View& datum, Bytes& out,
                                       const EncodeOptions& options = {});

// The same into the beginning of `room`. Returns how many bytes the datum takes: if they are more
// than there is room, what is in `room` is of no use.
base::Result<std::size_t, EncodeError> encode(const EncodePlan& plan, const Value& value,
                                              std::span<std::uint8_t> room,
                                              const EncodeOptions& options = {});
base::Result<std::size_t, EncodeError> encode(const EncodePlan& plan, const View& datum,
                                              std::span<std::uint8_t> room,
                                              const EncodeOptions& options = {});

// For one datum: makes the plan too.
base::Result<void, EncodeError> encode(const Schema& schema, const Value& value, Bytes& out,
                                       const EncodeOptions& options = {});

}  // namespace avocet::avro
