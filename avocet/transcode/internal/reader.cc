// reader.cc - one datum, and the values that hold no others.
#include "avocet/transcode/internal/reader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "avocet/avro/logical_value.h"
#include "avocet/avro/write.h"
#include "avocet/base/base64.h"
#include "avocet/base/bytes.h"
#include "avocet/base/json_pointer.h"
#include "avocet/base/text.h"
#include "avocet/transcode/internal/number_read.h"

namespace avocet::transcode {

using avro::Kind;
using base::cat;

namespace {
constexpr std::uint32_t kMostDepth = 1000;  // of the recursion here
constexpr std::size_t kMostOutputBytes = std::size_t{1} << 31;
constexpr std::size_t kShownBytes = 60;  // of a value in a message

std::string_view text_of(const avro::Bytes& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
}  // namespace

Reader::Reader(const avro::Schema& schema, const FromJsonOptions& options)
    : program_(schema, options.form),
      options_(options),
      out_(std::min(options.max_output_bytes, kMostOutputBytes)) {
  options_.max_depth = std::min(options.max_depth, kMostDepth);
}

base::Result<std::size_t, ReadError> Reader::read(std::string_view text, avro::Bytes& out) {
  cursor_.begin(text);
  error_ = {};
  pieces_.clear();
  entries_.clear();
  passed_ = reached_ = 0;
  char* const start = need(out_.begin(), 1);  // null would be a fault, also of no bytes at all
  const char* end = start == nullptr ? nullptr : value(program_.root(), 0, start);
  const bool is_at_end = end != nullptr && cursor_.at_end();
  if (end != nullptr && !is_at_end && options_.more == MoreText::Refuse) {
    end = fail(ReadFault::Trailing, "the text goes on after the value", cursor_.offset());
  }
  if (end != nullptr && out_.size(end) > out_.max_bytes()) end = past_limit();
  if (end == nullptr) return std::unexpected(located_error(text));
  const std::string_view written = out_.text(end);
  out.insert(out.end(), written.begin(), written.end());
  return cursor_.offset();
}

ReadError Reader::located_error(std::string_view text) {
  base::JsonError place;
  if (cursor_.has_fault()) {
    place = cursor_.error();
    error_.fault = ReadFault::Syntax;
    error_.message = std::move(place.message);
  } else {
    place = base::json_error(text, {}, error_.offset);
  }
  error_.offset = place.offset;
  error_.line = place.line;
  error_.column = place.column;
  return std::move(error_);
}

char* Reader::value(std::uint32_t type, std::uint32_t depth, char* at) {
  Json kind{};
  if (!cursor_.peek(kind)) return nullptr;
  const ReadNode& node = program_.node(type);
  switch (node.kind) {
    case Kind::Null:
      if (kind != Json::Null) return wrong_kind(type, kind);
      return cursor_.read_null() ? at : nullptr;
    case Kind::Boolean:
      return boolean(type, kind, at);
    case Kind::Int:
    case Kind::Long:
      return integer(type, kind, at);
    case Kind::Float:
    case Kind::Double:
      return real(type, kind, at);
    case Kind::String:
      return string(type, kind, at);
    case Kind::Bytes:
    case Kind::Fixed:
      return bytes(type, kind, at);
    case Kind::Enum:
      return symbol(type, kind, at);
    case Kind::Union:
      return program_.form().unions == Unions::Tagged ? tagged(type, kind, depth, at)
                                                      : bare(type, kind, depth, at);
    case Kind::Array:
    case Kind::Map:
    case Kind::Record:
      if (kind != (node.kind == Kind::Array ? Json::Array : Json::Object)) {
        return wrong_kind(type, kind);
      }
      if (depth >= options_.max_depth) {
        return fail(ReadFault::DepthLimit,
                    cat("more than ", options_.max_depth, " values inside one another"),
                    cursor_.offset());
      }
      return node.kind == Kind::Array ? array(node, depth, at)
             : node.kind == Kind::Map ? map(node, depth, at)
                                      : record(type, depth, at);
  }
  return nullptr;
}

char* Reader::boolean(std::uint32_t type, Json kind, char* at) {
  if (kind != Json::Bool) return wrong_kind(type, kind);
  bool flag = false;
  if (!cursor_.read_bool(flag)) return nullptr;
  at = need(at, 1);
  if (at != nullptr) *at++ = flag ? 1 : 0;
  return at;
}

char* Reader::integer(std::uint32_t type, Json kind, char* at) {
  const ReadNode& node = program_.node(type);
  if (kind == Json::String && node.logical.kind != avro::Logical::None) return logical(type, at);
  if (kind != Json::Number) return wrong_kind(type, kind);
  const std::size_t offset = cursor_.offset();
  base::JsonDigits digits;
  if (!cursor_.read_number(digits)) return nullptr;
  const WholeNumber number = whole_number(digits);
  if (number.fault == WholeFault::Fraction) {
    return fail(ReadFault::Fraction,
                cat("expected ", name_of(type), ", got ", digits.text, ", which has a fraction"),
                offset);
  }
  using Int = std::numeric_limits<std::int32_t>;
  if (number.fault == WholeFault::Range ||
      (node.kind == Kind::Int && (number.value < Int::min() || number.value > Int::max()))) {
    return fail(ReadFault::Range, cat(digits.text, " does not fit ", name_of(type)), offset);
  }
  return put_long(at, number.value);
}

char* Reader::real(std::uint32_t type, Json kind, char* at) {
  const bool is_double = program_.node(type).kind == Kind::Double;
  const std::size_t offset = cursor_.offset();
  std::optional<double> number;
  if (kind == Json::String) {
    std::string_view word;
    if (!cursor_.read_string(word)) return nullptr;
    number = named_real(word);
    if (!number) return wrong_text(type, word, offset);
  } else if (kind == Json::Number) {
    base::JsonDigits digits;
    if (!cursor_.read_number(digits)) return nullptr;
    if (is_double) {
      number = nearest<double>(digits.text);
    } else if (const auto narrow = nearest<float>(digits.text)) {
      number = *narrow;
    }
    if (!number) {
      return fail(ReadFault::Range, cat(digits.text, " does not fit ", name_of(type)), offset);
    }
  } else {
    return wrong_kind(type, kind);
  }
  at = need(at, sizeof(double));
  if (at == nullptr) return nullptr;
  if (is_double) {
    std::memcpy(at, &*number, sizeof(double));
    return at + sizeof(double);
  }
  const auto narrow = static_cast<float>(*number);
  std::memcpy(at, &narrow, sizeof(float));
  return at + sizeof(float);
}

char* Reader::string(std::uint32_t type, Json kind, char* at) {
  if (kind != Json::String) return wrong_kind(type, kind);
  std::string_view text;
  return cursor_.read_string(text) ? put_bytes(at, text) : nullptr;
}

char* Reader::symbol(std::uint32_t type, Json kind, char* at) {
  if (kind != Json::String) return wrong_kind(type, kind);
  const std::size_t offset = cursor_.offset();
  std::string_view text;
  if (!cursor_.read_string(text)) return nullptr;
  const std::uint32_t index = program_.find(program_.node(type), text);
  if (index != kNoName) return put_long(at, index);
  return fail(ReadFault::Symbol, cat(name_of(type), " has no symbol \"", shown(text), '"'), offset);
}

char* Reader::bytes(std::uint32_t type, Json kind, char* at) {
  const ReadNode& node = program_.node(type);
  if (program_.may_be(type, kind) && node.logical.kind != avro::Logical::None) {
    return logical(type, at);
  }
  if (kind != Json::String) return wrong_kind(type, kind);
  const std::size_t offset = cursor_.offset();
  std::string_view text;
  if (!cursor_.read_string(text)) return nullptr;
  if (!read_bytes(text)) return wrong_text(type, text, offset);
  if (node.kind == Kind::Bytes) return put_bytes(at, bytes_);
  if (bytes_.size() != node.count) {
    return fail(
        ReadFault::Bytes,
        cat(name_of(type), " has ", node.count, " bytes, the text stands for ", bytes_.size()),
        offset);
  }
  return put_raw(at, bytes_);
}

bool Reader::read_bytes(std::string_view text) {
  bytes_.clear();
  std::optional<std::string> found;
  switch (program_.form().bytes) {
    case BytesText::Base64:
      found = base::from_base64(text);
      break;
    case BytesText::Hex:
      found = base::from_hex(text);
      break;
    case BytesText::Latin1:
      return read_latin1(text, bytes_);
  }
  if (found) bytes_ = std::move(*found);
  return found.has_value();
}

// A value written as what it stands for; a decimal may be a number.
char* Reader::logical(std::uint32_t type, char* at) {
  const avro::LogicalType& what = program_.node(type).logical;
  const std::size_t offset = cursor_.offset();
  Json kind{};
  std::string_view text;
  if (!cursor_.peek(kind)) return nullptr;
  if (kind == Json::Number) {
    base::JsonDigits digits;
    if (!cursor_.read_number(digits)) return nullptr;
    text = digits.text;
  } else if (!cursor_.read_string(text)) {
    return nullptr;
  }
  auto value = avro::parse_logical(what, text);
  if (!value) return fail(ReadFault::Logical, std::move(value.error().message), offset);
  const auto raw = avro::to_raw(program_.schema().node(avro::NodeId{type}), *value);
  if (!raw) return fail(ReadFault::Logical, raw.error().message, offset);
  switch (raw->kind()) {
    case Kind::Int:
      return put_long(at, raw->as<std::int32_t>());
    case Kind::Long:
      return put_long(at, raw->as<std::int64_t>());
    case Kind::Bytes:
      return put_bytes(at, text_of(raw->as<avro::Bytes>()));
    default:
      return put_raw(at, text_of(raw->as<avro::FixedValue>().bytes));
  }
}

char* Reader::need(char* at, std::size_t bytes) {
  char* const moved = out_.need(at, bytes);
  return moved != nullptr ? moved : past_limit();
}

char* Reader::past_limit() {
  return fail(ReadFault::OutputLimit, cat("the datum takes more than ", out_.max_bytes(), " bytes"),
              cursor_.offset());
}

char* Reader::put_long(char* at, std::int64_t number) {
  at = need(at, avro::kMaxLongBytes + avro::kWriteSlack);
  if (at == nullptr) return nullptr;
  return at + (avro::put_long(reinterpret_cast<std::uint8_t*>(at), number) -
               reinterpret_cast<std::uint8_t*>(at));
}

char* Reader::put_bytes(char* at, std::string_view bytes) {
  at = put_long(at, static_cast<std::int64_t>(bytes.size()));
  return at == nullptr ? nullptr : put_raw(at, bytes);
}

char* Reader::put_raw(char* at, std::string_view bytes) {
  at = need(at, bytes.size());
  if (at == nullptr) return nullptr;
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

char* Reader::fail(ReadFault fault, std::string message, std::size_t offset) {
  error_.fault = fault;
  error_.message = std::move(message);
  error_.offset = offset;
  return nullptr;
}

char* Reader::wrong_kind(std::uint32_t type, Json kind) {
  const std::size_t offset = cursor_.offset();
  std::string found = shown_value(kind);
  if (cursor_.has_fault()) return nullptr;
  return fail(ReadFault::WrongKind, cat("expected ", name_of(type), ", got ", found), offset);
}

char* Reader::wrong_text(std::uint32_t type, std::string_view text, std::size_t offset) {
  const Kind kind = program_.node(type).kind;
  const bool is_bytes = kind == Kind::Bytes || kind == Kind::Fixed;
  return fail(is_bytes ? ReadFault::Bytes : ReadFault::WrongKind,
              cat("expected ", name_of(type), ", got the string \"", shown(text), '"'), offset);
}

// In front of the path, on the way out of a record, array or map.
char* Reader::inside(std::string_view step) {
  base::put_in_front(error_.path, step);
  return nullptr;
}

std::string Reader::name_of(std::uint32_t type) const {
  const ReadNode& node = program_.node(type);
  const std::string_view kind = avro::to_text(node.kind);
  return avro::is_named(node.kind) ? cat(kind, ' ', program_.fullname(type)) : std::string(kind);
}

// Cut to a length one can read, between two characters.
std::string Reader::shown(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return cat(text.substr(0, end), "…");
}

// The value that comes next, in words; it is passed.
std::string Reader::shown_value(Json kind) {
  std::string_view text;
  base::JsonDigits digits;
  bool flag = false;
  switch (kind) {
    case Json::Null:
      cursor_.read_null();
      return "null";
    case Json::Bool:
      cursor_.read_bool(flag);
      return flag ? "true" : "false";
    case Json::Number:
      cursor_.read_number(digits);
      return cat("the number ", shown(digits.text));
    case Json::String:
      cursor_.read_string(text);
      return cat("the string \"", shown(text), '"');
    case Json::Array:
      return "an array";
    case Json::Object:
      return "an object";
  }
  return {};
}

}  // namespace avocet::transcode
