// context_path.h - "/contexts/{context}/…", the base URL that puts a client into one context, as
// the plain route that it stands for (spec/rest-api.md 11.3).
//
//   /contexts/c/subjects/s/versions  ->  /subjects/:.c:s/versions
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "avocet/http/message.h"
#include "avocet/server/error_reply.h"
#include "avocet/server/query.h"

namespace avocet::server {

// What a request under a context means without it.
struct ContextPath {
  std::string path;                 // raw, as a request line has it
  std::string_view parameter = "";  // of the query, to be put into the context; "": none
  std::string context;              // ".ctx"; "." is the default one

  // Puts the parameter into the context, unless its value names one.
  void qualify(Query& query) const;
};

// Nothing: the path is not below a context. Errors: 400 for a context with a colon in
// its name, or a path that no route could have.
Decoded<std::optional<ContextPath>> read_context_path(std::string_view path);

// ".ctx" from "ctx", ".ctx" or ":.ctx:"; "." is the default context. Errors: 400 as above.
Decoded<std::string> read_context(std::string_view segment);

}  // namespace avocet::server
