// builder.h - JSON trees become the nodes of one graph.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/error.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// Texts are added one after another and share one table of names. A name that is used before its
// definition gets its node at once, and the definition fills it. After an error the builder is of
// no more use.
class GraphBuilder {
 public:
  explicit GraphBuilder(const ParseLimits& limits) : limits_(limits) {}

  // Adds the types of one text; returns its outermost. `tree` is no deeper than JSON is allowed to
  // be.
  Result<NodeId> add(const base::Json& tree, Validation validation);

  // Whether a type was used before its definition: then the printed text nests differently from the
  // one that was parsed.
  bool has_forward_references() const noexcept { return forward_; }
  const std::vector<Node>& nodes() const noexcept { return nodes_; }
  std::vector<Node> take() { return std::move(nodes_); }

 private:
  enum class Stage : std::uint8_t { Awaited, Open, Done };
  using Id = std::optional<NodeId>;  // none: error_ says why
  using Json = base::Json;

  Id type(const Json& json, std::string_view space);
  Id object(const Json& json, std::string_view space);
  Id primitive_type(const Json& json, Kind kind);
  Id reference(const Json& json, std::string_view written, std::string_view space);
  Id collection(const Json& json, Kind kind, std::string_view space);
  Id union_type(const Json& json, std::string_view space);
  Id named(const Json& json, std::string_view word, std::string_view space);
  Id claim(const Json& json, const Name& name, bool& again);
  bool fill(const Json& json, Node& node, NodeId id);
  bool fill_record(const Json& json, NodeId id);
  bool fill_enum(const Json& json, Node& node);
  bool fill_fixed(const Json& json, Node& node);
  bool read_field(const Json& json, NodeId record);
  bool read_default(const Json& json, Field& field, Kind kind);
  bool read_order(const Json& json, Field& field);
  bool read_aliases(const Json& json, std::vector<std::string>& aliases);
  bool read_type_aliases(const Json& json, Node& node);
  bool check_type_name(const Json& json, const Name& name);
  bool check_name(const Json& json, std::string_view name, SchemaFault fault);
  bool check_branches(const Json& json, NodeId id);
  bool check_fields(const Json& json, NodeId id);
  bool check_defaults(std::size_t first);
  bool check_awaited();

  Id add_node(const Json& json, Node node, Stage stage);
  Node& node(NodeId id) { return nodes_[static_cast<std::size_t>(id)]; }

  std::nullopt_t fail(SchemaFault fault, const Json& where, std::string message);
  bool refuse(SchemaFault fault, const Json& where, std::string message);
  bool too_many(const Json& where, std::size_t count, std::string_view what, std::string_view limit,
                std::size_t value);

  const ParseLimits& limits_;
  Validation validation_ = Validation::Strict;
  const Json* tree_ = nullptr;
  std::vector<Node> nodes_;
  std::vector<Stage> stages_;         // by node
  std::vector<const Json*> sources_;  // by node: what it was read from, while its text is added
  std::vector<NodeId> awaited_;       // in order of use
  std::map<std::string, NodeId, std::less<>>
      names_;  // by fullname; ordered, so that no choice of names makes it slow
  bool forward_ = false;
  SchemaError error_;
};

}  // namespace avocet::avro
