#include "avocet/testing/reference_resolution.h"

#include <algorithm>
#include <functional>
#include <string>

#include "avocet/avro/logical.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Name;
using avro::Node;
using avro::NodeId;
using avro::Schema;

namespace {

// Visits the types that a schema uses, each node once, as they come in its text.
void visit(const Schema& schema, NodeId id, std::set<NodeId>& seen,
           const std::function<void(const Node&)>& what) {
  if (!seen.insert(id).second) return;
  const Node& node = schema.node(id);
  what(node);
  for (const Field& field : node.fields) visit(schema, field.type, seen, what);
  for (const NodeId child : node.children) visit(schema, child, seen, what);
}

bool promotes(Kind w, Kind r) {
  switch (w) {
    case Kind::Int:
      return r == Kind::Long || r == Kind::Float || r == Kind::Double;
    case Kind::Long:
      return r == Kind::Float || r == Kind::Double;
    case Kind::Float:
      return r == Kind::Double;
    case Kind::String:
      return r == Kind::Bytes;
    case Kind::Bytes:
      return r == Kind::String;
    default:
      return false;
  }
}

bool decimals_differ(const Node& w, const Node& r) {
  const avro::LogicalType a = avro::logical_type(w);
  const avro::LogicalType b = avro::logical_type(r);
  return a.kind == avro::Logical::Decimal && b.kind == avro::Logical::Decimal && a != b;
}

}  // namespace

Schema renamed_by_aliases(const Schema& writer, const Schema& reader) {
  std::map<Name, Name> types;
  std::map<Name, std::map<std::string, std::string>> fields;
  std::set<NodeId> seen;
  visit(reader, reader.root(), seen, [&](const Node& node) {
    for (const Name& alias : node.aliases) types[alias] = node.name;
    for (const Field& field : node.fields) {
      for (const std::string& alias : field.aliases) fields[node.name][alias] = field.name;
    }
  });
  Schema::Graph graph{.nodes = {writer.nodes().begin(), writer.nodes().end()},
                      .root = writer.root(),
                      .referenced = {}};
  for (Node& node : graph.nodes) {
    if (!avro::is_named(node.kind)) continue;
    if (const auto to = types.find(node.name); to != types.end()) node.name = to->second;
    const auto names = fields.find(node.name);
    if (names == fields.end()) continue;
    for (Field& field : node.fields) {
      if (const auto to = names->second.find(field.name); to != names->second.end()) {
        field.name = to->second;
      }
    }
  }
  return Schema(std::move(graph));
}

bool has_finite_value(const Schema& schema, NodeId type) {
  std::vector<bool> finite(schema.node_count(), false);
  const auto is_finite = [&](NodeId id) { return finite[static_cast<std::size_t>(id)]; };
  const auto judge = [&](const Node& node) {
    switch (node.kind) {
      case Kind::Record:
        return std::ranges::all_of(node.fields, is_finite, &Field::type);
      case Kind::Union:
        return std::ranges::any_of(node.children, is_finite);
      default:
        return true;
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < finite.size(); ++i) {
      if (finite[i] || !judge(schema.nodes()[i])) continue;
      finite[i] = changed = true;
    }
  }
  return is_finite(type);
}

Resolution::Resolution(const Schema& writer, const Schema& reader, Rules rules)
    : writer_(renamed_by_aliases(writer, reader)), reader_(reader), rules_(rules) {}

// Types that contain themselves make pairs that depend on themselves: all are presumed to be
// readable until one is found that is not, over and over until nothing changes.
bool Resolution::readable(NodeId w, NodeId r) {
  presumed(w, r);
  for (bool changed = true; changed;) {
    changed = false;
    const std::size_t known = readable_.size();
    for (auto& [pair, is_readable] : readable_) {
      if (!is_readable || judge(pair)) continue;
      is_readable = false;
      changed = true;
    }
    if (readable_.size() != known) changed = true;
  }
  return readable_.at({w, r});
}

bool Resolution::presumed(NodeId w, NodeId r) {
  return readable_.try_emplace({w, r}, true).first->second;
}

bool Resolution::judge(const Pair& pair) {
  const Node& w = writer_.node(pair.first);
  const Node& r = reader_.node(pair.second);
  if (w.kind == Kind::Union) return true;  // rule 2: only the branch that is met counts
  if (r.kind == Kind::Union) {
    const auto chosen = branch(pair.first, pair.second);
    return chosen && presumed(pair.first, r.children[*chosen]);
  }
  if (w.kind != r.kind) return promotes(w.kind, r.kind);
  if (rules_ == Rules::Strict && decimals_differ(w, r)) return false;
  switch (w.kind) {
    case Kind::Fixed:
      return w.name.simple == r.name.simple && w.size_bytes == r.size_bytes;
    case Kind::Enum:
      return w.name.simple == r.name.simple;
    case Kind::Array:
    case Kind::Map:
      return presumed(w.children[0], r.children[0]);
    case Kind::Record:
      return judge_records(w, r);
    default:
      return true;
  }
}

bool Resolution::judge_records(const Node& w, const Node& r) {
  if (rules_ == Rules::Strict && w.name.simple != r.name.simple) return false;
  std::set<std::string> names;
  for (const Field& field : w.fields) {
    if (!names.insert(field.name).second) return false;  // an alias made two fields one
  }
  bool all = true;
  for (const Field& field : r.fields) {
    const auto written = written_field(w, field);
    const bool fills =
        written ? presumed(w.fields[*written].type, field.type) : field.default_value.has_value();
    all = all && fills;
  }
  return all;
}

std::optional<std::size_t> Resolution::written_field(const Node& writer, const Field& field) {
  const auto found = std::ranges::find(writer.fields, field.name, &Field::name);
  if (found == writer.fields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - writer.fields.begin());
}

// Rule 4. Java's order: an exact type, the full name at once; else for records the last of those
// with this short name that can be read, or the first that can be read at all; else the first
// promotion.
std::optional<std::size_t> Resolution::branch(NodeId w, NodeId r) {
  const Node& writer = writer_.node(w);
  const std::vector<NodeId>& branches = reader_.node(r).children;
  std::optional<std::size_t> structural;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Node& reader = reader_.node(branches[i]);
    if (reader.kind != writer.kind) continue;
    if (!avro::is_named(writer.kind) || reader.name == writer.name) return i;
    if (writer.kind != Kind::Record || !presumed(w, branches[i])) continue;
    if (!structural || reader.name.simple == writer.name.simple) structural = i;
  }
  if (structural) return structural;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (promotes(writer.kind, reader_.node(branches[i]).kind)) return i;
  }
  return std::nullopt;
}

bool Resolution::same_union(NodeId w, NodeId r) const {
  std::set<Pair> seen;
  return same(w, r, seen);
}

bool Resolution::same(NodeId w_id, NodeId r_id, std::set<Pair>& seen) const {
  if (!seen.insert({w_id, r_id}).second) return true;
  const Node& w = writer_.node(w_id);
  const Node& r = reader_.node(r_id);
  if (w.kind != r.kind || w.name.simple != r.name.simple || w.symbols != r.symbols ||
      w.size_bytes != r.size_bytes || w.fields.size() != r.fields.size() ||
      w.children.size() != r.children.size()) {
    return false;
  }
  for (std::size_t i = 0; i < w.fields.size(); ++i) {
    if (w.fields[i].name != r.fields[i].name) return false;
    if (!same(w.fields[i].type, r.fields[i].type, seen)) return false;
  }
  for (std::size_t i = 0; i < w.children.size(); ++i) {
    if (!same(w.children[i], r.children[i], seen)) return false;
  }
  return true;
}

}  // namespace avocet::testing
