#include "avocet/http/router.h"

#include <algorithm>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::http {
namespace {

// The order in which the reference lists methods.
constexpr std::array<std::pair<Method, std::string_view>, 6> kListed = {{
    {Method::Head, "HEAD"},
    {Method::Post, "POST"},
    {Method::Delete, "DELETE"},
    {Method::Get, "GET"},
    {Method::Options, "OPTIONS"},
    {Method::Put, "PUT"},
}};

constexpr std::size_t place(Method method) noexcept { return static_cast<std::size_t>(method); }

constexpr std::array<bool, 256> plain_characters() {
  std::array<bool, 256> plain{};
  for (int c = 0x21; c < 0x7F; ++c) plain[static_cast<std::size_t>(c)] = true;
  for (const char c : {'"', '%', '<', '>', '\\', '^', '`', '{', '|', '}'}) {
    plain[static_cast<unsigned char>(c)] = false;
  }
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_characters();

bool is_plain(char c) noexcept { return kPlain[static_cast<unsigned char>(c)]; }

std::string_view segment_problem(std::string_view segment) {
  const auto decoded = decode_path_segment(segment);
  if (!decoded) return "The path holds a broken percent escape";
  if (*decoded != segment && (*decoded == "." || *decoded == "..")) {
    return "The path holds an escaped dot segment";
  }
  if (!base::is_utf8(*decoded)) return "The path is not UTF-8";
  for (const char c : *decoded) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return "The path holds an escaped control character";
    if (byte == '\\') return "The path holds an escaped backslash";
  }
  return "";
}

}  // namespace

std::string_view path_problem(std::string_view path) {
  if (std::all_of(path.begin(), path.end(), is_plain)) return "";
  for (const char c : path) {
    if (c != '%' && !is_plain(c)) return "The path holds a character that must be escaped";
  }
  for (const std::string_view segment : base::split(path, '/')) {
    if (const auto problem = segment_problem(segment); !problem.empty()) return problem;
  }
  return "";
}

Router::Router(std::span<const RoutePattern> table) {
  std::vector<std::string_view> patterns;  // as paths_
  for (std::size_t at = 0; at < table.size(); ++at) {
    const std::string_view pattern = table[at].pattern;
    const auto known = std::find(patterns.begin(), patterns.end(), pattern);
    const auto index = static_cast<std::size_t>(known - patterns.begin());
    if (known == patterns.end()) {
      patterns.push_back(pattern);
      Path path;
      for (const std::string_view text : base::split(pattern.substr(1), '/')) {
        const bool parameter = text.starts_with('{');
        if (!text.empty()) {
          path.segments.push_back({parameter ? text.substr(1, text.size() - 2) : text, parameter});
        }
      }
      by_length_.resize(std::max(by_length_.size(), path.segments.size() + 1));
      by_length_[path.segments.size()].push_back(paths_.size());
      paths_.push_back(std::move(path));
    }
    auto& route = paths_[index].route;
    route[place(table[at].method)] = at;
    if (table[at].method == Method::Get) route[place(Method::Head)] = at;
  }
  for (Path& path : paths_) {
    for (const auto& [method, name] : kListed) {
      if (method != Method::Options && !path.route[place(method)]) continue;
      if (!path.allowed.empty()) path.allowed += ", ";
      path.allowed += name;
    }
  }
}

bool Router::fits(const Path& path, Segments segments) noexcept {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!path.segments[i].is_parameter && path.segments[i].text != segments[i]) return false;
  }
  return true;
}

const Router::Path* Router::find(Segments segments) const noexcept {
  if (segments.size() >= by_length_.size()) return nullptr;
  for (const std::size_t index : by_length_[segments.size()]) {
    if (fits(paths_[index], segments)) return &paths_[index];
  }
  return nullptr;
}

Routed Router::route(Method method, std::string_view path) const {
  Routed routed;
  if (routed.problem = path_problem(path); !routed.problem.empty()) {
    routed.outcome = RouteOutcome::BadPath;
    return routed;
  }
  if (!path.starts_with('/')) return routed;

  std::array<std::string_view, kMaxPathSegments> pieces;
  std::size_t count = 0;
  for (std::string_view rest = path.substr(1); !rest.empty();) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    if (end == 0 || count == pieces.size()) return routed;
    pieces[count++] = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const Path* found = find(Segments(pieces.data(), count));
  if (found == nullptr) return routed;

  const auto route = method == Method::Other ? std::nullopt : found->route[place(method)];
  if (!route) {
    routed.outcome =
        method == Method::Options ? RouteOutcome::AskedForMethods : RouteOutcome::UnknownMethod;
    routed.allowed = found->allowed;
    return routed;
  }
  routed.outcome = RouteOutcome::Found;
  routed.route = *route;
  for (std::size_t i = 0; i < count; ++i) {
    if (!found->segments[i].is_parameter) continue;
    std::string& value = routed.path.values[routed.path.count++];
    if (pieces[i].find('%') == std::string_view::npos) {
      value = pieces[i];
    } else {
      value = decode_path_segment(pieces[i]).value_or("");  // path_problem has tried it
    }
  }
  return routed;
}

}  // namespace avocet::http
