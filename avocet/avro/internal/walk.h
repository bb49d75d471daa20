// walk.h - visits a graph of types in the order in which text is written, without recursion: a
// named type is entered at its first use, so types that name each other may nest far deeper than
// any text that was parsed.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// The types inside a type: of a record its fields', else the children.
inline std::size_t inner_count(const Node& node) {
  return node.kind == Kind::Record ? node.fields.size() : node.children.size();
}
inline NodeId inner(const Node& node, std::size_t i) {
  return node.kind == Kind::Record ? node.fields[i].type : node.children[i];
}
inline const Node& at(std::span<const Node> nodes, NodeId id) {
  return nodes[static_cast<std::size_t>(id)];
}

// `Writer` has
//   bool leaf(NodeId, std::string_view space)   writes a type that is not entered; false: enter it
//   void open(const Node&, std::string_view space), void close(const Node&)
//   void before(const Node&, std::size_t i), void after(const Node&, std::size_t i)   around the
//   i-th inner type
// `space` is the enclosing namespace; it lives as long as `nodes`.
template <class Writer>
void walk(std::span<const Node> nodes, NodeId root, Writer& writer) {
  struct Frame {
    const Node* node;
    std::string_view space;  // of what is inside
    std::size_t next = 0;
  };
  std::vector<Frame> open;
  const auto enter = [&](NodeId id, std::string_view space) {
    if (writer.leaf(id, space)) return;
    const Node& node = at(nodes, id);
    writer.open(node, space);
    open.push_back({&node, node.kind == Kind::Record ? std::string_view(node.name.space) : space});
  };
  enter(root, "");
  while (!open.empty()) {
    Frame& frame = open.back();
    const Node& node = *frame.node;
    if (frame.next > 0) writer.after(node, frame.next - 1);
    if (frame.next == inner_count(node)) {
      writer.close(node);
      open.pop_back();
      continue;
    }
    writer.before(node, frame.next);
    enter(inner(node, frame.next++), frame.space);
  }
}

}  // namespace avocet::avro
