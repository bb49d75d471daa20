#include "avocet/structs/bind.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/check.h"
#include "avocet/avro/logical.h"
#include "avocet/base/text.h"

namespace avocet::structs {
namespace {

using avro::Kind;
using avro::Logical;
using avro::Node;
using avro::NodeId;
using avro::Schema;

enum class Adopt : std::uint8_t {
  Open,        // what the struct leaves open
  Everything,  // names, aliases and defaults as well
};

// Walks two schemas side by side, where they match, and changes a copy of the struct's. What does
// not match is left for compile() or check() to find.
class Fitting {
 public:
  Fitting(const Schema& own, const Schema& other, Adopt adopt, std::size_t max_pairs)
      : graph_{.nodes = {own.nodes().begin(), own.nodes().end()},
               .root = own.root(),
               .referenced = {}},
        other_(other),
        adopt_(adopt),
        max_pairs_(max_pairs) {}

  avro::Result<Schema> run() {
    add(graph_.root, other_.root(), "");
    while (!waiting_.empty()) {
      const Pair pair = std::move(waiting_.back());
      waiting_.pop_back();
      if (auto fitted = fit(pair); !fitted) return std::unexpected(std::move(fitted.error()));
    }
    return Schema(std::move(graph_));
  }

 private:
  struct Pair {
    NodeId own;
    NodeId other;
    std::string path;
  };

  Node& own(NodeId id) { return graph_.nodes[static_cast<std::size_t>(id)]; }

  void add(NodeId own_id, NodeId other_id, std::string path) {
    if (seen_.emplace(own_id, other_id).second) {
      waiting_.push_back({.own = own_id, .other = other_id, .path = std::move(path)});
    }
  }

  static avro::SchemaError error(avro::SchemaFault fault, const Pair& pair, std::string message) {
    return {.fault = fault, .path = pair.path, .message = std::move(message)};
  }

  avro::Result<void> fit(const Pair& pair) {
    if (seen_.size() > max_pairs_) {
      return std::unexpected(
          error(avro::SchemaFault::Limit, pair, "more pairs of types than the limit"));
    }
    const Node& other = other_.node(pair.other);
    if (other.kind == Kind::Union) {
      for (const NodeId branch : other.children) add(pair.own, branch, pair.path);
      return {};
    }
    if (own(pair.own).kind == Kind::Union) {
      const std::vector<NodeId> branches = own(pair.own).children;
      for (std::size_t i = 0; i < branches.size(); ++i) {
        if (!may_match(own(branches[i]), other, branches.size())) continue;
        add(branches[i], pair.other, base::cat(pair.path, '/', i));
      }
      return {};
    }
    return fit_types(pair, other);
  }

  // Of several branches a name decides.
  static bool may_match(const Node& branch, const Node& other, std::size_t branches) {
    if (branch.kind != other.kind) return is_open(branch, other);
    if (!avro::is_named(branch.kind) || branches <= 2) return true;
    return branch.name.simple == other.name.simple ||
           std::ranges::find(branch.aliases, other.name) != branch.aliases.end();
  }

  // A uuid or a decimal may be kept in two ways.
  static bool is_open(const Node& node, const Node& other) {
    const Logical logical = avro::logical_type(node).kind;
    return (logical == Logical::Uuid || logical == Logical::Decimal) &&
           avro::logical_type(other).kind == logical;
  }

  avro::Result<void> fit_types(const Pair& pair, const Node& other) {
    Node& mine = own(pair.own);
    const Logical logical = avro::logical_type(mine).kind;
    const Logical others = avro::logical_type(other).kind;
    if (logical != Logical::None && others != Logical::None && logical != others) {
      return std::unexpected(error(avro::SchemaFault::Type, pair,
                                   base::cat("the member is of ", avro::to_text(logical),
                                             ", the data are of ", avro::to_text(others))));
    }
    if (is_open(mine, other)) {
      const std::vector<avro::Name> aliases = mine.aliases;
      mine = other;
      mine.aliases.insert(mine.aliases.end(), aliases.begin(), aliases.end());
      return {};
    }
    if (mine.kind != other.kind) return {};
    if (mine.kind == Kind::Fixed && mine.size_bytes == other.size_bytes) add_alias(mine, other);
    if (mine.kind == Kind::Enum && adopt_ == Adopt::Everything) {
      adopt_name(mine, other);
      const auto& symbols = mine.symbols;
      if (other.enum_default && std::ranges::find(symbols, *other.enum_default) != symbols.end()) {
        mine.enum_default = other.enum_default;
      }
    }
    if (mine.kind == Kind::Array || mine.kind == Kind::Map) {
      const NodeId item = mine.children[0];
      add(item, other.children[0],
          base::cat(pair.path, mine.kind == Kind::Array ? "/items" : "/values"));
    }
    if (mine.kind == Kind::Record) fit_fields(pair, other);
    return {};
  }

  static void add_alias(Node& mine, const Node& other) {
    const auto add_name = [&](const avro::Name& name) {
      if (mine.name != name && std::ranges::find(mine.aliases, name) == mine.aliases.end()) {
        mine.aliases.push_back(name);
      }
    };
    add_name(other.name);
    for (const avro::Name& alias : other.aliases) add_name(alias);
  }

  // The struct's own name becomes an alias: to Java, an alias without a namespace is none for a
  // type that has one.
  static void adopt_name(Node& mine, const Node& other) {
    avro::Name own_name = std::exchange(mine.name, other.name);
    if (own_name != mine.name) mine.aliases.push_back(std::move(own_name));
    add_alias(mine, other);
  }

  void fit_fields(const Pair& pair, const Node& other) {
    Node& mine = own(pair.own);
    if (adopt_ == Adopt::Everything) adopt_name(mine, other);
    for (std::size_t i = 0; i < mine.fields.size(); ++i) {
      avro::Field& field = mine.fields[i];
      const auto found = std::ranges::find_if(other.fields, [&](const avro::Field& candidate) {
        return candidate.name == field.name ||
               std::ranges::find(field.aliases, candidate.name) != field.aliases.end();
      });
      if (found == other.fields.end()) continue;
      if (adopt_ == Adopt::Everything) adopt_field(field, *found);
      add(field.type, found->type, base::cat(pair.path, "/fields/", i, "/type"));
    }
  }

  static void adopt_field(avro::Field& field, const avro::Field& other) {
    const auto add_name = [&](const std::string& name) {
      if (field.name != name && std::ranges::find(field.aliases, name) == field.aliases.end()) {
        field.aliases.push_back(name);
      }
    };
    add_name(other.name);
    for (const std::string& alias : other.aliases) add_name(alias);
    field.default_value = other.default_value;
  }

  Schema::Graph graph_;
  const Schema& other_;
  Adopt adopt_;
  std::size_t max_pairs_;
  std::vector<Pair> waiting_;
  std::set<std::pair<NodeId, NodeId>> seen_;
};

}  // namespace

avro::Result<avro::Plan> plan_reading(const Schema& own, const Schema& writer,
                                      const avro::CompileOptions& options) {
  auto reader = Fitting(own, writer, Adopt::Open, options.limits.max_work).run();
  if (!reader) return std::unexpected(std::move(reader.error()));
  return avro::compile(writer, *reader, options);
}

avro::Result<Schema> adopt_reader(const Schema& own, const Schema& reader) {
  auto fitted = Fitting(own, reader, Adopt::Everything, avro::CompileLimits{}.max_work).run();
  if (!fitted) return fitted;
  const auto differences = avro::check(*fitted, reader);
  if (!differences) return std::unexpected(differences.error());
  if (differences->empty()) return fitted;
  const avro::Difference& first = differences->front();
  return std::unexpected(avro::SchemaError{
      .fault = avro::SchemaFault::Type,
      .path = first.path == "/" ? std::string() : first.path,
      .message = base::cat("the struct cannot hold this: ", to_text(first.kind), " ", first.info)});
}

}  // namespace avocet::structs
