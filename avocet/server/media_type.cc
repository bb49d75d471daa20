#include "avocet/server/media_type.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "avocet/base/text.h"

namespace avocet::server {
namespace {

using base::equal_ignoring_case;
using base::trim;

// What the server produces, best first.
constexpr std::array<std::string_view, 3> kProduced = {kSchemaRegistryV1, kSchemaRegistry, kJson};

// What the clients in use send: decided without looking further.
constexpr std::string_view kAllThree =
    "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json";

// One element of an Accept header. Views into it.
struct Range {
  std::string_view type;     // "application", "*"
  std::string_view subtype;  // "json", "*"; "" when there is no slash, which fits nothing
  double q = 1;
  std::string_view charset;

  bool fits(std::string_view media_type) const {
    const std::size_t slash = media_type.find('/');
    return (type == "*" || equal_ignoring_case(type, media_type.substr(0, slash))) &&
           (subtype == "*" || equal_ignoring_case(subtype, media_type.substr(slash + 1)));
  }
};

// A weight: "1", "0.5", ".2". Nothing when it is none.
std::optional<double> parse_q(std::string_view text) {
  if (text.empty() || text.size() > 8) return std::nullopt;
  double value = 0;
  double place = 1;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.' && !fraction) {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      if (fraction) place /= 10;
      value = fraction ? value + place * (c - '0') : value * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  return value <= 1 ? std::optional(value) : std::nullopt;
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

// "type/subtype" apart; false when it cannot be read.
bool read_type(std::string_view text, std::string_view& type, std::string_view& subtype) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    type = text;
    subtype = text == "*" ? "*" : "";
    return !text.empty();
  }
  type = trim(text.substr(0, slash));
  subtype = trim(text.substr(slash + 1));
  return !type.empty() && !subtype.empty() && subtype.find('/') == std::string_view::npos;
}

// Nothing when the element cannot be read.
std::optional<Range> parse_range(std::string_view element) {
  const auto parts = base::split(element, ';');
  Range range;
  if (!read_type(trim(parts[0]), range.type, range.subtype)) return std::nullopt;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = trim(parts[i].substr(0, equals));
    const std::string_view value = unquoted(trim(parts[i].substr(equals + 1)));
    if (equal_ignoring_case(name, "q")) {
      const auto q = parse_q(value);
      if (!q) return std::nullopt;
      range.q = *q;
    } else if (equal_ignoring_case(name, "charset")) {
      range.charset = value;
    }
  }
  return range;
}

}  // namespace

Negotiated negotiate(std::string_view accept) {
  if (accept == "*/*" || accept == kSchemaRegistryV1 || accept == kAllThree || accept.empty()) {
    return {};
  }
  Negotiated best{.outcome = Negotiation::NotAcceptable};
  double best_q = -1;
  std::size_t best_place = kProduced.size();
  bool any = false;
  for (const std::string_view element : base::split(accept, ',')) {
    if (trim(element).empty()) continue;
    any = true;
    const auto range = parse_range(element);
    if (!range) return {.outcome = Negotiation::Malformed};
    for (std::size_t place = 0; place < kProduced.size(); ++place) {
      if (!range->fits(kProduced[place])) continue;
      if (range->q < best_q || (range->q == best_q && place >= best_place)) continue;
      best = {.type = kProduced[place], .charset = std::string(range->charset)};
      best_q = range->q;
      best_place = place;
    }
  }
  return any ? best : Negotiated{};
}

bool accepts_plain_text(std::string_view accept) {
  const auto elements = base::split(accept, ',');
  return trim(accept).empty() || std::ranges::any_of(elements, [](std::string_view element) {
           const auto range = parse_range(element);
           return range && range->fits("text/plain");
         });
}

BodyType classify_body(std::string_view content_type) {
  if (content_type == kSchemaRegistryV1 || content_type == kJson) return BodyType::Json;
  std::string_view type;
  std::string_view subtype;
  if (!read_type(trim(content_type.substr(0, content_type.find(';'))), type, subtype) ||
      subtype.empty()) {
    return BodyType::Malformed;
  }
  const auto is = [&](std::string_view wanted) {
    return equal_ignoring_case(base::cat(type, '/', subtype), wanted);
  };
  const bool json = std::ranges::any_of(kProduced, is) || is("application/octet-stream");
  return json ? BodyType::Json : BodyType::Unsupported;
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  if (accept_encoding.empty()) return false;
  const auto elements = base::split(accept_encoding, ',');
  return std::ranges::any_of(elements, [&](std::string_view element) {
    const auto range = parse_range(element);
    return range && range->q > 0 && equal_ignoring_case(range->type, coding);
  });
}

}  // namespace avocet::server
