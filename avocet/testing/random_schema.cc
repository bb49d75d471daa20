// random_schema.cc - schemas by chance, for generators.h.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

#include "avocet/base/text.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/random_parts.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Name;
using avro::Node;
using avro::NodeId;
using avro::Schema;

Seeds::Seeds(std::uint64_t count) : last(count) {
  const char* const wanted = std::getenv("AVOCET_SEEDS");
  if (wanted == nullptr) return;
  const auto ends = base::split(wanted, '-');
  first = static_cast<std::uint64_t>(base::parse_int64(ends.front()).value());
  last = static_cast<std::uint64_t>(base::parse_int64(ends.back()).value());
  narrowed = last - first < count;
}

namespace {

base::Json number(std::int64_t value) { return base::Json(value); }

class SchemaMaker {
 public:
  SchemaMaker(Random& random, const SchemaShape& shape) : random_(random), shape_(shape) {}

  Schema make() {
    const NodeId root = random_.chance(70) ? record(0, Place::Free) : any(0, Place::Free);
    return Schema({.nodes = std::move(nodes_), .root = root, .referenced = {}});
  }

 private:
  enum class Place : std::uint8_t { Free, Branch, Ignored };

  NodeId add(Node node) {
    nodes_.push_back(std::move(node));
    return static_cast<NodeId>(nodes_.size() - 1);
  }

  Node& at(NodeId id) { return nodes_[static_cast<std::size_t>(id)]; }

  Name new_name(std::string_view letter) {
    return {.space = random_.chance(70) ? "n" : "o.p", .simple = base::cat(letter, next_name_++)};
  }

  NodeId any(std::size_t depth, Place place) {
    if (!named_.empty() && random_.chance(15)) return named_[random_.below(named_.size())];
    const std::size_t choice = random_.below(depth >= shape_.max_depth ? 10 : 20);
    if (choice < 8) return primitive();
    if (choice == 8) return fixed();
    if (choice == 9) return enumeration();
    if (choice < 14) return record(depth, place);
    if (choice < 16) return collection(Kind::Array, depth, place);
    if (choice == 16) {
      const bool fits = !shape_.orderable || place == Place::Ignored;
      return collection(fits ? Kind::Map : Kind::Array, depth, place);
    }
    return place == Place::Branch ? record(depth, place) : either(depth, place);
  }

  NodeId primitive() {
    Node node{.kind = static_cast<Kind>(random_.below(8))};
    if (node.kind == Kind::Long && random_.chance(20)) {
      node.attributes.push_back({"logicalType", base::Json(std::string("timestamp-millis"))});
    }
    if (node.kind == Kind::Bytes && random_.chance(20)) {
      node.attributes.push_back({"logicalType", base::Json(std::string("decimal"))});
      node.attributes.push_back({"precision", number(4 + static_cast<int>(random_.below(2)))});
    }
    return add(std::move(node));
  }

  NodeId fixed() {
    constexpr std::array<std::uint32_t, 5> kSizes = {0, 1, 2, 12, 16};
    Node node{.kind = Kind::Fixed};
    node.name = new_name("F");
    node.size_bytes = kSizes[random_.below(kSizes.size())];
    return remember(add(std::move(node)));
  }

  NodeId enumeration() {
    Node node{.kind = Kind::Enum};
    node.name = new_name("E");
    const std::size_t count = 1 + random_.below(shape_.max_children);
    for (std::size_t i = 0; i < count; ++i) node.symbols.push_back(base::cat('S', i));
    if (random_.chance(30)) node.enum_default = node.symbols[random_.below(count)];
    return remember(add(std::move(node)));
  }

  NodeId remember(NodeId id) {
    named_.push_back(id);
    return id;
  }

  NodeId record(std::size_t depth, Place place) {
    Node node{.kind = Kind::Record};
    node.name = new_name("R");
    if (random_.chance(10))
      node.aliases.push_back({.space = "n", .simple = base::cat("Old", next_name_)});
    const NodeId id = add(std::move(node));
    if (!shape_.orderable || place != Place::Ignored)
      remember(id);  // what is ignored may hold maps
    const std::size_t count = random_.below(shape_.max_children + 1);
    for (std::size_t i = 0; i < count; ++i) {
      Field field{.name = base::cat(static_cast<char>('a' + i))};
      field.order = static_cast<avro::Order>(random_.chance(20) ? 1 + random_.below(2) : 0);
      const bool ignored = place == Place::Ignored || field.order == avro::Order::Ignore;
      field.type = any(depth + 1, ignored ? Place::Ignored : Place::Free);
      at(id).fields.push_back(std::move(field));
    }
    return id;
  }

  NodeId collection(Kind kind, std::size_t depth, Place place) {
    const NodeId item = any(depth + 1, place == Place::Ignored ? place : Place::Free);
    return add({.kind = kind, .children = {item}});
  }

  NodeId either(std::size_t depth, Place place) {
    std::vector<NodeId> branches;
    const std::size_t count = 1 + random_.below(shape_.max_children);
    if (random_.chance(70)) branches.push_back(add({.kind = Kind::Null}));
    for (std::size_t i = 0; i < count; ++i) {
      const NodeId branch = any(depth + 1, place == Place::Ignored ? place : Place::Branch);
      if (fits(branches, branch)) branches.push_back(branch);
    }
    if (branches.empty())
      return add({.kind = Kind::Union, .children = {add({.kind = Kind::Null})}});
    if (random_.chance(30)) std::swap(branches.front(), branches.back());
    return add({.kind = Kind::Union, .children = std::move(branches)});
  }

  bool fits(const std::vector<NodeId>& branches, NodeId id) {
    const Node& node = at(id);
    if (node.kind == Kind::Union) return false;
    return std::ranges::none_of(branches, [&](NodeId other) {
      return at(other).kind == node.kind && at(other).name == node.name;
    });
  }

  Random& random_;
  const SchemaShape& shape_;
  std::vector<Node> nodes_;
  std::vector<NodeId> named_;  // complete or not: a type may contain itself
  int next_name_ = 0;
};

}  // namespace

Schema random_schema(Random& random, const SchemaShape& shape) {
  for (;;) {
    const Schema schema = SchemaMaker(random, shape).make();
    if (!all_finite(schema)) continue;
    if (auto parsed = parsed_again(with_defaults(random, schema))) return *std::move(parsed);
  }
}

}  // namespace avocet::testing
