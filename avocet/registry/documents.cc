#include "avocet/registry/documents.h"

#include "avocet/base/text.h"

namespace avocet::registry {

using base::Json;
using base::JsonWriter;

namespace {

void write_names(JsonWriter& json, const SortedNames& names) {
  json.begin_array();
  for (const std::string& name : names) json.value(name);
  json.end_array();
}

template <class T>
void write_if(JsonWriter& json, std::string_view name, const std::optional<T>& what) {
  if (what) json.member(name, *what);
}

void write_if(JsonWriter& json, std::string_view name, const std::optional<Metadata>& what) {
  if (!what) return;
  json.key(name);
  write(json, *what);
}

SortedNames read_names(const Json* json) {
  SortedNames names;
  if (json == nullptr || !json->is_array()) return names;
  for (const Json& item : json->items()) {
    if (auto text = read_text(&item)) names.insert(std::move(*text));
  }
  return names;
}

// A text that is there and not empty; Jackson writes neither null nor "".
std::optional<std::string> read_name(const Json* json) {
  auto text = read_text(json);
  if (text && text->empty()) return std::nullopt;
  return text;
}

}  // namespace

void write(JsonWriter& json, const Metadata& metadata) {
  json.begin_object();
  if (!metadata.tags.empty()) {
    json.key("tags").begin_object();
    for (const auto& [path, names] : metadata.tags) {
      json.key(path);
      write_names(json, names);
    }
    json.end_object();
  }
  if (!metadata.properties.empty()) {
    json.key("properties").begin_object();
    for (const auto& [key, value] : metadata.properties) json.member(key, value);
    json.end_object();
  }
  if (!metadata.sensitive.empty()) {
    json.key("sensitive");
    write_names(json, metadata.sensitive);
  }
  json.end_object();
}

void write(JsonWriter& json, const std::vector<schema::Reference>& references) {
  json.begin_array();
  for (const schema::Reference& reference : references) {
    json.begin_object().member("name", reference.name).member("subject", reference.subject);
    json.member("version", reference.version).end_object();
  }
  json.end_array();
}

void write_members(JsonWriter& json, const Config& config, std::string_view level_name) {
  write_if(json, "alias", config.alias);
  write_if(json, "aliasForDeks", config.alias_for_deks);
  write_if(json, "normalize", config.normalize);
  write_if(json, "validateFields", config.validate_fields);
  write_if(json, "validateNewSchemas", config.validate_new_schemas);
  write_if(json, "validateRules", config.validate_rules);
  if (config.level) json.member(level_name, schema::to_text(*config.level));
  if (config.policy) json.member("compatibilityPolicy", to_text(*config.policy));
  write_if(json, "compatibilityGroup", config.group);
  write_if(json, "defaultMetadata", config.default_metadata);
  write_if(json, "overrideMetadata", config.override_metadata);
}

std::optional<std::string> read_text(const Json* json) {
  if (json == nullptr) return std::nullopt;
  if (json->is_string()) return json->string();
  if (json->is_number()) return json->number();
  if (json->is_bool()) return json->as_bool() ? "true" : "false";
  return std::nullopt;
}

std::optional<std::int32_t> read_int(const Json* json) {
  if (json == nullptr || json->is_bool()) return std::nullopt;
  const auto text = read_text(json);
  return text ? base::parse_int32(text->substr(0, text->find('.'))) : std::nullopt;
}

std::optional<bool> read_bool(const Json* json) {
  if (json == nullptr) return std::nullopt;
  if (json->is_bool()) return json->as_bool();
  if (json->is_string() && json->string() == "true") return true;
  if (json->is_string() && json->string() == "false") return false;
  return std::nullopt;
}

std::optional<Metadata> read_metadata(const Json* json) {
  if (json == nullptr || !json->is_object()) return std::nullopt;
  Metadata metadata;
  if (const Json* tags = json->find("tags"); tags != nullptr && tags->is_object()) {
    for (const auto& [path, names] : tags->members()) metadata.tags[path] = read_names(&names);
  }
  if (const Json* properties = json->find("properties");
      properties != nullptr && properties->is_object()) {
    for (const auto& [key, value] : properties->members()) {
      if (auto text = read_text(&value)) metadata.properties[key] = std::move(*text);
    }
  }
  metadata.sensitive = read_names(json->find("sensitive"));
  return metadata;
}

std::vector<schema::Reference> read_references(const Json* json) {
  std::vector<schema::Reference> references;
  if (json == nullptr || !json->is_array()) return references;
  for (const Json& item : json->items()) {
    if (!item.is_object()) continue;
    references.push_back({.name = read_text(item.find("name")).value_or(""),
                          .subject = read_text(item.find("subject")).value_or(""),
                          .version = read_int(item.find("version")).value_or(0)});
  }
  return references;
}

Config read_config(const Json& json) {
  Config config;
  config.alias = read_name(json.find("alias"));
  config.alias_for_deks = read_name(json.find("aliasForDeks"));
  config.normalize = read_bool(json.find("normalize"));
  config.validate_fields = read_bool(json.find("validateFields"));
  config.validate_new_schemas = read_bool(json.find("validateNewSchemas"));
  config.validate_rules = read_bool(json.find("validateRules"));
  const Json* level = json.find("compatibilityLevel");
  if (level == nullptr)
    level = json.find("compatibility");  // the name in requests, and in records up to 5.2
  if (const auto text = read_text(level)) config.level = schema::parse_level(*text);
  if (const auto text = read_text(json.find("compatibilityPolicy")))
    config.policy = parse_policy(*text);
  config.group = read_name(json.find("compatibilityGroup"));
  config.default_metadata = read_metadata(json.find("defaultMetadata"));
  config.override_metadata = read_metadata(json.find("overrideMetadata"));
  return config;
}

}  // namespace avocet::registry
