// error.h - why the registry refuses: a code, whose value is the number on the wire, and a sentence
// (spec/rest-api.md 3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/base/result.h"
#include "avocet/registry/ids.h"
#include "avocet/registry/subject.h"

namespace avocet::registry {

enum class Code : std::int32_t {
  SubjectNotFound = 40401,
  VersionNotFound = 40402,
  SchemaNotFound = 40403,
  SubjectSoftDeleted = 40404,
  SubjectNotSoftDeleted = 40405,
  VersionSoftDeleted = 40406,
  VersionNotSoftDeleted = 40407,
  ConfigNotFound = 40408,
  ModeNotFound = 40409,
  Incompatible = 40901,
  InvalidSchema = 42201,
  InvalidVersion = 42202,
  InvalidLevel = 42203,
  InvalidMode = 42204,
  NotPermitted = 42205,
  ReferenceExists = 42206,
  InvalidSubject = 42208,
  ContextNotEmpty = 42211,
  StoreFailed = 50001,
  OperationTimeout = 50002,
};

struct Error {
  Code code = Code::StoreFailed;
  std::string message;
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = base::Result<T, Error>;

// The sentences that clients match on; one function each, so that no other place spells them.
Error subject_not_found(const Subject& subject);
Error version_not_found(std::int32_t version);  // -1 for the latest
Error schema_not_found();
Error schema_not_found(SchemaId id);
Error schema_not_found_by_guid(std::string_view guid);  // as it was asked for
Error subject_soft_deleted(const Subject& subject);
Error subject_not_soft_deleted(const Subject& subject);
Error version_soft_deleted(const Subject& subject, Version version);
Error version_not_soft_deleted(const Subject& subject, Version version);
Error config_not_found(const Subject& subject);
Error mode_not_found(const Subject& subject);
Error incompatible(const Subject& subject, const std::string& details);
Error invalid_version(std::string_view text);
Error invalid_level();
Error invalid_mode();
Error invalid_subject(std::string_view text);
Error context_not_empty(std::string_view context);  // ".ctx"
Error reference_exists(const Subject& subject, Version version);

}  // namespace avocet::registry
