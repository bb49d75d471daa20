// parse.h - schema text to Schema.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// How much is refused (spec/avro.md 1.2, 1.4, 2.6).
enum class Validation : std::uint8_t {
  Strict,          // the specification's letter: the library's and the tools' default
  RegistryNew,     // what the registry accepts as a new schema: ASCII names, checked defaults, Java 1.12's latitude elsewhere
  RegistryStored,  // look-ups and stored schemas: types have short names of Unicode letters and digits, no default is checked
};

// Named limits; each is refused with SchemaFault::Limit and a message that names it and its value.
struct ParseLimits {
  std::size_t max_text_bytes = 8 * 1024 * 1024;  // the registry's server sets 1 MiB
  std::size_t max_depth = 1000;                  // JSON nesting, as Jackson
  std::size_t max_nodes = 1'000'000;
  std::size_t max_fields = 65'535;               // of one record
  std::size_t max_branches = 4'096;              // of one union
  std::size_t max_symbols = 262'144;             // of one enum
  std::size_t max_aliases = 1'024;               // of one type or field
  std::size_t max_name_bytes = 4'096;
  std::uint32_t max_fixed_size = 2'147'483'639;  // 2^31 - 9, Java's largest array
  std::size_t max_number_digits = 1'000;
  std::size_t max_default_steps = 16'000'000;    // pairs of a type and a JSON value looked at to check all defaults
};

struct ParseOptions {
  Validation validation = Validation::Strict;
  ParseLimits limits{};
};

// Parses `text`. `references` are the texts of the schemas it may name, each before its users; they are parsed first, into
// the same table of names, as stored schemas. The depth is bounded and the time linear in the text.
// Errors: SchemaError with the path of the first fault. Source: Avro 1.12, spec/avro.md 1.1–1.7 and 2.4.
Result<Schema> parse(std::string_view text, const ParseOptions& options = {},
                     std::span<const std::string_view> references = {});

}  // namespace avocet::avro
