// Makes the slots of a schema: one pass over its nodes.
#include "avocet/avro/internal/encode_program.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "avocet/avro/value.h"
#include "avocet/avro/write.h"

namespace avocet::avro {
namespace {

std::uint32_t bound_of(const Schema& schema, NodeId type) {
  const Node& node = schema.node(type);
  switch (node.kind) {
    case Kind::Boolean:
      return 1;
    case Kind::Int:
      return kMaxIntBytes;
    case Kind::Long:
      return kMaxLongBytes;
    case Kind::Float:
      return 4;
    case Kind::Double:
      return 8;
    case Kind::Bytes:
    case Kind::String:  // their lengths
      return kMaxLongBytes;
    case Kind::Enum:
      return kMaxIntBytes;
    case Kind::Union: {  // a union is in no other
      std::uint32_t most = 0;
      for (const NodeId branch : node.children) most = std::max(most, bound_of(schema, branch));
      return static_cast<std::uint32_t>(kMaxIntBytes) + most;
    }
    case Kind::Null:
    case Kind::Fixed:
    case Kind::Record:
    case Kind::Array:
    case Kind::Map:
      return 0;
  }
  return 0;
}

Slot slot_of(const Schema& schema, NodeId type) {
  return {.kind = schema.node(type).kind, .bound = bound_of(schema, type), .type = type};
}

bool is_integer(Kind kind) { return kind == Kind::Int || kind == Kind::Long; }

// From the last slot to the first: how many alike follow.
void count_runs(std::span<Slot> slots) {
  for (std::size_t i = slots.size(); i-- > 1;) {
    Slot& slot = slots[i - 1];
    const Slot& next = slots[i];
    const bool alike = (is_integer(slot.kind) && is_integer(next.kind)) ||
                       (slot.kind == Kind::Double && next.kind == Kind::Double);
    if (alike && next.run < std::numeric_limits<std::uint16_t>::max()) {
      slot.run = static_cast<std::uint16_t>(next.run + 1);
    }
  }
}

Branches branches_of(const Schema& schema, const Node& node) {
  Branches branches;
  branches.by_kind.fill(kNoBranch);
  for (std::uint32_t i = 0; i < node.children.size(); ++i) {
    const Node& branch = schema.node(node.children[i]);
    std::uint32_t& only = branches.by_kind[std::to_underlying(branch.kind)];
    only = only == kNoBranch ? i : kSeveralBranches;
    branches.names.push_back(branch_name(branch));
  }
  branches.by_name.resize(branches.names.size());
  std::iota(branches.by_name.begin(), branches.by_name.end(), 0U);
  std::ranges::sort(branches.by_name, {}, [&](std::uint32_t i) {
    return std::pair(std::string_view(branches.names[i]), i);
  });
  return branches;
}

}  // namespace

EncodeProgram::EncodeProgram(Schema of) : schema(std::move(of)), forms(schema.node_count()) {
  root = slot_of(schema, schema.root());
  for (std::size_t id = 0; id < forms.size(); ++id) {
    const Node& node = schema.nodes()[id];
    Form& form = forms[id];
    form.first = static_cast<std::uint32_t>(slots.size());
    for (const Field& field : node.fields) slots.push_back(slot_of(schema, field.type));
    for (const NodeId child : node.children) slots.push_back(slot_of(schema, child));
    form.count = static_cast<std::uint32_t>(slots.size()) - form.first;
    if (node.kind == Kind::Record) {
      count_runs(std::span(slots).subspan(form.first));
      for (const Slot& slot : slots_of(form)) form.bound += slot.bound;
    }
    if (node.kind == Kind::Union) {
      form.branches = static_cast<std::uint32_t>(unions.size());
      unions.push_back(branches_of(schema, node));
    }
  }
}

std::uint32_t branch_of_name(const Branches& branches, std::string_view name) {
  const auto found = std::ranges::lower_bound(branches.by_name, name, {}, [&](std::uint32_t i) {
    return std::string_view(branches.names[i]);
  });
  return found != branches.by_name.end() && branches.names[*found] == name ? *found : kNoBranch;
}

}  // namespace avocet::avro
