// json.h - a JSON value as it was written: members in order, numbers as their text.
//
//   text --parse_json()--> Json --JsonWriter / append_json()--> text
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "avocet/base/result.h"

namespace avocet::base {

struct JsonMember;

// The text of a JSON number, exactly as written (RFC 8259 grammar): "1.10", "-0", "12345678901234567890".
struct JsonNumber {
  std::string text;
  friend bool operator==(const JsonNumber&, const JsonNumber&) = default;
};

// A value. Equality compares number texts, and members in order.
class Json {
 public:
  enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;

  Json() = default;  // null
  explicit Json(bool value);
  explicit Json(JsonNumber number);
  explicit Json(std::int64_t number);
  explicit Json(std::string text);
  explicit Json(Array items);
  explicit Json(Object members);

  Kind kind() const noexcept { return static_cast<Kind>(value_.index()); }
  bool is_null() const noexcept { return kind() == Kind::Null; }
  bool is_bool() const noexcept { return kind() == Kind::Bool; }
  bool is_number() const noexcept { return kind() == Kind::Number; }
  bool is_string() const noexcept { return kind() == Kind::String; }
  bool is_array() const noexcept { return kind() == Kind::Array; }
  bool is_object() const noexcept { return kind() == Kind::Object; }

  // Each may be called only on its own kind (asserted).
  bool as_bool() const { return std::get<bool>(value_); }
  const std::string& number() const { return std::get<JsonNumber>(value_).text; }
  const std::string& string() const { return std::get<std::string>(value_); }
  const Array& items() const { return std::get<Array>(value_); }
  const Object& members() const { return std::get<Object>(value_); }

  // The member of that name, or null when there is none or this is no object. The pointer lives as long as this value.
  const Json* find(std::string_view key) const noexcept;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, JsonNumber, std::string, Array, Object> value_;
};

struct JsonMember {
  std::string key;
  Json value;
  friend bool operator==(const JsonMember&, const JsonMember&) = default;
};

// Here, where a member is complete: clang 19 refuses them inside the class.
inline Json::Json(bool value) : value_(value) {}
inline Json::Json(JsonNumber number) : value_(std::move(number)) {}
inline Json::Json(std::int64_t number) : value_(JsonNumber{std::to_string(number)}) {}
inline Json::Json(std::string text) : value_(std::move(text)) {}
inline Json::Json(Array items) : value_(std::move(items)) {}
inline Json::Json(Object members) : value_(std::move(members)) {}

// What the text may hold besides RFC 8259.
enum class JsonComments : std::uint8_t { Refuse, Allow };  // /* … */ and // … to the end of the line

struct JsonOptions {
  JsonComments comments = JsonComments::Refuse;
  std::size_t max_depth = 1000;               // arrays and objects around a value; Jackson's limit
  std::size_t max_number_digits = 1000;       // bytes of one number
  std::size_t max_bytes = 64 * 1024 * 1024;   // of the whole text
  std::size_t max_values = 1'000'000;         // a value of two bytes of text takes forty of memory
};

struct JsonError {
  std::string message;      // one sentence without a place: `expected a member name`
  std::size_t offset = 0;   // bytes from the start
  std::size_t line = 1;     // from 1
  std::size_t column = 1;   // in bytes, from 1
  bool is_limit = false;    // the text may be JSON, but passes a limit of JsonOptions
};

// A fault of `text` at `offset`, with its line and column.
JsonError json_error(std::string_view text, std::string message, std::size_t offset);

// Reads one JSON value that fills the whole text. A member that is there twice keeps its first place and its last value
// (Jackson). Invalid UTF-8, lone surrogates, a byte-order mark and anything after the value are errors. The depth is
// bounded, so no text overflows the stack. Time: linear in the text, but for sorting the names of one object.
Result<Json, JsonError> parse_json(std::string_view text, const JsonOptions& options = {});

}  // namespace avocet::base
