// avro_schema.h - the schemas that a command is given, and how strictly they are taken.
#pragma once

#include <string>

#include "avocet/avro/compile.h"
#include "avocet/avro/parse.h"
#include "avocet/cli/command.h"

namespace avocet::cli {

// --lenient, for every command that takes a schema.
inline constexpr Option kLenient{
    "--lenient", "",
    "take schemas as Confluent's registry and Java do, and records whatever they are called; "
    "without it the specification's letter counts"};

// The schema that `text_or_file` is or names: a text begins with {, [ or a quote; "-" is standard
// input. `words` may say --lenient. Errors: a line with the file, the place in it and the fault.
Try<avro::Schema> read_schema(const std::string& text_or_file, const Words& words);

// The same of an option that must be there.
Try<avro::Schema> read_schema_option(const Words& words, std::string_view option);

// How two schemas are brought together.
avro::CompileOptions compile_options(const Words& words);

// A fault of two schemas as one line: `/fields/1/type: …`.
std::string to_line(const avro::SchemaError& error);

}  // namespace avocet::cli
