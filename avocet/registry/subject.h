// subject.h - the name under which versions of a schema are kept: a context and a name in it
// (spec/rest-api.md 17.1).
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace avocet::registry {

inline constexpr std::string_view kDefaultContext = ".";
inline constexpr std::string_view kGlobalContext = ".__GLOBAL";  // config and mode of all contexts

// A qualified name. Shape: context begins with a dot and holds no colon; name may be empty (then it
// stands for the context).
struct Subject {
  std::string context = std::string(kDefaultContext);
  std::string name;

  // From "name", ":.ctx:name", ":.ctx:" or ":.ctx"; ":.:name" is the default context.
  static Subject parse(std::string_view text);

  // "name" in the default context, ":.ctx:name" elsewhere; the default context itself is "".
  std::string qualified() const;
  // The context as error messages show it: "" for the default one, ":.ctx:" else.
  std::string shown_context() const;

  bool in_default_context() const noexcept { return context == kDefaultContext; }

  friend bool operator==(const Subject&, const Subject&) = default;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

// What a name is checked for before something is stored under it.
enum class SubjectUse : unsigned char { Schemas, Settings };  // versions; config and mode

// No control characters, no reserved word; the global context, and the default one itself, only for
// settings.
bool is_valid(const Subject& subject, SubjectUse use);

}  // namespace avocet::registry
