#include "avocet/avro/internal/same.h"

#include <algorithm>

#include "avocet/avro/internal/walk.h"

namespace avocet::avro {

using base::Json;

namespace {

template <class Member>
std::vector<const Member*> by_key(const std::vector<Member>& members) {
  std::vector<const Member*> sorted;
  for (const Member& member : members) sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* x, const auto* y) { return x->key < y->key; });
  return sorted;
}

// The depth is that of JSON that was parsed.
bool same_json(const Json& a, const Json& b);

template <class Member>
bool same_members(const std::vector<Member>& a, const std::vector<Member>& b) {
  if (a.size() != b.size()) return false;
  const auto x = by_key(a);
  const auto y = by_key(b);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i]->key != y[i]->key || !same_json(x[i]->value, y[i]->value)) return false;
  }
  return true;
}

bool same_json(const Json& a, const Json& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is_object()) return same_members(a.members(), b.members());
  if (!a.is_array()) return a == b;
  return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                    same_json);
}

bool same_default(const std::optional<Json>& a, const std::optional<Json>& b) {
  return a.has_value() == b.has_value() && (!a || same_json(*a, *b));
}

}  // namespace

bool same_definition(std::span<const Node> nodes, NodeId a, NodeId b) {
  if (a == b) return true;
  const Node& x = at(nodes, a);
  const Node& y = at(nodes, b);
  if (x.kind != y.kind || x.name != y.name || x.size_bytes != y.size_bytes ||
      x.symbols != y.symbols || inner_count(x) != inner_count(y) ||
      !same_members(x.attributes, y.attributes)) {
    return false;
  }
  for (std::size_t i = 0; i < x.fields.size(); ++i) {
    const Field& f = x.fields[i];
    const Field& g = y.fields[i];
    if (f.name != g.name || f.order != g.order || !same_default(f.default_value, g.default_value) ||
        !same_members(f.attributes, g.attributes)) {
      return false;
    }
  }
  for (std::size_t i = 0; i < inner_count(x); ++i) {
    const NodeId p = inner(x, i);
    const NodeId q = inner(y, i);
    if (p != q && (is_named(at(nodes, p).kind) || !same_definition(nodes, p, q))) return false;
  }
  return true;
}

}  // namespace avocet::avro
