// A type is known once the types it cannot do without are known: all fields of a record, one branch
// of a union. What is never reached this way has no finite value.
#include "avocet/avro/internal/sizes.h"

#include <algorithm>
#include <limits>

namespace avocet::avro {
namespace {

constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();

EncodedSize constant(std::uint32_t bytes) {
  return {.is_finite = true, .is_constant = true, .min_bytes = bytes};
}

EncodedSize of_record(std::span<const EncodedSize> sizes, const Node& record) {
  EncodedSize sum = constant(0);
  for (const Field& field : record.fields) {
    const EncodedSize& part = sizes[static_cast<std::size_t>(field.type)];
    sum.is_constant = sum.is_constant && part.is_constant;
    sum.min_bytes += std::min(part.min_bytes, kMost - sum.min_bytes);
  }
  return sum;
}

}  // namespace

std::vector<EncodedSize> encoded_sizes(std::span<const Node> nodes) {
  std::vector<EncodedSize> sizes(nodes.size(), {.min_bytes = kMost});
  std::vector<std::vector<std::uint32_t>> users(nodes.size());  // that wait for the node
  std::vector<std::size_t> missing(nodes.size());               // fields of a record not known yet
  std::vector<std::uint32_t> known;
  const auto settle = [&](std::uint32_t id, EncodedSize size) {
    if (sizes[id].is_finite) return;
    sizes[id] = size;
    known.push_back(id);
  };
  for (std::uint32_t id = 0; id < nodes.size(); ++id) {
    const Node& node = nodes[id];
    missing[id] = node.fields.size();
    for (const Field& field : node.fields)
      users[static_cast<std::size_t>(field.type)].push_back(id);
    if (node.kind == Kind::Union) {
      for (const NodeId branch : node.children)
        users[static_cast<std::size_t>(branch)].push_back(id);
    }
  }
  for (std::uint32_t id = 0; id < nodes.size(); ++id) {
    switch (nodes[id].kind) {
      case Kind::Null:
        settle(id, constant(0));
        break;
      case Kind::Boolean:
        settle(id, constant(1));
        break;
      case Kind::Float:
        settle(id, constant(4));
        break;
      case Kind::Double:
        settle(id, constant(8));
        break;
      case Kind::Fixed:
        settle(id, constant(nodes[id].size_bytes));
        break;
      case Kind::Record:
        if (missing[id] == 0) settle(id, constant(0));
        break;
      case Kind::Union:
        break;
      default:
        settle(id, {.is_finite = true, .is_constant = false, .min_bytes = 1});
    }
  }
  while (!known.empty()) {
    const std::uint32_t id = known.back();
    known.pop_back();
    for (const std::uint32_t user : users[id]) {
      if (nodes[user].kind == Kind::Union) {
        settle(user, {.is_finite = true, .is_constant = false, .min_bytes = 1});
      } else if (--missing[user] == 0) {
        settle(user, of_record(sizes, nodes[user]));
      }
    }
  }
  return sizes;
}

}  // namespace avocet::avro
