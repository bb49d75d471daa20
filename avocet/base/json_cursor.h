// json_cursor.h - walks a JSON text from left to right and keeps nothing: for data, where a tree
// would cost more than the reading. parse_json (json.h) makes the tree.
//
//   JsonCursor cursor(text);
//   cursor.open('[');
//   for (auto next = cursor.next_item(); next == JsonNext::One; next = cursor.next_item()) …
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/base/json.h"

namespace avocet::base {

enum class JsonNext : std::uint8_t { One, End, Fault };

// A number as it was written, and its value where that is a whole number.
struct JsonDigits {
  std::string_view text;        // RFC 8259 grammar
  std::uint64_t magnitude = 0;  // without the sign; of use if is_whole
  bool is_negative = false;
  bool is_whole = false;   // no fraction, no exponent, and `magnitude` holds it
  bool has_point = false;  // a fraction or an exponent is written
};

// Strict as parse_json: UTF-8, no lone surrogates, no byte-order mark, nothing that RFC 8259 does
// not know. Functions that return false or JsonNext::Fault leave a fault behind: error() tells it.
// The text must outlive the cursor.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text = {}) noexcept { begin(text); }

  // Another text from its beginning; memory is used again.
  void begin(std::string_view text) noexcept {
    begin_ = at_ = name_ = text.data();
    end_ = at_ + text.size();
    is_first_ = false;
    message_ = nullptr;
  }

  // The kind of the value that comes next, judged by its first character; white space before it is
  // passed. A character that begins no value is a fault, and the answer is then false.
  bool peek(Json::Kind& kind) noexcept;

  bool read_null() noexcept;
  bool read_bool(bool& value) noexcept;
  bool read_number(JsonDigits& number) noexcept;
  // Good until the next string is read: part of the text, or unescaped in here.
  bool read_string(std::string_view& text);

  // Passes [ or {, which must come next.
  void open() noexcept {
    ++at_;
    is_first_ = true;
  }
  // Passes what stands between items; at the end the closing bracket.
  JsonNext next_item() noexcept;
  // The same for members: reads the name (good until the next string is read) and the colon.
  // `guess` is a name in quotes as it is most likely written.
  JsonNext next_member(std::string_view& name, std::string_view guess = {});

  // Passes a whole value, arrays and objects inside one another up to `max_depth` (at most 1000).
  bool skip_value(std::size_t max_depth);

  // Passes white space. True: the text is at its end.
  bool at_end() noexcept {
    skip_blanks();
    return at_ == end_;
  }

  std::size_t offset() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  // Where the name that next_member read last begins.
  std::size_t name_offset() const noexcept { return static_cast<std::size_t>(name_ - begin_); }
  // Back to a place from which reading has gone on before: the beginning of a value.
  void go_back(std::size_t offset) noexcept {
    at_ = begin_ + offset;
    is_first_ = false;
    message_ = nullptr;
  }

  bool has_fault() const noexcept { return message_ != nullptr; }
  JsonError error() const;

 private:
  bool fail(const char* message, const char* where) noexcept {
    message_ = message;
    where_ = where;
    return false;
  }
  void skip_blanks() noexcept {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool read_word(std::string_view word) noexcept;
  bool read_escaped(const char* from, std::string_view& text);
  bool read_escape();
  bool read_unit(std::uint32_t& unit) noexcept;
  JsonNext next(char close) noexcept;

  const char* begin_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* name_ = nullptr;
  bool is_first_ = false;  // the bracket stands just before
  const char* message_ = nullptr;
  const char* where_ = nullptr;
  std::string unescaped_;
};

}  // namespace avocet::base
