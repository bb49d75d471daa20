// Judges defaults. The recursion follows the JSON of one default, whose depth is bounded; from one
// field's default to another's there is an explicit stack.
#include "avocet/avro/internal/defaults.h"

#include <algorithm>

#include "avocet/avro/internal/number.h"
#include "avocet/avro/internal/walk.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {

using base::Json;

namespace {

// Finds members by name; sorts the names of a large object first.
class MemberIndex {
 public:
  explicit MemberIndex(const Json& object) : object_(object) {
    if (object.members().size() <= 8) return;
    for (const base::JsonMember& member : object.members()) sorted_.push_back(&member);
    std::sort(sorted_.begin(), sorted_.end(),
              [](const auto* a, const auto* b) { return a->key < b->key; });
  }

  const Json* find(std::string_view key) const {
    if (sorted_.empty()) return object_.find(key);
    const auto found = std::lower_bound(
        sorted_.begin(), sorted_.end(), key,
        [](const auto* member, std::string_view name) { return member->key < name; });
    return found != sorted_.end() && (*found)->key == key ? &(*found)->value : nullptr;
  }

 private:
  const Json& object_;
  std::vector<const base::JsonMember*> sorted_;
};

bool is_special_number(const Json& value) {
  return value.is_string() &&
         (value.string() == "NaN" || value.string() == "Infinity" || value.string() == "-Infinity");
}

}  // namespace

DefaultCheck::DefaultCheck(std::span<const Node> nodes, DefaultRule rule, std::size_t max_steps)
    : nodes_(nodes), rule_(rule), steps_left_(max_steps) {
  std::size_t fields = 0;
  for (const Node& node : nodes) {
    first_field_.push_back(fields);
    fields += node.fields.size();
  }
  verdicts_.resize(fields);
}

std::optional<DefaultCheck::Fault> DefaultCheck::find_fault(std::size_t first) {
  for (std::size_t record = first; record < nodes_.size(); ++record) {
    for (std::size_t field = 0; field < nodes_[record].fields.size(); ++field) {
      if (!nodes_[record].fields[field].default_value) continue;
      if (!judge({record, field}) || steps_left_ == 0) {
        return Fault{static_cast<NodeId>(record), field, steps_left_ == 0};
      }
    }
  }
  return std::nullopt;
}

bool DefaultCheck::judge(FieldRef wanted) {
  std::vector<FieldRef> open{wanted};
  while (!open.empty() && steps_left_ > 0) {
    const FieldRef top = open.back();
    if (verdict(top) == Verdict::Valid || verdict(top) == Verdict::Invalid) {
      open.pop_back();
      continue;
    }
    verdict(top) = Verdict::Asked;
    needed_.clear();
    in_union_.clear();
    const bool valid = accepts_default_of(top);
    if (needed_.empty()) {
      verdict(top) = valid ? Verdict::Valid : Verdict::Invalid;
      open.pop_back();
    } else {
      open.insert(open.end(), needed_.begin(), needed_.end());
    }
  }
  return verdict(wanted) == Verdict::Valid;
}

// A string can stand for a number only as the whole default of a float or double field: the parser
// made it so.
bool DefaultCheck::accepts_default_of(FieldRef f) {
  const Field& field = nodes_[f.record].fields[f.field];
  const Kind kind = at(nodes_, field.type).kind;
  if ((kind == Kind::Float || kind == Kind::Double) && is_special_number(*field.default_value))
    return true;
  return accepts(field.type, *field.default_value);
}

bool DefaultCheck::accepts(NodeId type, const Json& value) {
  if (steps_left_ == 0) return false;
  --steps_left_;
  const Node& node = at(nodes_, type);
  switch (node.kind) {
    case Kind::Null:
      return value.is_null();
    case Kind::Boolean:
      return value.is_bool();
    case Kind::Int:
      return value.is_number() && is_integral(value.number()) && base::parse_int32(value.number());
    case Kind::Long:
      return value.is_number() && is_integral(value.number()) && base::parse_int64(value.number());
    case Kind::Float:
    case Kind::Double:
      return value.is_number();
    case Kind::String:
      return value.is_string();
    case Kind::Bytes:
    case Kind::Fixed:
    case Kind::Enum:
      return value.is_string() &&
             (rule_ == DefaultRule::Java || accepts_text(node, value.string()));
    case Kind::Array:
      return value.is_array() &&
             std::all_of(value.items().begin(), value.items().end(),
                         [&](const Json& item) { return accepts(node.children[0], item); });
    case Kind::Map:
      return value.is_object() && std::all_of(value.members().begin(), value.members().end(),
                                              [&](const base::JsonMember& member) {
                                                return accepts(node.children[0], member.value);
                                              });
    case Kind::Record:
      return value.is_object() && accepts_record(static_cast<std::size_t>(type), value);
    case Kind::Union:
      // All branches are asked, so that needed_ is complete after one round.
      return std::count_if(node.children.begin(), node.children.end(),
                           [&](NodeId branch) { return accepts_in_union(branch, value); }) > 0;
  }
  return false;
}

// Two branches that are tried and both fail deep inside would, nested, cost two to the depth.
bool DefaultCheck::accepts_in_union(NodeId branch, const Json& value) {
  if (!value.is_array() && !value.is_object()) return accepts(branch, value);
  const auto [known, is_new] =
      in_union_.try_emplace({static_cast<std::size_t>(branch), &value}, false);
  if (is_new) known->second = accepts(branch, value);
  return known->second;
}

bool DefaultCheck::accepts_record(std::size_t record, const Json& value) {
  const Node& node = nodes_[record];
  steps_left_ -= std::min(steps_left_, node.fields.size() + value.members().size());
  const MemberIndex members(value);
  bool valid = true;
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    if (const Json* member = members.find(node.fields[i].name)) {
      valid = accepts(node.fields[i].type, *member) && valid;
      continue;
    }
    if (!node.fields[i].default_value) {
      valid = false;
      continue;
    }
    switch (verdict({record, i})) {
      case Verdict::Valid:
        break;
      case Verdict::Unknown:
        needed_.push_back({record, i});
        break;
      case Verdict::Asked:  // a default that contains itself has no end
      case Verdict::Invalid:
        valid = false;
        break;
    }
  }
  return valid;
}

bool DefaultCheck::accepts_text(const Node& node, std::string_view text) {
  if (node.kind == Kind::Enum) {
    steps_left_ -= std::min(steps_left_, node.symbols.size());
    return std::find(node.symbols.begin(), node.symbols.end(), text) != node.symbols.end();
  }
  std::size_t bytes = 0;
  for (std::string_view rest = text; !rest.empty(); ++bytes) {
    const base::CodePoint next = base::decode_utf8(rest);
    if (next.length_bytes == 0 || next.value > 0xff) return false;
    rest.remove_prefix(next.length_bytes);
  }
  return node.kind != Kind::Fixed || bytes == node.size_bytes;
}

}  // namespace avocet::avro
