#include "avocet/base/json_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "avocet/base/json_escape.h"
#include "avocet/base/utf8.h"

namespace avocet::base {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

void append_unit(std::string& out, std::uint32_t unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(unit >> shift) & 0xf];
}

void append_escaped(std::string& out, char c) {
  std::array<char, kMostEscapeBytes> text{};
  out.append(text.data(), write_json_escape(text.data(), c));
}

}  // namespace

char* write_json_escape(char* out, char c) noexcept {
  constexpr std::string_view kShort = "btn-fr";  // from \b on; \v has none
  *out++ = '\\';
  if (c == '"' || c == '\\') {
    *out++ = c;
  } else if (c >= '\b' && c <= '\r' && c != '\v') {
    *out++ = kShort[static_cast<std::size_t>(c - '\b')];
  } else {
    const auto byte = static_cast<unsigned char>(c);
    out = std::copy_n("u00", 3, out);
    *out++ = kHex[byte >> 4];
    *out++ = kHex[byte & 0xf];
  }
  return out;
}

void append_json_string(std::string& out, std::string_view text, JsonEscapes escapes) {
  out += '"';
  std::size_t plain = 0;  // start of the run that needs no escape
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (needs_json_escape(text[i])) {
      out.append(text, plain, i - plain);
      append_escaped(out, text[i]);
      plain = ++i;
    } else if (c >= 0xf0 && escapes == JsonEscapes::SurrogatePairs) {
      out.append(text, plain, i - plain);
      const CodePoint next = decode_utf8(text.substr(i));
      append_unit(out, 0xd800 + ((next.value - 0x10000) >> 10));
      append_unit(out, 0xdc00 + ((next.value - 0x10000) & 0x3ff));
      plain = i += next.length_bytes;
    } else {
      ++i;
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_json(std::string& out, const Json& value, JsonEscapes escapes) {
  bool first = true;
  switch (value.kind()) {
    case Json::Kind::Null: out += "null"; return;
    case Json::Kind::Bool: out += value.as_bool() ? "true" : "false"; return;
    case Json::Kind::Number: out += value.number(); return;
    case Json::Kind::String: append_json_string(out, value.string(), escapes); return;
    case Json::Kind::Array:
      out += '[';
      for (const Json& item : value.items()) {
        if (!std::exchange(first, false)) out += ',';
        append_json(out, item, escapes);
      }
      out += ']';
      return;
    case Json::Kind::Object:
      out += '{';
      for (const auto& [key, member] : value.members()) {
        if (!std::exchange(first, false)) out += ',';
        append_json_string(out, key, escapes);
        out += ':';
        append_json(out, member, escapes);
      }
      out += '}';
      return;
  }
}

std::string to_text(const Json& value) {
  std::string out;
  append_json(out, value);
  return out;
}

void JsonWriter::comma() {
  if (!std::exchange(first_, false)) text_ += ',';
}

JsonWriter& JsonWriter::begin_object() {
  comma();
  text_ += '{';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  text_ += '}';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  comma();
  text_ += '[';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  text_ += ']';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  append_json_string(text_, name, escapes_);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  append_json_string(text_, text, escapes_);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  comma();
  text_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  comma();
  text_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::value(const Json& json) {
  comma();
  append_json(text_, json, escapes_);
  return *this;
}

JsonWriter& JsonWriter::null() {
  comma();
  text_ += "null";
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  text_ += json;
  return *this;
}

}  // namespace avocet::base
