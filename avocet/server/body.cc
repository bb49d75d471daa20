#include "avocet/server/body.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "avocet/base/text.h"
#include "avocet/registry/documents.h"
#include "avocet/server/compression.h"

namespace avocet::server {
namespace {

using base::cat;
using base::Json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kShownBytes = 60;  // of a value, in a refusal

std::string describe(const Json& json) {
  switch (json.kind()) {
    case Json::Kind::Null:
      return "null";
    case Json::Kind::Bool:
      return json.as_bool() ? "true" : "false";
    case Json::Kind::Number:
      return json.number().substr(0, kShownBytes);
    case Json::Kind::String:
      return json.string().size() > kShownBytes ? "a string" : cat('"', json.string(), '"');
    case Json::Kind::Array:
      return "an array";
    case Json::Kind::Object:
      return "an object";
  }
  return "";
}

std::optional<std::int32_t> as_int32(double value) {
  value = std::trunc(value);
  const bool fits = value >= std::numeric_limits<std::int32_t>::min() &&
                    value <= std::numeric_limits<std::int32_t>::max();
  return fits ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt;
}

std::optional<std::int32_t> number_of(const Json& json) {
  if (json.is_string()) return base::parse_int32(base::trim(json.string()));
  if (!json.is_number()) return std::nullopt;
  if (const auto whole = base::parse_int32(json.number())) return whole;
  if (json.number().find_first_of(".eE") == std::string::npos) return std::nullopt;
  return as_int32(std::strtod(json.number().c_str(), nullptr));
}

std::optional<bool> flag_of(const Json& json) {
  if (json.is_bool()) return json.as_bool();
  if (!json.is_string()) return std::nullopt;
  const std::string_view text = base::trim(json.string());
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

bool is_blank_string(const Json& json) {
  return json.is_string() && base::trim(json.string()).empty();
}

Refusal malformed(const base::JsonError& error) {
  return {400, cat("The request body is not valid JSON: ", error.message, " at line ", error.line,
                   ", column ", error.column)};
}

}  // namespace

Decoded<std::optional<Json>> read_optional_body(const http::Request& request) {
  std::string inflated;
  std::string_view text = request.body;
  const auto encoding = request.header("Content-Encoding");
  if (encoding && base::equal_ignoring_case(base::trim(*encoding), "gzip") && !text.empty()) {
    auto plain = gunzip(text, kMaxInflatedBytes);
    if (!plain) {
      return std::unexpected(Refusal{
          415, cat("The request body is not gzip, as its Content-Encoding says, or is larger than ",
                   kMaxInflatedBytes, " bytes")});
    }
    inflated = std::move(*plain);
    text = inflated;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (base::trim(text).empty()) return std::nullopt;
  auto json = base::parse_json(text);
  if (!json) return std::unexpected(malformed(json.error()));
  if (json->is_null()) return std::nullopt;
  return std::move(*json);
}

Decoded<Json> read_body(const http::Request& request, std::string_view operation) {
  auto json = read_optional_body(request);
  if (!json) return std::unexpected(std::move(json.error()));
  if (!*json)
    return std::unexpected(Refusal{422, cat(operation, ".request must not be null (was null)")});
  if (!(*json)->is_object()) {
    return std::unexpected(
        Refusal{400, cat("The request body must be a JSON object, not ", describe(**json))});
  }
  return std::move(**json);
}

const Json* Members::find(std::string_view name) const noexcept {
  const Json* member = object_.find(name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

std::string Members::path_of(std::string_view name) const { return cat(path_, name); }

void Members::refuse(std::string_view name, std::string_view wanted, const Json& json) {
  if (refusal_) return;
  refusal_ = Refusal{400, cat('"', path_of(name), "\" must be ", wanted, ", not ", describe(json))};
}

std::optional<std::string> Members::text(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr) return std::nullopt;
  auto text = registry::read_text(member);
  if (!text) refuse(name, "a string", *member);
  return text;
}

std::optional<std::int32_t> Members::number(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr || is_blank_string(*member)) return std::nullopt;
  const auto number = number_of(*member);
  if (!number) refuse(name, "a whole number of 32 bits", *member);
  return number;
}

std::optional<bool> Members::flag(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr || is_blank_string(*member)) return std::nullopt;
  const auto flag = flag_of(*member);
  if (!flag) refuse(name, "true or false", *member);
  return flag;
}

void Members::one_of(std::string_view name, const std::vector<std::string_view>& allowed) {
  const Json* member = find(name);
  if (member == nullptr) return;
  if (member->is_string() && std::ranges::find(allowed, member->string()) != allowed.end()) return;
  std::string wanted = "one of";
  for (const std::string_view one : allowed)
    wanted += cat(one == allowed.front() ? " " : ", ", one);
  refuse(name, wanted, *member);
}

const Json* Members::array(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr || member->is_array()) return member;
  refuse(name, "an array", *member);
  return nullptr;
}

const Json* Members::object(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr || member->is_object()) return member;
  refuse(name, "an object", *member);
  return nullptr;
}

}  // namespace avocet::server
