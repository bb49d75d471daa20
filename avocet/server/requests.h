// requests.h - JSON bodies become what the registry is asked to do: schemas, settings, modes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "avocet/base/json.h"
#include "avocet/registry/commands.h"
#include "avocet/registry/error.h"
#include "avocet/server/error_reply.h"

namespace avocet::server {

// RegisterSchemaRequest (spec/rest-api.md 2.1), decoded. Members that this server has no use for
// (rule sets, schema tags) are checked for their shape only.
struct SchemaRequest {
  std::string type = "AVRO";    // as sent
  registry::SchemaText schema;  // with the type still to be set
  std::int32_t version = 0;
  std::optional<registry::SchemaId> id;
};
Decoded<SchemaRequest> read_schema_request(const http::Request& request,
                                           std::string_view operation);

// The schema with its type. Errors: 42201 for a type that does not exist; case counts.
registry::Result<registry::SchemaText> schema_of(SchemaRequest request);

// ConfigUpdateRequest (2.11): what is absent stays, null clears. Errors: also 42203 for an unknown
// level.
Decoded<registry::ConfigChange> read_config_request(const http::Request& request,
                                                    std::string_view operation);

// ModeUpdateRequest (2.10).
struct ModeRequest {
  std::optional<std::string> text;     // as sent; nothing for null
  std::optional<registry::Mode> mode;  // what it means
  bool is_known() const noexcept { return is_present && (!text || mode); }
  bool is_present = false;  // the member is there, if only as null
};
Decoded<ModeRequest> read_mode_request(const http::Request& request, std::string_view operation);

}  // namespace avocet::server
