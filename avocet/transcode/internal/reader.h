// reader.h - walks a JSON text by a schema and writes the datum as it goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/base/json_cursor.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/internal/buffer.h"
#include "avocet/transcode/internal/read_program.h"

namespace avocet::transcode {

// Each function that reads a value gets the position where its bytes go, and returns the one behind
// them, or null after a fault, which is told by error_ or the cursor. On the way back the path is
// put in front.
class Reader {
 public:
  Reader(const avro::Schema& schema, const FromJsonOptions& options);

  base::Result<std::size_t, ReadError> read(std::string_view text, avro::Bytes& out);

 private:
  using Json = base::Json::Kind;

  // A field that has been read before it was its turn: where its bytes are.
  struct Piece {
    std::uint32_t offset;
    std::uint32_t bytes;
  };
  // An entry of a map that is being read.
  struct Entry {
    std::size_t offset;        // of its key's length
    std::uint32_t key_offset;  // from there
    std::uint32_t key_bytes;
    std::uint32_t hash;
  };
  // The bytes of a field's default.
  struct Default {
    std::uint32_t record;
    std::uint32_t field;
    std::string bytes;
  };

  char* value(std::uint32_t type, std::uint32_t depth, char* at);
  char* boolean(std::uint32_t type, Json kind, char* at);
  char* integer(std::uint32_t type, Json kind, char* at);
  char* real(std::uint32_t type, Json kind, char* at);
  char* string(std::uint32_t type, Json kind, char* at);
  char* symbol(std::uint32_t type, Json kind, char* at);
  char* bytes(std::uint32_t type, Json kind, char* at);
  char* logical(std::uint32_t type, char* at);

  // reader_nested.cc
  char* array(const ReadNode& node, std::uint32_t depth, char* at);
  char* map(const ReadNode& node, std::uint32_t depth, char* at);
  char* close_block(char* at, std::size_t start, std::size_t count);
  char* drop_duplicates(char* at, std::size_t first_entry);
  char* record(std::uint32_t type, std::uint32_t depth, char* at);
  char* rest_of_record(std::uint32_t type, std::uint32_t depth, char* at, std::uint32_t next,
                       std::uint32_t index);
  char* in_order(std::uint32_t type, char* at, std::size_t start, std::uint32_t next,
                 std::size_t first_piece);
  base::JsonNext next_field(std::uint32_t type, std::uint32_t& index);
  char* duplicate(std::uint32_t type, std::uint32_t field);
  char* missing(std::uint32_t type, std::uint32_t field, char* at);
  void load_defaults();

  // reader_union.cc
  char* tagged(std::uint32_t type, Json kind, std::uint32_t depth, char* at);
  char* bare(std::uint32_t type, Json kind, std::uint32_t depth, char* at);
  char* branch(const ReadNode& node, std::uint32_t index, std::uint32_t depth, char* at);
  bool find_fitting(const ReadNode& node, Json kind, std::vector<std::uint32_t>& fitting);
  bool find_fitting_object(const ReadNode& node, std::vector<std::uint32_t>& fitting);
  void keep_fitting_numbers(const ReadNode& node, const base::JsonDigits& digits,
                            std::vector<std::uint32_t>& fitting);
  bool fits_text(std::uint32_t type, std::string_view text);
  bool has_enough(std::uint32_t type, const std::vector<bool>& seen) const;
  bool find_tag(const ReadNode& node, std::uint32_t& named);
  bool pass_value();
  char* no_branch(const ReadNode& node, std::string_view what, std::size_t offset);
  std::string branches_of(const ReadNode& node) const;

  bool read_bytes(std::string_view text);  // into bytes_
  char* put_long(char* at, std::int64_t number);
  char* put_bytes(char* at, std::string_view bytes);  // with their length
  char* put_raw(char* at, std::string_view bytes);
  char* need(char* at, std::size_t bytes);

  char* fail(ReadFault fault, std::string message, std::size_t offset);
  char* past_limit();
  char* wrong_kind(std::uint32_t type, Json kind);
  char* wrong_text(std::uint32_t type, std::string_view text, std::size_t offset);
  char* inside(std::string_view step);
  ReadError located_error(std::string_view text);
  std::string name_of(std::uint32_t type) const;
  std::string shown_value(Json kind);
  static std::string shown(std::string_view text);

  ReadProgram program_;
  FromJsonOptions options_;
  base::JsonCursor cursor_;
  Buffer out_;
  std::string bytes_;          // of one value, or of fields that are put in order
  std::vector<Piece> pieces_;  // of the records that are open, the innermost last
  std::vector<Entry> entries_;
  std::vector<Default> defaults_;  // in order of records and fields
  bool has_loaded_defaults_ = false;
  std::string defaults_fault_;  // why there are none
  std::size_t passed_ = 0;   // characters of values that are read again, each time they are passed
  std::size_t reached_ = 0;  // how far that went
  ReadError error_;
};

}  // namespace avocet::transcode
