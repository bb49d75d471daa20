// Types of every kind, and the names they are found by. Named types: builder_named.cc.
#include "avocet/avro/internal/builder.h"

#include <algorithm>
#include <array>

#include "avocet/avro/internal/attributes.h"
#include "avocet/avro/internal/defaults.h"
#include "avocet/avro/internal/message.h"
#include "avocet/avro/internal/names.h"
#include "avocet/avro/internal/number.h"
#include "avocet/avro/internal/pointer.h"
#include "avocet/avro/internal/text_writer.h"
#include "avocet/avro/internal/walk.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"

namespace avocet::avro {

using base::cat;

namespace {

// Names the usual mistake: {"name": "f", "type": "array", "items": …} as a field.
std::string undefined(const std::string& fullname) {
  std::string message = cat("Undefined schema: ", shown(fullname));
  for (const std::string_view word : {"record", "error", "enum", "array", "map", "fixed"}) {
    if (fullname != word) continue;
    message += cat(R"( (a type with more than a name is an object of its own: "type": {"type": ")",
                   word, R"(", …}))");
  }
  return message;
}

}  // namespace

Result<NodeId> GraphBuilder::add(const base::Json& tree, Validation validation) {
  tree_ = &tree;
  validation_ = validation;
  const std::size_t first = nodes_.size();
  const Id root = type(tree, "");
  if (!root || !check_awaited() || !check_defaults(first))
    return std::unexpected(std::move(error_));
  awaited_.clear();
  return *root;
}

GraphBuilder::Id GraphBuilder::type(const Json& json, std::string_view space) {
  if (json.is_string()) return reference(json, json.string(), space);
  if (json.is_array()) return union_type(json, space);
  if (json.is_object()) return object(json, space);
  return fail(SchemaFault::Type, json, cat("Schema not yet supported: ", shown(json)));
}

GraphBuilder::Id GraphBuilder::object(const Json& json, std::string_view space) {
  const Json* word = json.find("type");
  if (word == nullptr || !word->is_string())
    return fail(SchemaFault::Type, json, cat("No type: ", shown(json)));
  const std::string& name = word->string();
  if (const auto kind = primitive(name)) return primitive_type(json, *kind);
  if (name == "array") return collection(json, Kind::Array, space);
  if (name == "map") return collection(json, Kind::Map, space);
  if (name == "record" || name == "error" || name == "enum" || name == "fixed")
    return named(json, name, space);
  if (validation_ == Validation::Strict) {
    return fail(SchemaFault::Type, *word,
                cat("Type not supported: ", shown(name),
                    " (a reference to a named type is a plain string)"));
  }
  return reference(*word, name, space);  // {"type": "Name"}: Java 1.12 drops the object around
}

GraphBuilder::Id GraphBuilder::primitive_type(const Json& json, Kind kind) {
  const Id id = add_node(json, {.kind = kind}, Stage::Done);
  if (id) node(*id).attributes = attributes_of(json, kReservedInSchema);
  return id;
}

GraphBuilder::Id GraphBuilder::reference(const Json& json, std::string_view written,
                                         std::string_view space) {
  if (const auto kind = primitive(written)) return add_node(json, {.kind = *kind}, Stage::Done);
  const Name name = resolve_name(written, space);
  const std::string full = name.full();
  // The enclosing namespace comes first, the null namespace second. For Java a record that is still
  // open is not known yet: its own name, used inside it, is looked for in the null namespace before
  // it is taken for the record's.
  const auto own = names_.find(full);
  const auto outer = names_.find(written);
  const auto is_known = [&](const auto& found) {
    if (found == names_.end()) return false;
    const Stage stage = stages_[static_cast<std::size_t>(found->second)];
    return stage == Stage::Done || (stage == Stage::Open && validation_ == Validation::Strict);
  };
  if (is_known(own)) return own->second;
  if (is_known(outer)) return outer->second;
  if (own != names_.end()) return own->second;
  if (too_many(json, full.size(), "a name has ", "max_name_bytes", limits_.max_name_bytes))
    return std::nullopt;
  if (validation_ == Validation::Strict) return fail(SchemaFault::Name, json, undefined(full));
  const Id id = add_node(json, {.kind = Kind::Record, .name = name}, Stage::Awaited);
  if (!id) return id;
  names_.emplace(full, *id);
  awaited_.push_back(*id);
  return id;
}

GraphBuilder::Id GraphBuilder::collection(const Json& json, Kind kind, std::string_view space) {
  const bool is_array = kind == Kind::Array;
  const Json* inside = json.find(is_array ? "items" : "values");
  if (inside == nullptr) {
    return fail(
        SchemaFault::Type, json,
        cat(is_array ? "Array has no items type: " : "Map has no values type: ", shown(json)));
  }
  const Id id = add_node(json, {.kind = kind}, Stage::Done);
  if (!id) return id;
  const Id child = type(*inside, space);
  if (!child) return child;
  node(*id).children.push_back(*child);
  node(*id).attributes = attributes_of(json, kReservedInSchema);
  return id;
}

GraphBuilder::Id GraphBuilder::union_type(const Json& json, std::string_view space) {
  if (too_many(json, json.items().size(), "a union has ", "max_branches", limits_.max_branches))
    return std::nullopt;
  const Id id = add_node(json, {.kind = Kind::Union}, Stage::Done);
  if (!id) return id;
  std::vector<NodeId> branches;
  for (const Json& item : json.items()) {
    const Id branch = type(item, space);
    if (!branch) return branch;
    branches.push_back(*branch);
  }
  node(*id).children = std::move(branches);
  if (!check_branches(json, *id)) return std::nullopt;
  return id;
}

bool GraphBuilder::check_branches(const Json& json, NodeId id) {
  const std::vector<NodeId>& branches = node(id).children;
  std::array<bool, 14> seen{};  // unnamed kinds
  std::vector<bool> seen_named;
  std::vector<NodeId> named;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Node& branch = node(branches[i]);
    if (branch.kind == Kind::Union) {
      return refuse(SchemaFault::Type, json.items()[i],
                    cat("Nested union: ", shown(type_text(nodes_, id))));
    }
    if (is_named(branch.kind)) {
      named.push_back(branches[i]);
    } else if (std::exchange(seen[static_cast<std::size_t>(branch.kind)], true)) {
      return refuse(SchemaFault::Type, json.items()[i],
                    cat("Duplicate in union:", to_text(branch.kind)));
    }
  }
  std::sort(named.begin(), named.end());
  const auto twice = std::adjacent_find(named.begin(), named.end());
  if (twice == named.end()) return true;
  return refuse(SchemaFault::Type, json,
                cat("Duplicate in union:", shown(node(*twice).name.full())));
}

bool GraphBuilder::check_awaited() {
  for (const NodeId id : awaited_) {
    if (stages_[static_cast<std::size_t>(id)] != Stage::Awaited) continue;
    return refuse(SchemaFault::Name, *sources_[static_cast<std::size_t>(id)],
                  undefined(node(id).name.full()));
  }
  return true;
}

bool GraphBuilder::check_defaults(std::size_t first) {
  if (validation_ == Validation::RegistryStored) return true;
  const DefaultRule rule =
      validation_ == Validation::Strict ? DefaultRule::Strict : DefaultRule::Java;
  const auto fault = DefaultCheck(nodes_, rule, limits_.max_default_steps).find_fault(first);
  if (!fault) return true;
  const Json& where = *sources_[static_cast<std::size_t>(fault->record)];
  const Field& field = node(fault->record).fields[fault->field];
  if (fault->is_limit) {
    refuse(SchemaFault::Limit, where,
           cat("checking the defaults takes more than max_default_steps = ",
               limits_.max_default_steps));
  } else {
    refuse(SchemaFault::Default, where,
           cat("Invalid default for field ", shown(field.name), ": ", shown(*field.default_value),
               " not a ", shown(type_text(nodes_, field.type))));
  }
  error_.path += cat("/fields/", fault->field, "/default");
  return false;
}

GraphBuilder::Id GraphBuilder::add_node(const Json& json, Node node, Stage stage) {
  if (too_many(json, nodes_.size() + 1, "the schema has ", "max_nodes", limits_.max_nodes))
    return std::nullopt;
  nodes_.push_back(std::move(node));
  stages_.push_back(stage);
  sources_.push_back(&json);
  return static_cast<NodeId>(nodes_.size() - 1);
}

std::nullopt_t GraphBuilder::fail(SchemaFault fault, const Json& where, std::string message) {
  refuse(fault, where, std::move(message));
  return std::nullopt;
}

bool GraphBuilder::refuse(SchemaFault fault, const Json& where, std::string message) {
  error_ = {.fault = fault, .path = pointer_to(*tree_, where), .message = std::move(message)};
  return false;
}

bool GraphBuilder::too_many(const Json& where, std::size_t count, std::string_view what,
                            std::string_view limit, std::size_t value) {
  if (count <= value) return false;
  refuse(SchemaFault::Limit, where, cat(what, count, ", more than ", limit, " = ", value));
  return true;
}

}  // namespace avocet::avro
