// equal.cc - equality as Confluent's registry finds it: Java's Schema.equals, and doc, aliases and
// enum default besides.
#include "avocet/avro/equal.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "avocet/avro/internal/number.h"

namespace avocet::avro {
namespace {

using base::Json;

std::string_view without_sign_of_zero(std::string_view number) noexcept {
  return number == "-0" ? number.substr(1) : number;
}

// Jackson: whole numbers are equal by value and never equal to fractions; these are equal as
// doubles, but 0.0 is not -0.0.
bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (is_integral(a) != is_integral(b)) return false;
  if (is_integral(a)) return without_sign_of_zero(a) == without_sign_of_zero(b);
  const double x = to_double(a);
  const double y = to_double(b);
  return x == y && std::signbit(x) == std::signbit(y);
}

bool same_json(const Json& a, const Json& b);

// Members or attributes, in any order. Keys are distinct.
template <class Members>
bool same_members(const Members& a, const Members& b) {
  if (a.size() != b.size()) return false;
  const auto same = [](const auto& x, const auto& y) {
    return x.key == y.key && same_json(x.value, y.value);
  };
  const auto [first, other] =
      std::ranges::mismatch(a, b, [](const auto& x, const auto& y) { return x.key == y.key; });
  if (first == a.end()) return std::ranges::equal(a, b, same);

  const auto sorted = [](const Members& members) {
    std::vector<const typename Members::value_type*> out;
    for (const auto& member : members) out.push_back(&member);
    std::ranges::sort(out, {}, [](const auto* member) { return std::string_view(member->key); });
    return out;
  };
  return std::ranges::equal(sorted(a), sorted(b),
                            [&](const auto* x, const auto* y) { return same(*x, *y); });
}

// The depth of a JSON value is bounded where it is parsed.
bool same_json(const Json& a, const Json& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Json::Kind::Null:
      return true;
    case Json::Kind::Bool:
      return a.as_bool() == b.as_bool();
    case Json::Kind::Number:
      return same_number(a.number(), b.number());
    case Json::Kind::String:
      return a.string() == b.string();
    case Json::Kind::Array:
      return std::ranges::equal(a.items(), b.items(), same_json);
    case Json::Kind::Object:
      return same_members(a.members(), b.members());
  }
  return false;
}

bool same_default(const std::optional<Json>& a, const std::optional<Json>& b) {
  return a.has_value() == b.has_value() && (!a || same_json(*a, *b));
}

// Aliases are a set.
template <class Alias>
bool same_aliases(const std::vector<Alias>& a, const std::vector<Alias>& b) {
  if (a == b) return true;
  if (a.size() != b.size()) return false;
  std::vector<Alias> x = a;
  std::vector<Alias> y = b;
  std::ranges::sort(x);
  std::ranges::sort(y);
  return x == y;
}

bool same_field(const Field& a, const Field& b) {
  return a.name == b.name && a.doc == b.doc && a.order == b.order &&
         same_default(a.default_value, b.default_value) && same_aliases(a.aliases, b.aliases) &&
         same_members(a.attributes, b.attributes);
}

// All but what is inside: the types of fields, items, values and branches. `is_error` does not
// count in Java either.
bool same_shallowly(const Node& a, const Node& b) {
  return a.kind == b.kind && a.name == b.name && a.doc == b.doc && a.symbols == b.symbols &&
         a.enum_default == b.enum_default && a.size_bytes == b.size_bytes &&
         a.children.size() == b.children.size() && same_aliases(a.aliases, b.aliases) &&
         same_members(a.attributes, b.attributes) &&
         std::ranges::equal(a.fields, b.fields, same_field);
}

}  // namespace

// All pairs of corresponding nodes must be alike; which is first does not matter, so a work list
// does. A pair of named types is looked at once, which ends the recursion.
bool equivalent(const Schema& a, const Schema& b) {
  std::unordered_set<std::uint64_t> seen;
  std::vector<std::pair<NodeId, NodeId>> open{{a.root(), b.root()}};
  while (!open.empty()) {
    const auto [left, right] = open.back();
    open.pop_back();
    const Node& x = a.node(left);
    const Node& y = b.node(right);
    if (is_named(x.kind)) {
      const auto key = (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint64_t>(right);
      if (!seen.insert(key).second) continue;
    }
    if (!same_shallowly(x, y)) return false;
    for (std::size_t i = 0; i < x.fields.size(); ++i) {
      open.emplace_back(x.fields[i].type, y.fields[i].type);
    }
    for (std::size_t i = 0; i < x.children.size(); ++i) {
      open.emplace_back(x.children[i], y.children[i]);
    }
  }
  return true;
}

}  // namespace avocet::avro
