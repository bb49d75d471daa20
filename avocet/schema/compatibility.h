// compatibility.h - compatibility levels and the sentences that say why a change is refused (spec/avro.md 2.1, 2.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/schema/schema.h"

namespace avocet::schema {

enum class Level : std::uint8_t {
  None, Backward, BackwardTransitive, Forward, ForwardTransitive, Full, FullTransitive
};
std::string_view to_text(Level level) noexcept;                    // "BACKWARD_TRANSITIVE"
std::optional<Level> parse_level(std::string_view text) noexcept;  // any case
bool is_transitive(Level level) noexcept;

// What a new schema is compared with.
struct Earlier {
  const Schema& schema;
  std::int32_t version = 0;  // 0: not known
};

// The messages of comparing `next` with one earlier schema under `level` (transitive or not is the caller's affair): differences in
// Java's order, then {oldSchemaVersion: …} and {oldSchema: '…'}. Empty: compatible. For the FULL levels the forward differences
// come first and carry no oldSchema lines. The closing {validateFields: …} entry is the registry's, not added here.
// Source: spec/avro.md 2.2, spec/rest-api.md 18.2 and 18.3.
std::vector<std::string> incompatibilities(const Schema& next, const Earlier& earlier, Level level);

}  // namespace avocet::schema
