#include "avocet/transcode/internal/read_program.h"

#include <algorithm>
#include <utility>

#include "avocet/avro/value.h"
#include "avocet/base/json_writer.h"

namespace avocet::transcode {

using avro::Kind;
using avro::Node;
using Json = base::Json::Kind;

ReadProgram::ReadProgram(const avro::Schema& schema, const JsonForm& form)
    : schema_(schema), form_(form) {
  nodes_.resize(schema_.node_count());
  fullnames_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& from = schema_.nodes()[i];
    ReadNode& node = nodes_[i];
    node.kind = from.kind;
    if (avro::is_named(from.kind)) fullnames_[i] = texts_.emplace_back(from.name.full());
    if (form_.logicals == Logicals::Text && from.kind != Kind::String) {
      node.logical = avro::logical_type(from);
    }
  }
  // What can be a branch's value must be known by now.
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& from = schema_.nodes()[i];
    ReadNode& node = nodes_[i];
    switch (from.kind) {
      case Kind::Record:
        add_record(from, node);
        break;
      case Kind::Union:
        add_union(from, node);
        break;
      case Kind::Enum: {
        std::vector<Named> names;
        for (const std::string& symbol : from.symbols) {
          names.push_back({symbol, static_cast<std::uint32_t>(names.size())});
        }
        add_names(node, std::move(names));
        break;
      }
      case Kind::Array:
      case Kind::Map:
        node.first = static_cast<std::uint32_t>(from.children[0]);
        break;
      case Kind::Fixed:
        node.count = from.size_bytes;
        break;
      default:
        break;
    }
  }
}

void ReadProgram::add_record(const Node& from, ReadNode& node) {
  node.first = static_cast<std::uint32_t>(parts_.size());
  node.count = static_cast<std::uint32_t>(from.fields.size());
  std::vector<Named> names;
  for (const avro::Field& field : from.fields) {
    base::append_json_string(texts_.emplace_back(), field.name);
    names.push_back({field.name, static_cast<std::uint32_t>(names.size())});
    parts_.push_back({.name = field.name,
                      .quoted = texts_.back(),
                      .type = static_cast<std::uint32_t>(field.type)});
  }
  add_names(node, std::move(names));
}

void ReadProgram::add_union(const Node& from, ReadNode& node) {
  node.first = static_cast<std::uint32_t>(parts_.size());
  node.count = static_cast<std::uint32_t>(from.children.size());
  node.choices = static_cast<std::uint32_t>(choices_.size());
  Choices& choices = choices_.emplace_back();
  std::vector<Named> names;
  for (const avro::NodeId child : from.children) {
    const auto index = static_cast<std::uint32_t>(names.size());
    const auto type = static_cast<std::uint32_t>(child);
    const Node& branch = schema_.node(child);
    const std::string_view name =
        avro::is_named(branch.kind) ? fullnames_[type] : to_text(branch.kind);
    names.push_back({name, index});
    parts_.push_back({.name = name, .quoted = {}, .type = type});
    for (std::size_t kind = 0; kind < kJsonKinds; ++kind) {
      if (may_be(type, static_cast<Json>(kind))) choices[kind].push_back(index);
    }
  }
  add_names(node, std::move(names));
}

void ReadProgram::add_names(ReadNode& node, std::vector<Named> names) {
  node.names = static_cast<std::uint32_t>(names_.size());
  node.name_count = static_cast<std::uint32_t>(names.size());
  std::ranges::sort(names, {}, &Named::name);
  names_.insert(names_.end(), names.begin(), names.end());
}

std::uint32_t ReadProgram::find(const ReadNode& node, std::string_view name) const noexcept {
  const auto first = names_.begin() + node.names;
  const auto last = first + node.name_count;
  const auto found = std::ranges::lower_bound(first, last, name, {}, &Named::name);
  return found != last && found->name == name ? found->index : kNoName;
}

std::span<const std::uint32_t> ReadProgram::choices(const ReadNode& node,
                                                    Json kind) const noexcept {
  return choices_[node.choices][static_cast<std::size_t>(kind)];
}

bool ReadProgram::may_be(std::uint32_t type, Json kind) const noexcept {
  const ReadNode& node = nodes_[type];
  const bool has_text = node.logical.kind != avro::Logical::None;
  switch (node.kind) {
    case Kind::Null:
      return kind == Json::Null;
    case Kind::Boolean:
      return kind == Json::Bool;
    case Kind::Int:
    case Kind::Long:
      return kind == Json::Number || (kind == Json::String && has_text);
    case Kind::Float:
    case Kind::Double:
      return kind == Json::Number || kind == Json::String;
    case Kind::Bytes:
    case Kind::Fixed:
      return kind == Json::String ||
             (kind == Json::Number && node.logical.kind == avro::Logical::Decimal);
    case Kind::String:
    case Kind::Enum:
      return kind == Json::String;
    case Kind::Array:
      return kind == Json::Array;
    case Kind::Record:
    case Kind::Map:
      return kind == Json::Object;
    case Kind::Union:  // tagged or one of its branches
      return kind == Json::Object || !choices(node, kind).empty();
  }
  return false;
}

}  // namespace avocet::transcode
