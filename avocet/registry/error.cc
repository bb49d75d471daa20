#include "avocet/registry/error.h"

#include "avocet/base/text.h"

namespace avocet::registry {

using base::cat;

Error subject_not_found(const Subject& subject) {
  return {Code::SubjectNotFound, cat("Subject '", subject.qualified(), "' not found.")};
}

Error version_not_found(std::int32_t version) {
  return {Code::VersionNotFound, cat("Version ", version, " not found.")};
}

Error schema_not_found() { return {Code::SchemaNotFound, "Schema not found"}; }

Error schema_not_found_by_guid(std::string_view guid) {
  return {Code::SchemaNotFound, cat("Schema ", guid, " not found")};
}

Error schema_not_found(SchemaId id) {
  return {Code::SchemaNotFound, cat("Schema ", id.value, " not found")};
}

Error subject_soft_deleted(const Subject& subject) {
  return {Code::SubjectSoftDeleted,
          cat("Subject '", subject.qualified(),
              "' was soft deleted.Set permanent=true to delete permanently")};
}

Error subject_not_soft_deleted(const Subject& subject) {
  return {Code::SubjectNotSoftDeleted,
          cat("Subject '", subject.qualified(),
              "' was not deleted first before being permanently deleted")};
}

Error version_soft_deleted(const Subject& subject, Version version) {
  return {Code::VersionSoftDeleted,
          cat("Subject '", subject.qualified(), "' Version ", version.value,
              " was soft deleted.Set permanent=true to delete permanently")};
}

Error version_not_soft_deleted(const Subject& subject, Version version) {
  return {Code::VersionNotSoftDeleted,
          cat("Subject '", subject.qualified(), "' Version ", version.value,
              " was not deleted first before being permanently deleted")};
}

Error config_not_found(const Subject& subject) {
  return {Code::ConfigNotFound, cat("Subject '", subject.qualified(),
                                    "' does not have subject-level compatibility configured")};
}

Error mode_not_found(const Subject& subject) {
  return {Code::ModeNotFound,
          cat("Subject '", subject.qualified(), "' does not have subject-level mode configured")};
}

Error incompatible(const Subject& subject, const std::string& details) {
  return {Code::Incompatible,
          cat("Schema being registered is incompatible with an earlier schema for subject \"",
              subject.qualified(), "\", details: ", details)};
}

Error invalid_version(std::string_view text) {
  return {Code::InvalidVersion,
          cat("The specified version '", text,
              "' is not a valid version id. Allowed values are between [1, 2^31-1] and the "
              "string \"latest\"")};
}

Error invalid_level() {
  return {Code::InvalidLevel,
          "Invalid compatibility level. Valid values are none, backward, forward, full, "
          "backward_transitive, "
          "forward_transitive, and full_transitive"};
}

Error invalid_mode() {
  return {Code::InvalidMode,
          "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD."};
}

Error invalid_subject(std::string_view text) {
  return {Code::InvalidSubject, cat("The specified subject '", text, "' is not a valid.")};
}

Error context_not_empty(std::string_view context) {
  return {Code::ContextNotEmpty, cat("The specified context ':", context, ":' is not empty.")};
}

Error reference_exists(const Subject& subject, Version version) {
  return {Code::ReferenceExists,
          cat("One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=",
              subject.qualified(), ",version=", version.value, "}.")};
}

}  // namespace avocet::registry
