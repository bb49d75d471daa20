// names.h - what may be a name, and what a written name means in a namespace (spec/avro.md 1.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// The type that the name of a primitive means, else nothing.
std::optional<Kind> primitive(std::string_view word) noexcept;

// A written name: one with a dot is a fullname, with a leading dot in the null namespace; else it
// lies in `space`.
Name resolve_name(std::string_view written, std::string_view space);

// Whether the specification keeps this word for itself as the name of a type's kind: printed
// references avoid it.
bool is_type_word(std::string_view word) noexcept;

// Why a name is refused, in Java's words (`Illegal character in: a-b`); "" when it is fine.
std::string fault_in_ascii_name(std::string_view name);  // [A-Za-z_][A-Za-z0-9_]*
std::string fault_in_unicode_name(
    std::string_view name);  // the same with any letter or digit of the basic plane
std::string fault_in_namespace(std::string_view space);  // ASCII names between dots, or ""

// java.lang.Character.isLetter and isDigit of JDK 17, basic plane only: Java's parser looks at
// UTF-16 units.
bool is_letter(char32_t c) noexcept;
bool is_digit(char32_t c) noexcept;

}  // namespace avocet::avro
