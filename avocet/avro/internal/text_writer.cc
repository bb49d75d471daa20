#include "avocet/avro/internal/text_writer.h"

#include "avocet/avro/internal/names.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"

namespace avocet::avro {

using base::append_json_string;

TextWriter::TextWriter(std::span<const Node> nodes, std::span<const NodeId> names)
    : nodes_(nodes), written_(nodes.size()) {
  for (const NodeId id : names) written_[static_cast<std::size_t>(id)] = true;
}

bool TextWriter::leaf(NodeId id, std::string_view space) {
  const Node& node = at(nodes_, id);
  if (is_named(node.kind)) {
    if (written_[static_cast<std::size_t>(id)]) {
      append_json_string(text_, relative_name(node.name, space));
      return true;
    }
    written_[static_cast<std::size_t>(id)] = true;
  }
  if (is_primitive(node.kind)) {
    if (node.attributes.empty()) {
      append_json_string(text_, to_text(node.kind));
    } else {
      text_ += base::cat("{\"type\":\"", to_text(node.kind), '"');
      attributes(node.attributes);
      text_ += '}';
    }
    return true;
  }
  if (node.kind == Kind::Enum) {
    head(node, space);
    text_ += ",\"symbols\":[";
    for (std::size_t i = 0; i < node.symbols.size(); ++i) {
      if (i > 0) text_ += ',';
      append_json_string(text_, node.symbols[i]);
    }
    text_ += ']';
    if (node.enum_default) string_member("default", *node.enum_default);
  } else if (node.kind == Kind::Fixed) {
    head(node, space);
    text_ += base::cat(",\"size\":", node.size_bytes);
  } else {
    return false;
  }
  attributes(node.attributes);
  aliases(node);
  text_ += '}';
  return true;
}

void TextWriter::open(const Node& node, std::string_view space) {
  switch (node.kind) {
    case Kind::Record:
      head(node, space);
      text_ += ",\"fields\":[";
      return;
    case Kind::Array:
      text_ += "{\"type\":\"array\",\"items\":";
      return;
    case Kind::Map:
      text_ += "{\"type\":\"map\",\"values\":";
      return;
    default:
      text_ += '[';
      return;
  }
}

void TextWriter::before(const Node& node, std::size_t i) {
  if (i > 0) text_ += ',';
  if (node.kind != Kind::Record) return;
  text_ += "{\"name\":";
  append_json_string(text_, node.fields[i].name);
  text_ += ",\"type\":";
}

void TextWriter::after(const Node& node, std::size_t i) {
  if (node.kind != Kind::Record) return;
  const Field& field = node.fields[i];
  if (field.doc) string_member("doc", *field.doc);
  if (field.default_value) {
    text_ += ",\"default\":";
    base::append_json(text_, *field.default_value);
  }
  if (field.order != Order::Ascending) {
    string_member("order", field.order == Order::Descending ? "descending" : "ignore");
  }
  if (!field.aliases.empty()) {
    for (std::size_t k = 0; k < field.aliases.size(); ++k) {
      text_ += k == 0 ? ",\"aliases\":[" : ",";
      append_json_string(text_, field.aliases[k]);
    }
    text_ += ']';
  }
  attributes(field.attributes);
  text_ += '}';
}

void TextWriter::close(const Node& node) {
  if (node.kind == Kind::Union) {
    text_ += ']';
    return;
  }
  if (node.kind == Kind::Record) text_ += ']';
  attributes(node.attributes);
  aliases(node);
  text_ += '}';
}

void TextWriter::head(const Node& node, std::string_view space) {
  text_ += base::cat("{\"type\":\"", node.is_error ? "error" : to_text(node.kind), '"');
  string_member("name", node.name.simple);
  if (node.name.space != space) string_member("namespace", node.name.space);
  if (node.doc) string_member("doc", *node.doc);
}

void TextWriter::string_member(std::string_view key, std::string_view value) {
  text_ += base::cat(",\"", key, "\":");
  append_json_string(text_, value);
}

void TextWriter::attributes(const std::vector<Attribute>& attributes) {
  for (const auto& [key, value] : attributes) {
    text_ += ',';
    append_json_string(text_, key);
    text_ += ':';
    base::append_json(text_, value);
  }
}

void TextWriter::aliases(const Node& node) {
  for (std::size_t i = 0; i < node.aliases.size(); ++i) {
    text_ += i == 0 ? ",\"aliases\":[" : ",";
    append_json_string(text_, relative_name(node.aliases[i], node.name.space));
  }
  if (!node.aliases.empty()) text_ += ']';
}

std::string type_text(std::span<const Node> nodes, NodeId id, std::span<const NodeId> names) {
  TextWriter writer(nodes, names);
  walk(nodes, id, writer);
  return writer.take();
}

std::string relative_name(const Name& name, std::string_view space) {
  return name.space == space && !is_type_word(name.simple) ? name.simple : name.full();
}

}  // namespace avocet::avro
