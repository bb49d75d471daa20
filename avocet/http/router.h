// router.h - which route a method and a path mean. It knows patterns, not what is behind them.
//
//   Request --Router::route()--> Routed: the route's place in the table, and its path parameters
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/http/message.h"

namespace avocet::http {

// One line of a table: "/subjects/{subject}/versions". A segment in braces is a parameter; the
// others are compared as they are, undecoded and by case.
struct RoutePattern {
  Method method = Method::Get;
  std::string_view pattern;  // outlives the router
};

inline constexpr std::size_t kMaxPathSegments = 8;    // of a pattern; longer paths are unknown
inline constexpr std::size_t kMaxPathParameters = 3;  // of a pattern

// The decoded values of the segments in braces, in the pattern's order. Well-formed UTF-8 without
// control characters below U+0080.
struct PathParameters {
  std::array<std::string, kMaxPathParameters> values;
  std::size_t count = 0;
  const std::string& operator[](std::size_t at) const noexcept { return values[at]; }
};

enum class RouteOutcome : std::uint8_t {
  Found,
  UnknownPath,      // 404
  UnknownMethod,    // 405; `allowed` has the methods
  BadPath,          // 400; `problem` says why
  AskedForMethods,  // OPTIONS on a known path
};

struct Routed {
  RouteOutcome outcome = RouteOutcome::UnknownPath;
  std::size_t route = 0;  // Found: index into the table
  PathParameters path;    // Found
  std::string_view
      allowed;  // UnknownMethod, AskedForMethods: "HEAD, GET, OPTIONS"; lives as long as the router
  std::string_view problem;  // BadPath: a sentence
};

// Immutable. HEAD finds the GET route of its path. Of several patterns that fit, the first in the
// table counts.
class Router {
 public:
  explicit Router(std::span<const RoutePattern> table);

  // A trailing slash is accepted; an empty segment makes the path unknown. Escapes are decoded once
  // and within their segment, so %2F is a character like any other, and ';' and '=' are data.
  // Source: spec/rest-api.md 1.5, 1.6.
  Routed route(Method method, std::string_view path) const;

 private:
  struct Segment {
    std::string_view text;  // without braces
    bool is_parameter = false;
  };
  struct Path {
    std::vector<Segment> segments;
    std::array<std::optional<std::size_t>, 6> route;  // by Method, but for Other
    std::string allowed;
  };
  using Segments = std::span<const std::string_view>;

  static bool fits(const Path& path, Segments segments) noexcept;
  const Path* find(Segments segments) const noexcept;

  std::vector<Path> paths_;
  std::vector<std::vector<std::size_t>> by_length_;  // indexes into paths_, by number of segments
};

// Why a raw path is refused as a whole, whatever it names: a sentence, or "" for nothing wrong.
// Broken escapes, escaped control characters and backslashes, escaped dots as a whole segment,
// ill-formed UTF-8, and characters that RFC 3986 does not allow in a path.
std::string_view path_problem(std::string_view path);

}  // namespace avocet::http
