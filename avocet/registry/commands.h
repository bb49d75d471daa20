// commands.h - what clients ask the registry to do, decoded; one struct per request that writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "avocet/registry/content.h"
#include "avocet/registry/flags.h"
#include "avocet/registry/settings.h"
#include "avocet/registry/subject.h"

namespace avocet::registry {

// A schema as a client sends it. A reference version of -1 means the latest.
struct SchemaText {
  schema::Type type = schema::Type::Avro;
  std::string text;
  std::vector<schema::Reference> references;
  std::optional<Metadata> metadata;
};

// A version as a path names it: a number, or the latest live one.
struct VersionChoice {
  std::optional<Version> number;  // nothing: latest
  std::int32_t shown() const noexcept { return number ? number->value : -1; }
};

struct RegisterSchema {
  Subject subject;
  SchemaText schema;
  std::optional<bool> normalize;  // nothing: as configured
  // 0: next; -1: new unless equal to the latest; N: must be next (any in IMPORT).
  std::int32_t version = 0;
  std::optional<SchemaId> id;  // only in IMPORT and FORWARD mode
};

struct DeleteSubject {
  Subject subject;
  Delete how = Delete::Soft;
};

struct DeleteVersion {
  Subject subject;
  VersionChoice version;
  Delete how = Delete::Soft;
};

// Not the default context.
struct DeleteContext {
  std::string context;
};

// Nothing: leave as it is. Something that holds nothing: clear.
template <class T>
using Change = std::optional<std::optional<T>>;

struct ConfigChange {
  Change<std::string> alias;
  Change<std::string> alias_for_deks;
  Change<bool> normalize;
  Change<bool> validate_fields;
  Change<bool> validate_new_schemas;
  Change<bool> validate_rules;
  Change<schema::Level> level;
  Change<Policy> policy;
  Change<std::string> group;
  Change<Metadata> default_metadata;
  Change<Metadata> override_metadata;
};
Config apply(Config config, const ConfigChange& change);

// A scope of nothing is global.
struct PutConfig {
  std::optional<Subject> scope;
  ConfigChange change;
};
struct DeleteConfig {
  std::optional<Subject> scope;
};

enum class Force : std::uint8_t { No, Yes };
struct PutMode {
  std::optional<Subject> scope;
  std::optional<Mode> mode;  // nothing: clear
  Force force = Force::No;
};

enum class Recursive : std::uint8_t { No, Yes };
struct DeleteMode {
  std::optional<Subject> scope;
  Recursive recursive = Recursive::No;
};

}  // namespace avocet::registry
