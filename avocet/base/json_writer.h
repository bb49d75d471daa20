// json_writer.h - JSON text without white space, as Jackson prints it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/base/json.h"

namespace avocet::base {

// How a code point above U+FFFF is written: raw UTF-8, or as two \uXXXX escapes (stored records, spec/kafka-storage.md 1.1).
enum class JsonEscapes : std::uint8_t { Raw, SurrogatePairs };

// Appends `text` in quotes: " \ and control characters are escaped (\b \f \n \r \t, \u00XX in upper case), all else is raw.
void append_json_string(std::string& out, std::string_view text, JsonEscapes escapes = JsonEscapes::Raw);

// Appends a value; numbers as they were written.
void append_json(std::string& out, const Json& value, JsonEscapes escapes = JsonEscapes::Raw);
std::string to_text(const Json& value);

// Writes one value from the outside in; puts the commas. The caller opens and closes in pairs.
class JsonWriter {
 public:
  explicit JsonWriter(JsonEscapes escapes = JsonEscapes::Raw) : escapes_(escapes) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);  // then a value
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::int32_t number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(const Json& json);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a whole value, already JSON

  template <class T>
  JsonWriter& member(std::string_view name, const T& what) {
    key(name);
    return value(what);
  }

  const std::string& text() const noexcept { return text_; }
  std::string take() { return std::move(text_); }

 private:
  void comma();

  std::string text_;
  JsonEscapes escapes_;
  bool first_ = true;  // nothing yet at this level, or a key just before
};

}  // namespace avocet::base
