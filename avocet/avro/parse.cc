// One text and the texts it refers to: read as JSON, then added to one graph.
#include "avocet/avro/parse.h"

#include "avocet/avro/internal/builder.h"
#include "avocet/avro/internal/text_writer.h"
#include "avocet/base/json.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

using base::cat;

Result<base::Json> read_json(std::string_view text, const ParseLimits& limits,
                             Validation validation) {
  if (text.size() > limits.max_text_bytes) {
    return std::unexpected(
        SchemaError{.fault = SchemaFault::Limit,
                    .path = "",
                    .message = cat("the schema has ", text.size(),
                                   " bytes, more than max_text_bytes = ", limits.max_text_bytes)});
  }
  auto json = base::parse_json(
      text, {.comments = validation == Validation::Strict ? base::JsonComments::Refuse
                                                          : base::JsonComments::Allow,
             .max_depth = limits.max_depth,
             .max_number_digits = limits.max_number_digits});
  if (json) return *std::move(json);
  const base::JsonError& error = json.error();
  return std::unexpected(
      SchemaError{.fault = error.is_limit ? SchemaFault::Limit : SchemaFault::Json,
                  .path = "",
                  .message = cat(error.message, " at line ", error.line, ", column ", error.column),
                  .line = error.line,
                  .column = error.column});
}

// Arrays and objects around the innermost value of a JSON text.
std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (in_string) {
      if (json[i] == '\\') {
        ++i;
      } else if (json[i] == '"') {
        in_string = false;
      }
      continue;
    }
    if (json[i] == '"') in_string = true;
    if (json[i] == '[' || json[i] == '{') deepest = std::max(deepest, ++depth);
    if (json[i] == ']' || json[i] == '}') --depth;
  }
  return deepest;
}

}  // namespace

Result<Schema> parse(std::string_view text, const ParseOptions& options,
                     std::span<const std::string_view> references) {
  GraphBuilder builder(options.limits);
  std::vector<NodeId> referenced;
  for (const std::string_view reference : references) {
    const auto json = read_json(reference, options.limits, Validation::RegistryStored);
    if (!json) return std::unexpected(json.error());
    const auto id = builder.add(*json, Validation::RegistryStored);
    if (!id) return std::unexpected(id.error());
    if (is_named(builder.nodes()[static_cast<std::size_t>(*id)].kind)) referenced.push_back(*id);
  }
  const auto json = read_json(text, options.limits, options.validation);
  if (!json) return std::unexpected(json.error());
  const auto root = builder.add(*json, options.validation);
  if (!root) return std::unexpected(root.error());

  // Definitions that move to their first use can nest deeper than the text did; such a text could
  // not be read again.
  if (builder.has_forward_references() || !references.empty()) {
    const std::size_t depth = depth_of(type_text(builder.nodes(), *root, referenced));
    if (depth > options.limits.max_depth) {
      return std::unexpected(SchemaError{
          .fault = SchemaFault::Limit,
          .path = "",
          .message = cat("the definitions nest ", depth,
                         " levels deep, more than max_depth = ", options.limits.max_depth)});
    }
  }
  return Schema({.nodes = builder.take(), .root = *root, .referenced = std::move(referenced)});
}

}  // namespace avocet::avro
