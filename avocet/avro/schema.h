// schema.h - an Avro schema: a graph of nodes, immutable once parsed.
//
//   text --parse()--> Schema --to_text()--> the text a registry returns
//                            --canonical_form()--> fingerprints
//                            --check(reader, writer)--> differences
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/base/json.h"

namespace avocet::avro {

enum class Kind : std::uint8_t {
  Null,
  Boolean,
  Int,
  Long,
  Float,
  Double,
  Bytes,
  String,
  Record,
  Enum,
  Array,
  Map,
  Union,
  Fixed
};

// The specification's word: "null" … "fixed"; records declared as `error` are Kind::Record too.
std::string_view to_text(Kind kind) noexcept;

constexpr bool is_primitive(Kind kind) noexcept { return kind <= Kind::String; }
constexpr bool is_named(Kind kind) noexcept {
  return kind == Kind::Record || kind == Kind::Enum || kind == Kind::Fixed;
}

// A fullname in its two parts; `space` is "" for the null namespace.
struct Name {
  std::string space;
  std::string simple;

  std::string full() const { return space.empty() ? simple : space + "." + simple; }
  friend bool operator==(const Name&, const Name&) = default;
  friend auto operator<=>(const Name&, const Name&) = default;
};

// An attribute the specification gives no meaning here: kept, and printed back. Includes
// logicalType, precision, scale.
struct Attribute {
  std::string key;
  base::Json value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

enum class NodeId : std::uint32_t {};  // index of a node in its schema
enum class Order : std::uint8_t { Ascending, Descending, Ignore };

struct Field {
  std::string name;
  NodeId type{};
  std::optional<std::string> doc{};
  std::optional<base::Json>
      default_value{};  // as it is printed: numbers already in their stored spelling
  Order order = Order::Ascending;
  std::vector<std::string> aliases{};
  std::vector<Attribute> attributes{};
};

// One type. Every occurrence of an unnamed type is a node of its own; a named type is one node,
// however often it is used.
struct Node {
  Kind kind = Kind::Null;
  bool is_error = false;  // a record declared as "error"
  Name name{};            // named types
  std::optional<std::string> doc{};
  std::vector<Name> aliases{};
  std::vector<Field> fields{};                // Record
  std::vector<std::string> symbols{};         // Enum
  std::optional<std::string> enum_default{};  // Enum: the type's own default
  std::uint32_t size_bytes = 0;               // Fixed
  std::vector<NodeId> children{};             // Array: items. Map: values. Union: branches.
  std::vector<Attribute> attributes{};
};

// An immutable value; copies share the graph, and any number of threads may read it.
class Schema {
 public:
  struct Graph {
    std::vector<Node> nodes;
    NodeId root{};
    std::vector<NodeId>
        referenced;  // the top-level types of the schemas that were parsed before this one
  };

  explicit Schema(Graph graph) : graph_(std::make_shared<const Graph>(std::move(graph))) {}

  NodeId root() const noexcept { return graph_->root; }
  const Node& node(NodeId id) const noexcept { return graph_->nodes[static_cast<std::size_t>(id)]; }
  std::span<const Node> nodes() const noexcept { return graph_->nodes; }  // indexed by NodeId
  std::size_t node_count() const noexcept { return graph_->nodes.size(); }
  // Named types that came from referenced schemas; the registry's text prints each as a name.
  std::span<const NodeId> referenced() const noexcept { return graph_->referenced; }

 private:
  std::shared_ptr<const Graph> graph_;
};

}  // namespace avocet::avro
