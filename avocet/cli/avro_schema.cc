#include "avocet/cli/avro_schema.h"

#include "avocet/base/text.h"
#include "avocet/cli/input.h"

namespace avocet::cli {
namespace {

using base::cat;

bool is_text(std::string_view text) {
  const std::string_view trimmed = base::trim(text);
  return !trimmed.empty() && std::string_view("{[\"").find(trimmed.front()) != std::string::npos;
}

}  // namespace

std::string to_line(const avro::SchemaError& error) {
  std::string line;
  if (error.line > 0) line += cat("line ", error.line, ", column ", error.column, ": ");
  if (!error.path.empty()) line += cat(error.path, ": ");
  return line + error.message;
}

avro::CompileOptions compile_options(const Words& words) {
  return words.has("--lenient") ? avro::CompileOptions::registry() : avro::CompileOptions{};
}

Try<avro::Schema> read_schema(const std::string& text_or_file, const Words& words) {
  const avro::ParseOptions options{.validation = words.has("--lenient")
                                                     ? avro::Validation::RegistryNew
                                                     : avro::Validation::Strict};
  std::string text = text_or_file;
  std::string name = "the schema given";
  if (!is_text(text_or_file)) {
    auto read = read_whole(text_or_file, options.limits.max_text_bytes);
    if (!read) return std::unexpected(read.error());
    text = std::move(*read);
    name = spoken(text_or_file);
  }
  auto schema = avro::parse(text, options);
  if (!schema) return std::unexpected(cat(name, ": ", to_line(schema.error())));
  return std::move(*schema);
}

Try<avro::Schema> read_schema_option(const Words& words, std::string_view option) {
  const auto given = words.find(option);
  if (!given) return std::unexpected(cat(option, " is missing: a schema's file, or its text"));
  return read_schema(*given, words);
}

}  // namespace avocet::cli
