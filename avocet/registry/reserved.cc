#include "avocet/registry/reserved.h"

#include <algorithm>

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

using base::cat;

// In the order of the property, a list with commas. Views into `content`.
std::vector<std::string_view> reserved_names(const Content& content) {
  std::vector<std::string_view> names;
  if (!content.metadata) return names;
  const auto property = content.metadata->properties.find("confluent:reserved");
  if (property == content.metadata->properties.end()) return names;
  for (const std::string_view part : base::split(property->second, ',')) {
    if (const auto name = base::trim(part); !name.empty()) names.push_back(name);
  }
  return names;
}

bool has_field(const avro::Schema& schema, std::string_view name) {
  const auto& fields = schema.node(schema.root()).fields;
  return std::any_of(fields.begin(), fields.end(),
                     [&](const avro::Field& field) { return field.name == name; });
}

}  // namespace

std::vector<std::string> reserved_field_faults(const Content* earlier, const Candidate& candidate) {
  std::vector<std::string> faults;
  const auto reserved = reserved_names(candidate.content->content);
  if (earlier != nullptr) {
    for (const std::string_view name : reserved_names(*earlier)) {
      if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) continue;
      faults.push_back(
          cat("The new schema has reserved field ", name,
              " removed from its metadata which is present in the old schema's metadata."));
    }
  }
  for (const std::string_view name : reserved) {
    if (!has_field(candidate.schema.avro(), name)) continue;
    faults.push_back(
        cat("The new schema has field that conflicts with the reserved field ", name, "."));
  }
  return faults;
}

}  // namespace avocet::registry
