// text_writer.h - types as Java's Schema.toString has them: member order and relative names
// (spec/avro.md 2.3).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/internal/walk.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// For walk(). One writer writes one text; `nodes` outlives it.
class TextWriter {
 public:
  // The types in `names` are written as names even at their first use.
  TextWriter(std::span<const Node> nodes, std::span<const NodeId> names);

  bool leaf(NodeId id, std::string_view space);
  void open(const Node& node, std::string_view space);
  void before(const Node& node, std::size_t i);
  void after(const Node& node, std::size_t i);
  void close(const Node& node);

  std::string take() { return std::move(text_); }

 private:
  void head(const Node& node, std::string_view space);
  void string_member(std::string_view key, std::string_view value);
  void attributes(const std::vector<Attribute>& attributes);
  void aliases(const Node& node);

  std::span<const Node> nodes_;
  std::vector<bool> written_;
  std::string text_;
};

// `id` and what it holds, as the text of a whole schema.
std::string type_text(std::span<const Node> nodes, NodeId id, std::span<const NodeId> names = {});

// A name as it is written inside `space`: without its namespace if that is the same, unless the
// rest is a type's word
// ("record"), which would be read as that type.
std::string relative_name(const Name& name, std::string_view space);

}  // namespace avocet::avro
