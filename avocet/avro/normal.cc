// Confluent's normal form of a schema: one spelling for what means the same.
#include <algorithm>

#include "avocet/avro/canonical.h"
#include "avocet/avro/internal/java_value.h"
#include "avocet/avro/internal/opening.h"
#include "avocet/avro/internal/walk.h"
#include "avocet/avro/logical.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

using base::append_json_string;

// For walk().
class NormalWriter {
 public:
  NormalWriter(const Schema& schema, NullNamespace names)
      : nodes_(schema.nodes()), names_(names), written_(nodes_.size()) {
    for (const NodeId id : schema.referenced()) written_[static_cast<std::size_t>(id)] = true;
  }

  bool leaf(NodeId id, std::string_view space) {
    const Node& node = at(nodes_, id);
    if (is_named(node.kind)) {
      if (written_[static_cast<std::size_t>(id)]) {
        append_json_string(text_, node.name.full());
        return true;
      }
      written_[static_cast<std::size_t>(id)] = true;
      head(node, space);
    }
    if (is_primitive(node.kind)) {
      primitive(node);
    } else if (node.kind == Kind::Enum) {
      text_ += ",\"symbols\":";
      strings(node.symbols);
      logical(node);
      tail(node);
      text_ += '}';
    } else if (node.kind == Kind::Fixed) {
      text_ += base::cat(",\"size\":", node.size_bytes);
      logical(node);
      tail(node);
      text_ += '}';
    } else {
      return false;
    }
    return true;
  }

  void open(const Node& node, std::string_view) { append_opening(text_, node.kind); }
  void before(const Node& node, std::size_t i) { append_part_opening(text_, node, i); }

  void after(const Node& node, std::size_t i) {
    if (node.kind != Kind::Record) return;
    const Field& field = node.fields[i];
    if (field.order != Order::Ascending) {
      text_ +=
          field.order == Order::Descending ? ",\"order\":\"descending\"" : ",\"order\":\"ignore\"";
    }
    if (field.doc) member("doc", *field.doc);
    aliases(field.aliases);
    const auto value =
        java_value(nodes_, field.type, field.default_value ? &*field.default_value : nullptr);
    if (!value) {
      is_empty_union_ = true;
    } else if (*value) {
      text_ += ",\"default\":";
      base::append_json(text_, **value);
    }
    attributes(field.attributes, 0);
    text_ += '}';
  }

  void close(const Node& node) {
    if (node.kind == Kind::Union) {
      text_ += ']';
      return;
    }
    if (node.kind == Kind::Record) text_ += ']';
    logical(node);
    tail(node);
    text_ += '}';
  }

  Result<std::string> take() {
    if (!is_empty_union_) return std::move(text_);
    return std::unexpected(SchemaError{
        .fault = SchemaFault::Type,
        .path = "",
        .message = "Index 0 out of bounds for length 0 (a field's type is the empty union)"});
  }

 private:
  void primitive(const Node& node) {
    if (node.attributes.empty()) {
      append_json_string(text_, to_text(node.kind));
      return;
    }
    text_ += base::cat("{\"type\":\"", to_text(node.kind), '"');
    logical(node);
    tail(node);
    text_ += '}';
  }

  void head(const Node& node, std::string_view space) {
    text_ += "{\"name\":";
    append_json_string(text_, node.name.full());
    if (names_ == NullNamespace::Kept && node.name.space.empty() && !space.empty())
      text_ += ",\"namespace\":\"\"";
    text_ += base::cat(",\"type\":\"", to_text(node.kind), '"');
  }

  // What a logical type rests on comes first, when it is a valid one.
  void logical(const Node& node) {
    const LogicalType type = logical_type(node);
    first_.clear();
    if (type.kind == Logical::None) return;
    first_ = {"logicalType"};
    if (type.kind == Logical::Decimal) first_.push_back("precision");
    if (type.scale != 0) first_.push_back("scale");
    for (const std::string_view key : first_) {
      const auto found =
          std::find_if(node.attributes.begin(), node.attributes.end(),
                       [&](const Attribute& attribute) { return attribute.key == key; });
      attribute(*found);
    }
  }

  // After logical().
  void tail(const Node& node) {
    if (node.doc && !node.doc->empty()) member("doc", *node.doc);
    std::vector<std::string> names;
    for (const Name& alias : node.aliases) names.push_back(alias.full());
    aliases(std::move(names));
    if (node.enum_default) member("default", *node.enum_default);
    attributes(node.attributes, first_.size());
  }

  void attributes(const std::vector<Attribute>& attributes, std::size_t written) {
    std::vector<const Attribute*> rest;
    for (const Attribute& one : attributes) {
      if (std::find(first_.begin(), first_.begin() + static_cast<std::ptrdiff_t>(written),
                    one.key) == first_.begin() + static_cast<std::ptrdiff_t>(written)) {
        rest.push_back(&one);
      }
    }
    std::sort(rest.begin(), rest.end(),
              [](const auto* a, const auto* b) { return base::utf16_less(a->key, b->key); });
    for (const Attribute* one : rest) attribute(*one);
  }

  void attribute(const Attribute& one) {
    text_ += ',';
    append_json_string(text_, one.key);
    text_ += ':';
    base::append_json(text_, sorted(one.value));
  }

  void aliases(std::vector<std::string> names) {
    if (names.empty()) return;
    std::sort(names.begin(), names.end(), base::utf16_less);
    text_ += ",\"aliases\":";
    strings(names);
  }

  void member(std::string_view key, std::string_view value) {
    text_ += base::cat(",\"", key, "\":");
    append_json_string(text_, value);
  }

  void strings(const std::vector<std::string>& items) {
    text_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ',';
      append_json_string(text_, items[i]);
    }
    text_ += ']';
  }

  std::span<const Node> nodes_;
  NullNamespace names_;
  std::vector<bool> written_;
  std::vector<std::string_view> first_;  // attributes that stand before the others
  bool is_empty_union_ = false;
  std::string text_;
};

}  // namespace

Result<std::string> normal_form(const Schema& schema, NullNamespace names) {
  NormalWriter writer(schema, names);
  walk(schema.nodes(), schema.root(), writer);
  return writer.take();
}

}  // namespace avocet::avro
