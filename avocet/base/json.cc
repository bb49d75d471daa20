// simdjson's on-demand parser walks the text, our tree keeps order and number text. Only this file
// and utf8.cc know simdjson.
#include "avocet/base/json.h"

#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::base {
namespace {

namespace ondemand = simdjson::ondemand;

// RFC 8259: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
bool is_number(std::string_view text) {
  std::size_t i = 0;
  const auto at = [&](char c) { return i < text.size() && text[i] == c; };
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i > start;
  };
  if (at('-')) ++i;
  if (at('0')) {
    ++i;
  } else if (!digits()) {
    return false;
  }
  if (at('.')) {
    ++i;
    if (!digits()) return false;
  }
  if (at('e') || at('E')) {
    ++i;
    if (at('+') || at('-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

// Keeps for each name its first place and its last value.
void drop_duplicates(Json::Object& members) {
  std::vector<std::size_t> order(members.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int by_name = members[a].key.compare(members[b].key);
    return by_name != 0 ? by_name < 0 : a < b;
  });
  std::vector<bool> dropped(members.size());
  bool any = false;
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (members[order[i]].key != members[order[i - 1]].key) {
      first = i;
      continue;
    }
    std::swap(members[order[first]].value, members[order[i]].value);
    dropped[order[i]] = any = true;
  }
  if (!any) return;
  Json::Object kept;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!dropped[i]) kept.push_back(std::move(members[i]));
  }
  members = std::move(kept);
}

// Blanks out comments that stand outside strings; line ends stay. False: one is not closed, at
// `open`.
bool blank_comments(char* text, std::size_t size, std::size_t& open) {
  bool in_string = false;
  for (std::size_t i = 0; i < size; ++i) {
    if (in_string) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '"') {
        in_string = false;
      }
      continue;
    }
    if (text[i] == '"') in_string = true;
    if (text[i] != '/' || i + 1 == size) continue;
    if (text[i + 1] == '/') {
      while (i < size && text[i] != '\n') text[i++] = ' ';
    } else if (text[i + 1] == '*') {
      open = i;
      std::size_t close = i + 2;
      while (close + 1 < size && !(text[close] == '*' && text[close + 1] == '/')) ++close;
      if (close + 1 >= size) return false;
      for (; i < close + 2; ++i) {
        if (text[i] != '\n') text[i] = ' ';
      }
      --i;
    }
  }
  return true;
}

// Whether anything but a comment stands behind the value; a comment there is an error too
// (Jackson's "dangling content").
bool ends_in_comment(std::string_view original, std::string_view blanked) {
  const std::size_t last = blanked.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos &&
         original.find_first_not_of(" \t\r\n", last + 1) != std::string_view::npos;
}

// A parser and the padded copy of the text that it works on. Each thread keeps one for short texts,
// which spares half the time of reading a small record.
constexpr std::size_t kKeptTextBytes = 256 * 1024;

struct Scratch {
  ondemand::parser parser;
  std::vector<char> bytes;
  std::size_t size = 0;

  std::span<char> fill(std::string_view text) {
    size = text.size();
    if (bytes.size() < size + simdjson::SIMDJSON_PADDING)
      bytes.resize(size + simdjson::SIMDJSON_PADDING);
    std::copy(text.begin(), text.end(), bytes.begin());
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(size), simdjson::SIMDJSON_PADDING,
                '\0');
    return {bytes.data(), size};
  }
  simdjson::padded_string_view view() const {
    return simdjson::padded_string_view(bytes.data(), size, bytes.size());
  }
};

Scratch& kept_scratch() {
  thread_local Scratch scratch;
  return scratch;
}

class Reader {
 public:
  Reader(std::string_view text, const JsonOptions& options) : options_(options), text_(text) {}

  Result<Json, JsonError> read() {
    if (text_.size() > options_.max_bytes) {
      past_limit("the text is longer than ", options_.max_bytes, " bytes", 0);
      return failed(message_, place_);
    }
    Scratch fresh;
    Scratch& scratch = text_.size() <= kKeptTextBytes ? kept_scratch() : fresh;
    const std::span<char> padded = scratch.fill(text_);
    if (options_.comments == JsonComments::Allow) {
      std::size_t open = 0;
      if (!blank_comments(padded.data(), padded.size(), open))
        return failed("a comment is not closed", open);
      if (ends_in_comment(text_, {padded.data(), padded.size()})) {
        const std::size_t last =
            std::string_view(padded.data(), padded.size()).find_last_not_of(" \t\r\n");
        return failed("dangling content after the end of the value", last + 1);
      }
    }
    const std::string_view blanked(padded.data(), padded.size());
    if (blanked.find_first_not_of(" \t\r\n") == std::string_view::npos)
      return failed("the text is empty", text_.size());
    if (blanked.starts_with("\xef\xbb\xbf")) return failed("a byte-order mark is not allowed", 0);

    begin_ = padded.data();
    ondemand::document document;
    if (const auto fault = scratch.parser.iterate(scratch.view()).get(document))
      return failed(sentence(fault), bad_utf8(fault));
    Json root;
    if (!read_root(document, root)) return failed(message_, place_);
    const std::size_t end = has_plain_end(root) ? end_of_plain(blanked, root) : offset_of(document);
    if (blanked.find_first_not_of(" \t\r\n", end) != std::string_view::npos) {
      return failed("dangling content after the end of the value", end);
    }
    return root;
  }

 private:
  // simdjson reads a lone scalar from the document itself and everything else from values.
  bool read_root(ondemand::document& document, Json& out) {
    document_ = &document;
    ondemand::json_type type;
    if (const auto fault = document.type().get(type)) return fault_at(fault);
    if (type == ondemand::json_type::array || type == ondemand::json_type::object) {
      ondemand::value value;
      if (const auto fault = document.get_value().get(value)) return fault_at(fault);
      return read_value(value, out, 1);
    }
    if (type == ondemand::json_type::boolean || type == ondemand::json_type::null) {
      return read_lone_word(out);
    }
    return read_scalar(document, type, out);
  }

  // simdjson is not to be relied on for what stands behind one.
  bool read_lone_word(Json& out) {
    std::string_view text(begin_, text_.size());
    text.remove_prefix(text.find_first_not_of(" \t\r\n"));
    if (text.starts_with("null")) {
      out = Json();
    } else if (text.starts_with("true") || text.starts_with("false")) {
      out = Json(text.starts_with("true"));
    } else {
      return refuse("expected a value", text_.size() - text.size());
    }
    return true;
  }

  bool read_value(ondemand::value& value, Json& out, std::size_t depth) {
    if (++values_ > options_.max_values) {
      return past_limit("more than ", options_.max_values, " values", offset_of(*document_));
    }
    ondemand::json_type type;
    if (const auto fault = value.type().get(type)) return fault_at(fault);
    if (type == ondemand::json_type::array) return read_array(value, out, depth);
    if (type == ondemand::json_type::object) return read_object(value, out, depth);
    return read_scalar(value, type, out);
  }

  bool read_array(ondemand::value& value, Json& out, std::size_t depth) {
    if (depth > options_.max_depth) return too_deep();
    ondemand::array array;
    if (const auto fault = value.get_array().get(array)) return fault_at(fault);
    Json::Array items;
    for (auto item : array) {
      ondemand::value element;
      if (const auto fault = item.get(element)) return fault_at(fault);
      if (!read_value(element, items.emplace_back(), depth + 1)) return false;
    }
    out = Json(std::move(items));
    return true;
  }

  bool read_object(ondemand::value& value, Json& out, std::size_t depth) {
    if (depth > options_.max_depth) return too_deep();
    ondemand::object object;
    if (const auto fault = value.get_object().get(object)) return fault_at(fault);
    Json::Object members;
    for (auto member : object) {
      ondemand::field field;
      if (const auto fault = std::move(member).get(field)) return fault_at(fault);
      std::string_view name;
      if (const auto fault = field.unescaped_key().get(name)) return fault_at(fault);
      if (!well_formed(name)) return false;
      members.push_back({std::string(name), Json()});
      if (!read_value(field.value(), members.back().value, depth + 1)) return false;
    }
    drop_duplicates(members);
    out = Json(std::move(members));
    return true;
  }

  template <class Value>
  bool read_scalar(Value& value, ondemand::json_type type, Json& out) {
    switch (type) {
      case ondemand::json_type::string: {
        std::string_view text;
        if (const auto fault = value.get_string().get(text)) return fault_at(fault);
        if (!well_formed(text)) return false;
        out = Json(std::string(text));
        return true;
      }
      case ondemand::json_type::number: {
        std::string_view token;
        if constexpr (std::is_same_v<Value, ondemand::document>) {
          if (const auto fault = value.raw_json_token().get(token)) return fault_at(fault);
        } else {
          token = value.raw_json_token();
        }
        return read_number(token, out);
      }
      case ondemand::json_type::boolean: {
        bool flag = false;
        if (const auto fault = value.get_bool().get(flag)) return fault_at(fault);
        out = Json(flag);
        return true;
      }
      default: {
        bool is_null = false;
        if (const auto fault = simdjson::simdjson_result<bool>(value.is_null()).get(is_null))
          return fault_at(fault);
        if (!is_null) return refuse("expected a value", offset_of(*document_));
        out = Json();
        return true;
      }
    }
  }

  // The token is left where it is: simdjson steps over what was not taken, and the number need not
  // fit a double.
  bool read_number(std::string_view token, Json& out) {
    const auto place = static_cast<std::size_t>(token.data() - begin_);
    const std::size_t end = token.find_first_of(" \t\r\n");
    token = token.substr(0, std::min(end, token.size()));
    if (place + token.size() > text_.size()) token = token.substr(0, text_.size() - place);
    if (token.size() > options_.max_number_digits) {
      return past_limit("a number is longer than ", options_.max_number_digits, " digits", place);
    }
    if (!is_number(token)) return refuse("malformed number", place);
    out = Json(JsonNumber{std::string(token)});
    return true;
  }

  // simdjson lets some escaped lone surrogates through as ill-formed UTF-8.
  bool well_formed(std::string_view text) {
    if (std::memchr(text.data(), 0xed, text.size()) == nullptr || is_utf8(text)) return true;
    return refuse("a lone surrogate is not allowed", offset_of(*document_));
  }

  // A lone number or word: simdjson does not say where it ends, nor looks closely at what follows.
  static bool has_plain_end(const Json& root) {
    return root.is_number() || root.is_bool() || root.is_null();
  }
  static std::size_t end_of_plain(std::string_view text, const Json& root) {
    return text.find_first_not_of(" \t\r\n") + to_text(root).size();
  }

  bool too_deep() {
    return past_limit("nested deeper than ", options_.max_depth, " levels", offset_of(*document_));
  }

  bool past_limit(std::string_view what, std::size_t limit, std::string_view unit,
                  std::size_t place) {
    is_limit_ = true;
    return refuse(cat(what, limit, unit), place);
  }

  bool refuse(std::string message, std::size_t place) {
    message_ = std::move(message);
    place_ = place;
    return false;
  }
  bool fault_at(simdjson::error_code fault) {
    return refuse(sentence(fault), offset_of(*document_));
  }

  std::size_t offset_of(ondemand::document& document) const {
    const char* where = nullptr;
    if (document.current_location().get(where)) return text_.size();
    return std::min(static_cast<std::size_t>(where - begin_), text_.size());
  }

  std::size_t bad_utf8(simdjson::error_code fault) const {
    if (fault != simdjson::UTF8_ERROR) return text_.size();
    std::size_t i = 0;
    while (i < text_.size()) {
      const CodePoint next = decode_utf8(text_.substr(i));
      if (next.length_bytes == 0) break;
      i += next.length_bytes;
    }
    return i;
  }

  static std::string sentence(simdjson::error_code fault) {
    switch (fault) {
      case simdjson::UTF8_ERROR:
        return "invalid UTF-8";
      case simdjson::UNCLOSED_STRING:
        return "a string is not closed";
      case simdjson::UNESCAPED_CHARS:
        return "a control character in a string must be escaped";
      case simdjson::STRING_ERROR:
        return "malformed escape in a string";
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "an array or object is not closed";
      case simdjson::EMPTY:
        return "the text is empty";
      case simdjson::N_ATOM_ERROR:
      case simdjson::T_ATOM_ERROR:
      case simdjson::F_ATOM_ERROR:
        return "unrecognised word, expected true, false or null";
      case simdjson::INCORRECT_TYPE:
        return "expected a value";
      default:
        return "malformed JSON";
    }
  }

  std::unexpected<JsonError> failed(std::string message, std::size_t offset) const {
    JsonError error = json_error(text_, std::move(message), offset);
    error.is_limit = is_limit_;
    return std::unexpected(std::move(error));
  }

  const JsonOptions& options_;
  std::string_view text_;
  const char* begin_ = nullptr;
  ondemand::document* document_ = nullptr;
  std::size_t values_ = 0;  // met so far
  std::string message_;
  std::size_t place_ = 0;
  bool is_limit_ = false;
};

}  // namespace

const Json* Json::find(std::string_view key) const noexcept {
  if (!is_object()) return nullptr;
  for (const JsonMember& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

JsonError json_error(std::string_view text, std::string message, std::size_t offset) {
  JsonError error{.message = std::move(message), .offset = offset};
  for (const char c : text.substr(0, offset)) {
    ++error.column;
    if (c == '\n') {
      ++error.line;
      error.column = 1;
    }
  }
  return error;
}

Result<Json, JsonError> parse_json(std::string_view text, const JsonOptions& options) {
  return Reader(text, options).read();
}

}  // namespace avocet::base
