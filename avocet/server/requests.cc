#include "avocet/server/requests.h"

#include "avocet/base/text.h"
#include "avocet/registry/documents.h"
#include "avocet/registry/references.h"
#include "avocet/server/body.h"

namespace avocet::server {
namespace {

using base::cat;
using base::Json;

using Latch = std::optional<Refusal>;

void check_texts(Members& parent, std::string_view name, const Json& items) {
  if (!items.is_array()) return parent.refuse(name, "an array of strings", items);
  for (const Json& item : items.items()) {
    if (!item.is_null() && !registry::read_text(&item))
      parent.refuse(name, "an array of strings", items);
  }
}

std::optional<registry::Metadata> read_metadata(Members& members, std::string_view name,
                                                Latch& latch) {
  const Json* json = members.object(name);
  if (json == nullptr) return std::nullopt;
  Members inner(*json, members.path_of(name) + ".", latch);
  if (const Json* tags = inner.object("tags")) {
    for (const auto& [path, names] : tags->members()) {
      if (!names.is_null()) check_texts(inner, cat("tags.", path), names);
    }
  }
  if (const Json* properties = inner.object("properties")) {
    for (const auto& [key, value] : properties->members()) {
      if (!value.is_null() && !registry::read_text(&value)) {
        inner.refuse(cat("properties.", key), "a string", value);
      }
    }
  }
  if (const Json* sensitive = inner.array("sensitive")) check_texts(inner, "sensitive", *sensitive);
  return registry::read_metadata(json);
}

std::vector<schema::Reference> read_references(Members& members, Latch& latch) {
  std::vector<schema::Reference> references;
  const Json* array = members.array("references");
  if (array == nullptr) return references;
  constexpr std::size_t kMax = registry::ReferenceLimits{}.max_references;
  if (array->items().size() > kMax) {
    latch = latch.value_or(Refusal{400, cat("\"references\" has more than ", kMax, " items")});
    return references;
  }
  std::size_t place = 0;
  for (const Json& item : array->items()) {
    const std::string path = cat("references[", place++, "]");
    if (!item.is_object()) {
      members.refuse(path, "an object", item);
      continue;
    }
    Members inner(item, path + ".", latch);
    references.push_back({.name = inner.text("name").value_or(""),
                          .subject = inner.text("subject").value_or(""),
                          .version = inner.number("version").value_or(0)});
  }
  return references;
}

// Rules are not kept; what the reference's own types refuse is refused all the same.
void check_rule_set(Members& members, std::string_view name, Latch& latch) {
  const Json* json = members.object(name);
  if (json == nullptr) return;
  Members inner(*json, members.path_of(name) + ".", latch);
  inner.one_of("enableAt", {"ALL", "CLIENT", "GATEWAY", "SERVER", "NONE"});
  for (const std::string_view list : {"migrationRules", "domainRules", "encodingRules"}) {
    const Json* rules = inner.array(list);
    if (rules == nullptr) continue;
    for (const Json& item : rules->items()) {
      if (!item.is_object()) {
        inner.refuse(list, "an array of objects", item);
        continue;
      }
      Members rule(item, inner.path_of(list) + ".", latch);
      for (const std::string_view text :
           {"name", "doc", "type", "expr", "onSuccess", "onFailure"}) {
        rule.text(text);
      }
      rule.one_of("kind", {"TRANSFORM", "CONDITION"});
      rule.one_of("mode", {"UPGRADE", "DOWNGRADE", "UPDOWN", "WRITE", "READ", "WRITEREAD"});
      rule.flag("disabled");
    }
  }
}

}  // namespace

Decoded<SchemaRequest> read_schema_request(const http::Request& request,
                                           std::string_view operation) {
  const auto body = read_body(request, operation);
  if (!body) return std::unexpected(body.error());
  Latch latch;
  Members members(*body, "", latch);
  SchemaRequest read;
  if (auto type = members.text("schemaType")) read.type = std::move(*type);
  read.schema.text = members.text("schema").value_or("");
  read.schema.references = read_references(members, latch);
  read.schema.metadata = read_metadata(members, "metadata", latch);
  read.version = members.number("version").value_or(0);
  if (const auto id = members.number("id"); id && *id >= 0) read.id = registry::SchemaId{*id};
  members.flag("propagateSchemaTags");
  members.array("schemaTagsToAdd");
  members.array("schemaTagsToRemove");
  check_rule_set(members, "ruleSet", latch);
  if (latch) return std::unexpected(std::move(*latch));
  return read;
}

registry::Result<registry::SchemaText> schema_of(SchemaRequest request) {
  const auto type = schema::parse_type(request.type);
  if (!type) {
    return std::unexpected(
        registry::Error{registry::Code::InvalidSchema, cat("Invalid schema type ", request.type)});
  }
  request.schema.type = *type;
  return std::move(request.schema);
}

Decoded<registry::ConfigChange> read_config_request(const http::Request& request,
                                                    std::string_view operation) {
  const auto body = read_body(request, operation);
  if (!body) return std::unexpected(body.error());
  Latch latch;
  Members members(*body, "", latch);
  registry::ConfigChange change;
  const auto set = [&](auto& target, std::string_view name, auto value) {
    if (members.has(name)) target.emplace(std::move(value));
  };
  set(change.alias, "alias", members.text("alias"));
  set(change.alias_for_deks, "aliasForDeks", members.text("aliasForDeks"));
  set(change.normalize, "normalize", members.flag("normalize"));
  set(change.validate_fields, "validateFields", members.flag("validateFields"));
  set(change.validate_new_schemas, "validateNewSchemas", members.flag("validateNewSchemas"));
  set(change.validate_rules, "validateRules", members.flag("validateRules"));
  set(change.group, "compatibilityGroup", members.text("compatibilityGroup"));
  set(change.default_metadata, "defaultMetadata", read_metadata(members, "defaultMetadata", latch));
  set(change.override_metadata, "overrideMetadata",
      read_metadata(members, "overrideMetadata", latch));
  check_rule_set(members, "defaultRuleSet", latch);
  check_rule_set(members, "overrideRuleSet", latch);
  const auto policy = members.text("compatibilityPolicy");
  set(change.policy, "compatibilityPolicy",
      policy ? registry::parse_policy(*policy) : std::nullopt);  // an unknown one is stored as none
  const auto level = members.text("compatibility");
  if (latch) return std::unexpected(std::move(*latch));
  const auto parsed = level ? schema::parse_level(*level) : std::nullopt;
  if (level && !parsed) return std::unexpected(refusal(registry::invalid_level()));
  set(change.level, "compatibility", parsed);
  return change;
}

Decoded<ModeRequest> read_mode_request(const http::Request& request, std::string_view operation) {
  const auto body = read_body(request, operation);
  if (!body) return std::unexpected(body.error());
  Latch latch;
  Members members(*body, "", latch);
  ModeRequest read;
  read.text = members.text("mode");
  read.is_present = members.has("mode");
  if (latch) return std::unexpected(std::move(*latch));
  if (read.text) read.mode = registry::parse_mode(*read.text);
  return read;
}

}  // namespace avocet::server
