#include "avocet/server/context_path.h"

#include <algorithm>
#include <array>

#include "avocet/base/text.h"
#include "avocet/http/router.h"
#include "avocet/registry/subject.h"

namespace avocet::server {
namespace {

using base::cat;

constexpr std::string_view kRoot = "/contexts/";

bool names_context(std::string_view text) {
  return text.starts_with(":.") || text.starts_with(":*:");
}

// The segment of a path that names `prefix` and what the raw `segment` says, unless that names a
// context itself. The context was taken undecoded, so that its own "%" is one.
std::string qualified(std::string_view prefix, std::string_view segment) {
  const auto decoded = http::decode_path_segment(segment);
  if (decoded && names_context(*decoded)) return std::string(segment);
  std::string out;
  for (const char c : prefix) out += c == '%' ? std::string("%25") : std::string(1, c);
  return out += segment;
}

// How many segments of a route come before its subject; nothing: it has none.
std::optional<std::size_t> segments_before_subject(const std::vector<std::string_view>& segments) {
  if (segments.empty()) return std::nullopt;
  const std::string_view first = segments[0];
  if (first == "subjects" || first == "config" || first == "mode") return 1;
  if (first == "compatibility" && segments.size() > 1 && segments[1] == "subjects") return 2;
  return std::nullopt;
}

}  // namespace

void ContextPath::qualify(Query& query) const {
  if (parameter.empty()) return;
  const std::string_view given = query.text(parameter);
  if (names_context(given)) return;
  const bool is_default = context == registry::kDefaultContext;
  query.set(parameter, is_default ? std::string(given) : cat(':', context, ':', given));
}

Decoded<std::string> read_context(std::string_view segment) {
  std::string_view name = segment;
  if (name.starts_with(':')) name.remove_prefix(1);
  if (name.ends_with(':')) name.remove_suffix(1);
  if (name.find(':') != name.npos) {
    return std::unexpected(Refusal{400, cat("Context name '", name, "' cannot contain a colon")});
  }
  return name.starts_with('.') ? std::string(name) : cat('.', name);
}

Decoded<std::optional<ContextPath>> read_context_path(std::string_view path) {
  if (!path.starts_with(kRoot)) return std::nullopt;
  const std::string_view rest = path.substr(kRoot.size());
  const std::size_t slash = rest.find('/');
  if (slash == 0 || slash == rest.npos || slash + 1 == rest.size()) return std::nullopt;
  if (const std::string_view problem = http::path_problem(path); !problem.empty()) {
    return std::unexpected(Refusal{400, std::string(problem)});
  }
  auto context = read_context(rest.substr(0, slash));
  if (!context) return std::unexpected(context.error());

  ContextPath found{.path = std::string(rest.substr(slash)), .context = std::move(*context)};
  const std::string prefix = cat(':', found.context, ':');
  std::string_view below = rest.substr(slash + 1);
  if (below.ends_with('/')) below.remove_suffix(1);
  std::vector<std::string_view> segments = base::split(below, '/');

  if (below == "schemas" || below == "subjects") {
    found.parameter = "subjectPrefix";
  } else if (below == "config" || below == "mode") {
    found.path = cat('/', below, '/', qualified(prefix, ""));
  } else if (below.starts_with("schemas/ids/")) {
    found.parameter = "subject";
  } else if (const auto before = segments_before_subject(segments);
             before && segments.size() > *before) {
    found.path.clear();
    for (std::size_t i = 0; i < segments.size(); ++i) {
      found.path += '/';
      found.path += i == *before ? qualified(prefix, segments[i]) : std::string(segments[i]);
    }
  }
  return found;
}

}  // namespace avocet::server
