#include "avocet/base/json_cursor.h"

#include <algorithm>
#include <bitset>
#include <cstring>

#include "avocet/base/json_escape.h"
#include "avocet/base/utf8.h"

namespace avocet::base {
namespace {

constexpr std::size_t kMostDepth = 1000;
constexpr std::size_t kMostNumberBytes = 1000;  // as JsonOptions::max_number_digits
constexpr int kSafeDigits = 19;                 // any number of so many fits 64 bits

bool is_digit(const char* at, const char* end) noexcept {
  return at != end && *at >= '0' && *at <= '9';
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool JsonCursor::peek(Json::Kind& kind) noexcept {
  skip_blanks();
  if (at_ == end_) {
    return fail(offset() == 0 ? "the text is empty" : "the text ends where a value is expected",
                at_);
  }
  switch (*at_) {
    case '"':
      kind = Json::Kind::String;
      return true;
    case '{':
      kind = Json::Kind::Object;
      return true;
    case '[':
      kind = Json::Kind::Array;
      return true;
    case 't':
    case 'f':
      kind = Json::Kind::Bool;
      return true;
    case 'n':
      kind = Json::Kind::Null;
      return true;
    default:
      if (*at_ != '-' && !is_digit(at_, end_)) return fail("expected a value", at_);
      kind = Json::Kind::Number;
      return true;
  }
}

bool JsonCursor::read_word(std::string_view word) noexcept {
  if (!std::string_view(at_, end_).starts_with(word)) {
    return fail("unrecognised word, expected true, false or null", at_);
  }
  at_ += word.size();
  return true;
}

bool JsonCursor::read_null() noexcept { return read_word("null"); }

bool JsonCursor::read_bool(bool& value) noexcept {
  value = *at_ == 't';
  return read_word(value ? "true" : "false");
}

bool JsonCursor::read_number(JsonDigits& number) noexcept {
  const char* const start = at_;
  number.is_negative = *at_ == '-';
  if (number.is_negative) ++at_;
  const char* const digits = at_;
  std::uint64_t magnitude = 0;
  while (is_digit(at_, end_)) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*at_++ - '0');
  const auto count = at_ - digits;
  if (count == 0 || (*digits == '0' && count > 1)) return fail("malformed number", start);
  number.has_point = false;
  if (at_ != end_ && *at_ == '.') {
    number.has_point = true;
    ++at_;
    if (!is_digit(at_, end_)) return fail("malformed number", start);
    while (is_digit(at_, end_)) ++at_;
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    number.has_point = true;
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!is_digit(at_, end_)) return fail("malformed number", start);
    while (is_digit(at_, end_)) ++at_;
  }
  number.text = {start, at_};
  if (number.text.size() > kMostNumberBytes) {
    return fail("a number is longer than 1000 digits", start);
  }
  number.magnitude = magnitude;
  number.is_whole = !number.has_point && count <= kSafeDigits;
  return true;
}

bool JsonCursor::read_string(std::string_view& text) {
  const char* const start = at_ + 1;
  bool is_ascii = true;
  const char* const stop = find_json_special(start, end_, is_ascii);
  if (stop != end_ && *stop == '"') {
    text = {start, stop};
    if (!is_ascii && !is_utf8(text)) return fail("invalid UTF-8", start);
    at_ = stop + 1;
    return true;
  }
  return read_escaped(start, text);
}

bool JsonCursor::read_escaped(const char* from, std::string_view& text) {
  unescaped_.clear();
  for (at_ = from;;) {
    bool is_ascii = true;
    const char* const stop = find_json_special(at_, end_, is_ascii);
    const std::string_view plain(at_, stop);
    if (!is_ascii && !is_utf8(plain)) return fail("invalid UTF-8", at_);
    unescaped_ += plain;
    at_ = stop;
    if (at_ == end_) return fail("a string is not closed", from - 1);
    if (*at_ == '"') break;
    if (*at_ != '\\') return fail("a control character in a string must be escaped", at_);
    if (!read_escape()) return false;
  }
  ++at_;
  text = unescaped_;
  return true;
}

bool JsonCursor::read_escape() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  const char* const start = at_++;
  if (at_ == end_) return fail("malformed escape in a string", start);
  if (*at_ != 'u') {
    const std::size_t letter = kLetters.find(*at_++);
    if (letter == std::string_view::npos) return fail("malformed escape in a string", start);
    unescaped_ += kMeant[letter];
    return true;
  }
  ++at_;
  std::uint32_t unit = 0;
  if (!read_unit(unit)) return fail("malformed escape in a string", start);
  char32_t value = unit;
  if (unit >= 0xdc00 && unit <= 0xdfff) return fail("a lone surrogate is not allowed", start);
  if (unit >= 0xd800 && unit <= 0xdbff) {
    std::uint32_t low = 0;
    if (!std::string_view(at_, end_).starts_with("\\u")) {
      return fail("a lone surrogate is not allowed", start);
    }
    at_ += 2;
    if (!read_unit(low)) return fail("malformed escape in a string", at_ - 2);
    if (low < 0xdc00 || low > 0xdfff) return fail("a lone surrogate is not allowed", start);
    value = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  append_utf8(unescaped_, value);
  return true;
}

// Four hexadecimal digits.
bool JsonCursor::read_unit(std::uint32_t& unit) noexcept {
  if (end_ - at_ < 4) return false;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(at_[i]);
    if (digit < 0) return false;
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
  }
  at_ += 4;
  return true;
}

JsonNext JsonCursor::next(char close) noexcept {
  skip_blanks();
  if (at_ == end_) {
    fail("an array or object is not closed", at_);
    return JsonNext::Fault;
  }
  if (*at_ == close) {
    is_first_ = false;
    ++at_;
    return JsonNext::End;
  }
  if (is_first_) {
    is_first_ = false;
    return JsonNext::One;
  }
  if (*at_ != ',') {
    fail(close == ']' ? "expected , or ]" : "expected , or }", at_);
    return JsonNext::Fault;
  }
  ++at_;
  return JsonNext::One;
}

JsonNext JsonCursor::next_item() noexcept { return next(']'); }

JsonNext JsonCursor::next_member(std::string_view& name, std::string_view guess) {
  const JsonNext found = next('}');
  if (found != JsonNext::One) return found;
  skip_blanks();
  name_ = at_;
  if (!guess.empty() && std::string_view(at_, end_).starts_with(guess)) {
    name = guess.substr(1, guess.size() - 2);
    at_ += guess.size();
  } else {
    if (at_ == end_ || *at_ != '"') {
      fail("expected a member name", at_);
      return JsonNext::Fault;
    }
    if (!read_string(name)) return JsonNext::Fault;
  }
  skip_blanks();
  if (at_ == end_ || *at_ != ':') {
    fail("expected a colon behind a member name", at_);
    return JsonNext::Fault;
  }
  ++at_;
  return JsonNext::One;
}

bool JsonCursor::skip_value(std::size_t max_depth) {
  std::bitset<kMostDepth + 1> is_object;  // of the levels that are open
  std::size_t depth = 0;
  max_depth = std::min(max_depth, kMostDepth);
  std::string_view text;
  for (;;) {
    Json::Kind kind{};
    if (!peek(kind)) return false;
    bool flag = false;
    JsonDigits number;
    switch (kind) {
      case Json::Kind::Null:
        if (!read_null()) return false;
        break;
      case Json::Kind::Bool:
        if (!read_bool(flag)) return false;
        break;
      case Json::Kind::Number:
        if (!read_number(number)) return false;
        break;
      case Json::Kind::String:
        if (!read_string(text)) return false;
        break;
      case Json::Kind::Array:
      case Json::Kind::Object:
        if (depth == max_depth) return fail("values are nested too deeply", at_);
        is_object[++depth] = kind == Json::Kind::Object;
        open();
        break;
    }
    // Behind a value, or behind a bracket: on to the next value, out of what ends here.
    for (;; --depth) {
      if (depth == 0) return true;
      const JsonNext found = is_object[depth] ? next_member(text) : next_item();
      if (found == JsonNext::Fault) return false;
      if (found == JsonNext::One) break;
    }
  }
}

JsonError JsonCursor::error() const {
  return json_error({begin_, end_}, message_ == nullptr ? "" : message_,
                    static_cast<std::size_t>(where_ - begin_));
}

}  // namespace avocet::base
