#include "avocet/avro/internal/java_value.h"

#include <algorithm>

#include "avocet/avro/internal/number.h"
#include "avocet/avro/internal/walk.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {

using base::Json;
using Value = std::optional<Json>;

namespace {

bool by_key(const base::JsonMember& a, const base::JsonMember& b) {
  return base::utf16_less(a.key, b.key);
}

std::string latin1_only(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const base::CodePoint next = base::decode_utf8(text);
    const std::size_t length = std::max<std::size_t>(next.length_bytes, 1);
    if (next.value > 0xff) {
      out += '?';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

// Integers of 32 bits fit any numeric type, of 64 bits all but int; what is no integer fits float
// and double; larger integers fit nothing.
Value number(Kind kind, const std::string& text) {
  const bool integral = is_integral(text);
  const bool is_floating = kind == Kind::Float || kind == Kind::Double;
  if (integral && !base::parse_int64(text)) return std::nullopt;
  if (!is_floating && (!integral || (kind != Kind::Int && kind != Kind::Long))) return std::nullopt;
  if (!is_floating) return Json(base::JsonNumber{text});
  const double value = to_double(text);
  if (kind == Kind::Double) return json_of(value);
  return json_of(static_cast<float>(value));
}

Value special_number(Kind kind, const std::string& text) {
  if (kind != Kind::Float && kind != Kind::Double) return std::nullopt;
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") return Json(text);
  return std::nullopt;
}

Value text_value(const Node& node, const std::string& text) {
  switch (node.kind) {
    case Kind::String:
    case Kind::Enum:
      return Json(text);
    case Kind::Bytes:
    case Kind::Fixed:
      return Json(latin1_only(text));
    default:
      return special_number(node.kind, text);
  }
}

}  // namespace

std::expected<Value, ValueFault> java_value(std::span<const Node> nodes, NodeId type,
                                            const Json* value) {
  const Node* node = &at(nodes, type);
  if (node->kind == Kind::Union) {
    if (node->children.empty()) return std::unexpected(ValueFault::EmptyUnion);
    node = &at(nodes, node->children[0]);
  }
  if (value == nullptr) return Value();
  switch (value->kind()) {
    case Json::Kind::Null:
    case Json::Kind::Bool:
      return *value;
    case Json::Kind::Number:
      return number(node->kind, value->number());
    case Json::Kind::String:
      return text_value(*node, value->string());
    case Json::Kind::Array: {
      if (node->kind != Kind::Array) return Value();
      Json::Array items;
      for (const Json& item : value->items()) {
        auto inside = java_value(nodes, node->children[0], &item);
        if (!inside) return inside;
        items.push_back(inside->value_or(Json()));
      }
      return Json(std::move(items));
    }
    case Json::Kind::Object: {
      Json::Object members;
      for (const auto& [key, member] : value->members()) {
        const NodeId* inside_type = nullptr;
        if (node->kind == Kind::Map) inside_type = &node->children[0];
        if (node->kind == Kind::Record) {
          const auto field = std::find_if(node->fields.begin(), node->fields.end(),
                                          [&](const Field& f) { return f.name == key; });
          if (field != node->fields.end()) inside_type = &field->type;
        }
        if (inside_type == nullptr) {
          members.push_back({key, sorted(member)});
          continue;
        }
        auto inside = java_value(nodes, *inside_type, &member);
        if (!inside) return inside;
        members.push_back({key, inside->value_or(Json())});
      }
      std::sort(members.begin(), members.end(), by_key);
      return Json(std::move(members));
    }
  }
  return Value();
}

Json sorted(const Json& value) {
  if (value.is_array()) {
    Json::Array items;
    for (const Json& item : value.items()) items.push_back(sorted(item));
    return Json(std::move(items));
  }
  if (!value.is_object()) return value;
  Json::Object members;
  for (const auto& [key, member] : value.members()) members.push_back({key, sorted(member)});
  std::sort(members.begin(), members.end(), by_key);
  return Json(std::move(members));
}

}  // namespace avocet::avro
