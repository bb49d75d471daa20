// from_json.h - JSON text as the bytes of a datum, without a tree or a value in between.
//
//   text --JsonReader: base::JsonCursor, by the schema--> bytes
//
// Members of a record may come in any order. Whole numbers may be spelled 1.0 or 1e3; they are
// exact up to 64 bits, a float or double is the one nearest to the text. What JSON has no number
// for is a string: "NaN", "Infinity", "-Infinity", also "INF" and "-INF". Of a map's key that is
// there twice the last value counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "avocet/avro/schema.h"
#include "avocet/avro/tape.h"  // rather than value.h alone: g++ wants Tag::Bytes before Bytes
#include "avocet/base/result.h"
#include "avocet/transcode/json_form.h"

namespace avocet::transcode {

class ReadProgram;  // internal/read_program.h
class Reader;       // internal/reader.h

enum class ReadFault : std::uint8_t {
  Syntax,          // the text is not JSON
  WrongKind,       // a string where a number belongs, …
  Range,           // a number too large for its type
  Fraction,        // a number with a fraction where an int or a long belongs
  Symbol,          // not one of the enum's
  Bytes,           // not the text of bytes, of the wrong length for a fixed
  Logical,         // not the text of a date, a decimal, …
  Branch,          // the union has no such branch, or none for the value
  Ambiguous,       // several branches would take the value
  MissingField,    // not in the object, and no default is to be used
  UnknownField,    // and it was to be refused
  DuplicateField,  // twice in the object of a record
  DepthLimit,      // records, arrays and maps inside each other
  OutputLimit,     // the datum takes more bytes than the limit
  WorkLimit,       // objects in bare unions inside each other: too much to look through
  Trailing,        // something comes behind the value
};

struct ReadError {
  ReadFault fault{};
  std::string
      path;  // JSON pointer into the datum, without branches: "/orders/3/id"; "" for the whole
  std::string message;     // a sentence that names the thing and the value
  std::size_t offset = 0;  // bytes from the start of the text
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // in bytes, from 1

  friend bool operator==(const ReadError&, const ReadError&) = default;
};

enum class MissingFields : std::uint8_t {
  Refuse,   // as Java: a default is for readers, not for writers
  Default,  // those that have a default get it
};
enum class UnknownFields : std::uint8_t { Ignore, Refuse };
enum class MoreText : std::uint8_t {
  Refuse,
  Allow,  // further values: the caller goes on where this one ended
};

struct FromJsonOptions {
  JsonForm form = JsonForm::avro();
  MissingFields missing = MissingFields::Refuse;
  UnknownFields unknown = UnknownFields::Ignore;
  MoreText more = MoreText::Refuse;
  std::uint32_t max_depth =
      256;  // records, arrays and maps around a value, as DecodeLimits; at most 1000
  std::size_t max_output_bytes = 256 * 1024 * 1024;  // of one datum; at most 2 GiB

  static constexpr FromJsonOptions avro() noexcept { return {}; }
  static constexpr FromJsonOptions readable() noexcept {
    return {.form = JsonForm::readable(), .missing = MissingFields::Default};
  }
};

// Reads data of one schema. Not for several threads at once; movable.
//
// Where unions are Bare, a value is read as the one branch that takes it, and a tagged one is taken
// too. Several are told apart by the kind of JSON; whole numbers prefer int and long, others float
// and double; a string may be a symbol, the text of bytes or of a logical type; an object fits a
// record if it has all fields that it must have and no others, with values of a possible kind.
// What still fits two branches is refused: Ambiguous.
class JsonReader {
 public:
  explicit JsonReader(const avro::Schema& schema, const FromJsonOptions& options = {});
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  // Appends the datum that the text says to `out`: each array and map is one block with a positive
  // count. Returns how many bytes of the text were read, white space behind the value included.
  // Errors: ReadError; `out` is as it was.
  base::Result<std::size_t, ReadError> append_datum(std::string_view text, avro::Bytes& out);

 private:
  std::unique_ptr<Reader> reader_;
};

}  // namespace avocet::transcode
