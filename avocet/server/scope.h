// scope.h - what config and mode are set for: everything in the default context, a context, a
// subject.
#pragma once

#include <optional>
#include <string_view>

#include "avocet/registry/subject.h"

namespace avocet::server {

// `:.:` names the default context, whose settings are the global ones; nothing stands for those.
inline std::optional<registry::Subject> read_scope(std::string_view text) {
  registry::Subject subject = registry::Subject::parse(text);
  if (subject.in_default_context() && subject.name.empty()) return std::nullopt;
  return subject;
}

// Scopes that always have settings, if only the server's defaults.
inline bool has_defaults(const std::optional<registry::Subject>& scope) {
  return !scope || scope->context == registry::kGlobalContext;
}

}  // namespace avocet::server
