// body.h - a request's JSON body, read as Jackson would bind it (spec/rest-api.md 1.3).
//
//   bytes --read_body()--> Json --Members--> values of C++ types, or a Refusal that names the
//   member
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/base/json.h"
#include "avocet/http/message.h"
#include "avocet/server/error_reply.h"

namespace avocet::server {

// The most that a compressed body may inflate to.
inline constexpr std::size_t kMaxInflatedBytes = 16 * 1024 * 1024;

// The body's JSON value; nothing for an empty or blank body, and for `null`. A byte-order mark is
// skipped, a gzip Content-Encoding is undone. Errors: 400 for what is no JSON; 415 for bytes that
// should inflate and do not.
Decoded<std::optional<base::Json>> read_optional_body(const http::Request& request);

// The same where a body is needed: an object. Errors: also 422 when there is none, with `operation`
// as the first word of the sentence ("register"), and 400 for a value of another kind.
Decoded<base::Json> read_body(const http::Request& request, std::string_view operation);

// Reads members of one JSON object. The first that has a wrong type latches a refusal (400), asked
// for once at the end; until then values read as absent. A member that is null is absent. `object`
// and `path` outlive it.
class Members {
 public:
  // `path`: what to call the object in a refusal, such as "metadata."; "" for the whole body.
  Members(const base::Json& object, std::string path, std::optional<Refusal>& refusal)
      : object_(object), path_(std::move(path)), refusal_(refusal) {}

  // A string; numbers and booleans as their text.
  std::optional<std::string> text(std::string_view name);
  // A whole number; a fraction is cut off; also a string of digits, and "" is absent.
  std::optional<std::int32_t> number(std::string_view name);
  // Also "true" and "false", and "" is absent.
  std::optional<bool> flag(std::string_view name);
  // One of `allowed`, by case.
  void one_of(std::string_view name, const std::vector<std::string_view>& allowed);
  // An array or an object; null when absent.
  const base::Json* array(std::string_view name);
  const base::Json* object(std::string_view name);

  // Whether the member is there at all, if only as null.
  bool has(std::string_view name) const noexcept { return object_.find(name) != nullptr; }
  // Latches a refusal of `json`, called `name`, which should be `wanted`: "a string".
  void refuse(std::string_view name, std::string_view wanted, const base::Json& json);
  std::string path_of(std::string_view name) const;

 private:
  const base::Json* find(std::string_view name) const noexcept;

  const base::Json& object_;
  std::string path_;
  std::optional<Refusal>& refusal_;
};

}  // namespace avocet::server
