#include "avocet/avro/internal/names.h"

#include <array>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

constexpr bool is_ascii_letter(char32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }

template <class Letter, class Digit>
std::string fault_in_name(std::string_view name, Letter letter, Digit digit) {
  if (name.empty()) return "Empty name";
  std::string_view rest = name;
  for (bool first = true; !rest.empty(); first = false) {
    const base::CodePoint next = base::decode_utf8(rest);
    if (next.length_bytes == 0) return base::cat("Illegal character in: ", name);
    const char32_t c = next.value;
    if (c != '_' && !letter(c)) {
      if (first) return base::cat("Illegal initial character: ", name);
      if (!digit(c)) return base::cat("Illegal character in: ", name);
    }
    rest.remove_prefix(next.length_bytes);
  }
  return "";
}

}  // namespace

std::optional<Kind> primitive(std::string_view word) noexcept {
  for (Kind kind = Kind::Null; is_primitive(kind);
       kind = static_cast<Kind>(static_cast<int>(kind) + 1)) {
    if (word == to_text(kind)) return kind;
  }
  return std::nullopt;
}

Name resolve_name(std::string_view written, std::string_view space) {
  const std::size_t dot = written.rfind('.');
  if (dot == std::string_view::npos) return {std::string(space), std::string(written)};
  return {std::string(written.substr(0, dot)), std::string(written.substr(dot + 1))};
}

bool is_type_word(std::string_view word) noexcept {
  for (Kind kind = Kind::Null; kind <= Kind::Fixed;
       kind = static_cast<Kind>(static_cast<int>(kind) + 1)) {
    if (word == to_text(kind)) return true;
  }
  return false;
}

std::string fault_in_ascii_name(std::string_view name) {
  return fault_in_name(name, is_ascii_letter, is_ascii_digit);
}

std::string fault_in_unicode_name(std::string_view name) {
  return fault_in_name(name, is_letter, is_digit);
}

std::string fault_in_namespace(std::string_view space) {
  if (space.empty()) return "";
  for (const std::string_view part : base::split(space, '.')) {
    if (std::string fault = fault_in_ascii_name(part); !fault.empty()) {
      return base::cat("Namespace part \"", part, "\" is invalid: ", fault);
    }
  }
  return "";
}

}  // namespace avocet::avro
