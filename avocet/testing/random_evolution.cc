// random_evolution.cc - what becomes of a schema, by chance, for generators.h.
#include <algorithm>
#include <array>
#include <functional>

#include "avocet/base/text.h"
#include "avocet/testing/random_parts.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Node;
using avro::NodeId;
using avro::Schema;

namespace {

class Evolution {
 public:
  Evolution(Random& random, const Schema& schema)
      : random_(random),
        graph_{.nodes = {schema.nodes().begin(), schema.nodes().end()},
               .root = schema.root(),
               .referenced = {}} {}

  Schema make() {
    for (std::size_t steps = 1 + random_.below(4); steps > 0; --steps) change();
    return Schema(std::move(graph_));
  }

 private:
  // A change that does not suit the node it meets changes nothing.
  void change() {
    Node& node = graph_.nodes[random_.below(graph_.nodes.size())];
    switch (node.kind) {
      case Kind::Record:
        return change_record(node);
      case Kind::Enum:
        return change_enum(node);
      case Kind::Fixed:
        return random_.chance(80) ? rename(node) : void(++node.size_bytes);
      case Kind::Union:
        return change_union(node);
      case Kind::Array:
      case Kind::Map:
        return random_.chance(30) ? wrap(node.children[0]) : replace_any();
      default:
        return random_.chance(60) ? promote(node) : replace_any();
    }
  }

  template <class T>
  T& pick(std::vector<T>& items) {
    return items[random_.below(items.size())];
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random_.below(i)]);
  }

  std::string fresh(std::string_view letter) { return base::cat(letter, 100 + random_.below(900)); }

  void change_record(Node& node) {
    const std::size_t choice = random_.below(9);
    if (choice == 0) return rename(node);
    if (choice == 1) return add_field(node, true);
    if (choice == 2) return add_field(node, random_.chance(50));
    if (node.fields.empty()) return;
    if (choice == 3) return shuffle(node.fields);
    if (choice == 4)
      return void(node.fields.erase(
          node.fields.begin() + static_cast<std::ptrdiff_t>(random_.below(node.fields.size()))));
    if (choice == 5) return rename_field(pick(node.fields));
    if (choice == 6) return swap_names(node);
    return wrap(pick(node.fields).type);
  }

  void rename(Node& node) {
    if (random_.chance(20)) {
      node.name.space = node.name.space == "n" ? "o.p" : "n";
      return;
    }
    if (random_.chance(75)) node.aliases.push_back(node.name);
    node.name.simple = fresh("N");
  }

  void add_field(Node& node, bool with_default) {
    constexpr std::array<Kind, 5> kKinds = {Kind::Int, Kind::String, Kind::Null, Kind::Bytes,
                                            Kind::Double};
    Node type{.kind = kKinds[random_.below(kKinds.size())]};
    Field field{.name = fresh("g")};
    if (with_default) {
      const Schema alone({.nodes = {type}, .root = {}, .referenced = {}});
      field.default_value = default_json(random_value(random_, alone));
    }
    field.type = static_cast<NodeId>(graph_.nodes.size());
    node.fields.insert(
        node.fields.begin() + static_cast<std::ptrdiff_t>(random_.below(node.fields.size() + 1)),
        std::move(field));
    graph_.nodes.push_back(std::move(type));  // last: `node` lives in this vector
  }

  void rename_field(Field& field) {
    if (random_.chance(75)) field.aliases.push_back(field.name);
    field.name = fresh("f");
  }

  // Both are there under the other's name.
  void swap_names(Node& node) {
    Field& a = pick(node.fields);
    Field& b = pick(node.fields);
    if (a.name == b.name) return;
    a.aliases.push_back(a.name);
    b.aliases.push_back(b.name);
    std::swap(a.name, b.name);
  }

  void change_enum(Node& node) {
    switch (random_.below(6)) {
      case 0:
        return shuffle(node.symbols);
      case 1:
        return node.symbols.push_back(fresh("S"));
      case 2:
        if (node.symbols.size() == 1) return;
        node.symbols.erase(node.symbols.begin() +
                           static_cast<std::ptrdiff_t>(random_.below(node.symbols.size())));
        return;
      case 3:
        node.enum_default = pick(node.symbols);
        return;
      case 4:
        node.enum_default.reset();
        return;
      default:
        return rename(node);
    }
  }

  void change_union(Node& node) {
    switch (random_.below(4)) {
      case 0:
        return shuffle(node.children);
      case 1:
        if (node.children.size() == 1) return;
        node.children.erase(node.children.begin() +
                            static_cast<std::ptrdiff_t>(random_.below(node.children.size())));
        return;
      case 2:
        node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(
                                                         random_.below(node.children.size() + 1)),
                             static_cast<NodeId>(graph_.nodes.size()));
        graph_.nodes.push_back({.kind = static_cast<Kind>(random_.below(8))});
        return;
      default: {  // the union gives way to one of its branches
        const NodeId branch = pick(node.children);
        const auto self = static_cast<NodeId>(&node - graph_.nodes.data());
        replace(self, branch);
      }
    }
  }

  static Kind wider(Kind kind, std::size_t way) {
    switch (kind) {
      case Kind::Int:
        return std::array{Kind::Long, Kind::Float, Kind::Double}[way % 3];
      case Kind::Long:
        return std::array{Kind::Float, Kind::Double}[way % 2];
      case Kind::Float:
        return Kind::Double;
      case Kind::String:
        return Kind::Bytes;
      case Kind::Bytes:
        return Kind::String;
      default:
        return kind;
    }
  }

  void promote(Node& node) {
    node.kind = random_.chance(80) ? wider(node.kind, random_.below(6))
                                   : static_cast<Kind>(random_.below(8));
  }

  void wrap(NodeId& slot) {
    if (graph_.nodes[static_cast<std::size_t>(slot)].kind == Kind::Union) return;
    const auto other = static_cast<NodeId>(graph_.nodes.size());
    const auto either = static_cast<NodeId>(graph_.nodes.size() + 1);
    std::vector<NodeId> branches = {slot, other};
    shuffle(branches);
    slot = either;
    const Kind kind = random_.chance(60) ? Kind::Null : static_cast<Kind>(random_.below(8));
    graph_.nodes.push_back({.kind = kind});
    graph_.nodes.push_back({.kind = Kind::Union, .children = std::move(branches)});
  }

  // One use of a type becomes a use of another.
  void replace_any() {
    std::vector<NodeId*> slots = {&graph_.root};
    for (Node& node : graph_.nodes) {
      for (Field& field : node.fields) slots.push_back(&field.type);
      for (NodeId& child : node.children) slots.push_back(&child);
    }
    NodeId& slot = *pick(slots);
    if (random_.chance(70)) return wrap(slot);
    const std::size_t other = random_.below(graph_.nodes.size());
    const Kind kind = graph_.nodes[other].kind;  // an unnamed type may not contain itself
    if (avro::is_primitive(kind) || avro::is_named(kind)) slot = static_cast<NodeId>(other);
  }

  void replace(NodeId from, NodeId to) {
    if (graph_.root == from) graph_.root = to;
    for (Node& node : graph_.nodes) {
      for (Field& field : node.fields) {
        if (field.type == from) field.type = to;
      }
      for (NodeId& child : node.children) {
        if (child == from) child = to;
      }
    }
  }

  Random& random_;
  Schema::Graph graph_;
};

}  // namespace

// A change may make what is no schema: a default that does not fit, a branch twice. Then another
// one is tried.
Schema random_evolution(Random& random, const Schema& schema) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    const Schema changed = Evolution(random, schema).make();
    if (!parsed_again(changed)) continue;
    const Schema parsed = *parsed_again(changed);
    if (all_finite(parsed)) return parsed;
  }
  return schema;
}

}  // namespace avocet::testing
