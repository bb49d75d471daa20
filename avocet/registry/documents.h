// documents.h - metadata, references and settings as JSON, the same in stored records and in
// answers.
#pragma once

#include <optional>
#include <vector>

#include "avocet/base/json.h"
#include "avocet/base/json_writer.h"
#include "avocet/registry/content.h"
#include "avocet/registry/settings.h"

namespace avocet::registry {

// Each writes one value; empty parts of metadata are left out, all-empty metadata is {}.
void write(base::JsonWriter& json, const Metadata& metadata);
void write(base::JsonWriter& json, const std::vector<schema::Reference>& references);

// Writes the members that are set, in the order of Confluent's records; the caller opens and closes
// the object. `level_name`: "compatibilityLevel" in records and answers to GET, "compatibility" in
// answers to PUT.
void write_members(base::JsonWriter& json, const Config& config, std::string_view level_name);

// Lenient: what has another shape than expected is left out.
std::optional<Metadata> read_metadata(const base::Json* json);
std::vector<schema::Reference> read_references(const base::Json* json);
Config read_config(const base::Json& json);

// The text of a string, or of a number or boolean where a string is expected (Jackson coerces);
// nothing for anything else.
std::optional<std::string> read_text(const base::Json* json);
std::optional<std::int32_t> read_int(const base::Json* json);  // also from a string of digits
std::optional<bool> read_bool(const base::Json* json);         // also from "true" and "false"

}  // namespace avocet::registry
