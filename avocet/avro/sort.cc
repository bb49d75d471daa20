#include "avocet/avro/sort.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "avocet/avro/internal/input.h"

namespace avocet::avro {
namespace {

using Order3 = std::weak_ordering;
constexpr Order3 kSame = Order3::equivalent;

// Java's Double.compare: -0.0 before 0.0, NaN last.
template <class Float>
Order3 order_of(Float a, Float b) {
  if (a < b) return Order3::less;
  if (a > b) return Order3::greater;
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return std::signbit(b) <=> std::signbit(a);
}

Order3 order_of(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
}

// The items left of an array or a map, whatever the blocks.
class Blocks {
 public:
  explicit Blocks(Input& input) : input_(input) { left_ = input_.read_block(); }
  std::uint64_t left() const noexcept { return left_; }
  void take(std::uint64_t items) {
    left_ -= items;
    if (left_ == 0) left_ = input_.read_block();
  }

 private:
  Input& input_;
  std::uint64_t left_ = 0;
};

class Comparison {
 public:
  Comparison(const Schema& schema, std::span<const std::uint8_t> a, std::span<const std::uint8_t> b,
             const SortLimits& limits)
      : schema_(schema), a_(a), b_(b), limits_(limits) {}

  base::Result<Order3, SortFault> run() {
    const Order3 order = compare(schema_.root(), 0);
    if (fault_) return std::unexpected(*fault_);
    if (a_.failed() || b_.failed()) return std::unexpected(SortFault::BadData);
    return order;
  }

 private:
  bool failed() const { return fault_ || a_.failed() || b_.failed(); }

  Order3 compare(NodeId type, std::size_t depth) {
    const Node& node = schema_.node(type);
    switch (node.kind) {
      case Kind::Null:
        return kSame;
      case Kind::Boolean:
        return a_.read_boolean() <=> b_.read_boolean();
      case Kind::Int:
        return a_.read_int() <=> b_.read_int();
      case Kind::Long:
        return a_.read_long() <=> b_.read_long();
      case Kind::Float:
        return order_of(std::bit_cast<float>(a_.read_little_endian<std::uint32_t>()),
                        std::bit_cast<float>(b_.read_little_endian<std::uint32_t>()));
      case Kind::Double:
        return order_of(std::bit_cast<double>(a_.read_little_endian<std::uint64_t>()),
                        std::bit_cast<double>(b_.read_little_endian<std::uint64_t>()));
      case Kind::Bytes:
      case Kind::String:
        return order_of(a_.read_sized(), b_.read_sized());
      case Kind::Fixed:
        return order_of(a_.read(node.size_bytes), b_.read(node.size_bytes));
      case Kind::Enum:
        return a_.read_index(node.symbols.size()) <=> b_.read_index(node.symbols.size());
      case Kind::Union:
        return compare_unions(node, depth);
      case Kind::Record:
        return deeper(depth) ? compare_records(node, depth) : kSame;
      case Kind::Array:
        return deeper(depth) ? compare_arrays(node, depth) : kSame;
      case Kind::Map:
        fault_ = SortFault::Map;
        return kSame;
    }
    return kSame;
  }

  bool deeper(std::size_t depth) {
    if (depth < limits_.max_depth) return true;
    fault_ = SortFault::TooDeep;
    return false;
  }

  Order3 compare_unions(const Node& node, std::size_t depth) {
    const std::int32_t a = a_.read_index(node.children.size());
    const std::int32_t b = b_.read_index(node.children.size());
    if (failed() || a != b) return a <=> b;
    return compare(node.children[static_cast<std::size_t>(a)], depth);
  }

  Order3 compare_records(const Node& node, std::size_t depth) {
    for (const Field& field : node.fields) {
      if (failed()) return kSame;
      if (field.order == Order::Ignore) {
        skip(a_, field.type, depth + 1);
        skip(b_, field.type, depth + 1);
        continue;
      }
      const Order3 order = compare(field.type, depth + 1);
      if (order == kSame) continue;
      return field.order == Order::Descending ? 0 <=> order : order;
    }
    return kSame;
  }

  Order3 compare_arrays(const Node& node, std::size_t depth) {
    Blocks a(a_);
    Blocks b(b_);
    while (!failed() && a.left() > 0 && b.left() > 0) {
      const std::size_t before = a_.left_bytes();
      const Order3 order = compare(node.children[0], depth + 1);
      if (order != kSame) return order;
      if (a_.left_bytes() == before) charge_empty(a_);
      a.take(1);
      b.take(1);
    }
    return a.left() <=> b.left();
  }

  // A datum of few bytes may claim any number of items that take none.
  void charge_empty(Input& input) {
    if (++empty_items_ > limits_.max_empty_items) input.fail();
  }

  // Moves behind a value that is in an ignored field; there maps are allowed.
  void skip(Input& input, NodeId type, std::size_t depth) {
    const Node& node = schema_.node(type);
    switch (node.kind) {
      case Kind::Null:
        return;
      case Kind::Boolean:
        input.read_boolean();
        return;
      case Kind::Int:
        input.read_int();
        return;
      case Kind::Long:
        input.read_long();
        return;
      case Kind::Float:
        input.read(4);
        return;
      case Kind::Double:
        input.read(8);
        return;
      case Kind::Bytes:
      case Kind::String:
        input.read_sized();
        return;
      case Kind::Fixed:
        input.read(node.size_bytes);
        return;
      case Kind::Enum:
        input.read_index(node.symbols.size());
        return;
      case Kind::Union: {
        const std::int32_t branch = input.read_index(node.children.size());
        if (!input.failed()) skip(input, node.children[static_cast<std::size_t>(branch)], depth);
        return;
      }
      case Kind::Record:
        if (!deeper(depth)) return;
        for (const Field& field : node.fields) {
          if (!failed()) skip(input, field.type, depth + 1);
        }
        return;
      case Kind::Array:
      case Kind::Map:
        if (deeper(depth)) skip_items(input, node, depth);
        return;
    }
  }

  void skip_items(Input& input, const Node& node, std::size_t depth) {
    for (Blocks blocks(input); !failed() && blocks.left() > 0; blocks.take(1)) {
      const std::size_t before = input.left_bytes();
      if (node.kind == Kind::Map) input.read_sized();
      skip(input, node.children[0], depth + 1);
      if (input.left_bytes() == before) charge_empty(input);
    }
  }

  const Schema& schema_;
  Input a_;
  Input b_;
  const SortLimits& limits_;
  std::optional<SortFault> fault_;
  std::size_t empty_items_ = 0;
};

}  // namespace

base::Result<std::weak_ordering, SortFault> compare(const Schema& schema,
                                                    std::span<const std::uint8_t> a,
                                                    std::span<const std::uint8_t> b,
                                                    const SortLimits& limits) {
  return Comparison(schema, a, b, limits).run();
}

}  // namespace avocet::avro
