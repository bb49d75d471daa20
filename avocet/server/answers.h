// answers.h - what the registry says, as the JSON that clients read (spec/rest-api.md 2.6 to 2.11).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/registry/lookup.h"
#include "avocet/registry/queries.h"
#include "avocet/registry/registry.h"
#include "avocet/server/query.h"

namespace avocet::server {

// How a stored schema is shown.
enum class Format : std::uint8_t { Stored, Resolved };  // with its references written out in place
enum class ReferenceFormat : std::uint8_t { Stored, Qualified };

Format read_format(const Query& query);
ReferenceFormat read_reference_format(const Query& query);

// The text of a stored schema in that format. Errors: 42201 when it can no longer be parsed.
registry::Result<std::string> text_of(const registry::State& state, registry::SchemaCache& cache,
                                      const registry::Subject& subject,
                                      const registry::ContentPtr& content, Format format);

// RegisterSchemaResponse (2.6); `ts` and `deleted` only for what was found by its meaning.
std::string write_registered(const registry::Found& found, std::string_view text);

// Schema (2.7). `ts` and `deleted` as above: a look-up by hash comes without.
std::string write_schema(const registry::Found& found, std::string_view text,
                         ReferenceFormat references);

// A list of ExtendedSchema (2.8): schemas as they are stored, with the aliases that stand for them.
std::string write_schemas(const std::vector<registry::Listed>& listed);

// SchemaString (2.9) by guid: without subject, version and id.
std::string write_schema_of_guid(const registry::IdFound& found, std::string_view text);

// SchemaString (2.9), without `id`.
std::string write_schema_string(const registry::IdFound& found, std::string_view text,
                                ReferenceFormat references, std::optional<std::int32_t> max_id);

std::string write_names(const std::vector<std::string>& names);
std::string write_numbers(const std::vector<std::int32_t>& numbers);

}  // namespace avocet::server
