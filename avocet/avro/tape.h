// tape.h - a decoded datum, looked at: cells with the reader's schema beside them.
//
//   bytes --decode()--> View --["assignee"]["email"].text()--> std::string_view
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "avocet/avro/arena.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"

namespace avocet::avro {

// One value. Cheap to copy. It borrows from the arena and the plan that it was decoded with, and
// its strings and bytes from the input, unless they were copied into the arena. A value in a union
// is seen as the branch that it is in. Each accessor may be called only on its own kind (asserted).
class View {
 public:
  // A cell whose declared type is `type` of `schema`, which must outlive the view.
  View(const Cell& cell, const Schema& schema, NodeId type) noexcept
      : cell_(cell), schema_(&schema), type_(type), is_in_union_(false) {
    if (const Node& node = schema.node(type); node.kind == Kind::Union) {
      is_in_union_ = true;
      type_ = node.children[cell.branch];
    }
  }

  Kind kind() const noexcept { return schema_->node(type_).kind; }
  const Node& type() const noexcept { return schema_->node(type_); }  // of a union the branch's
  bool is_in_union() const noexcept { return is_in_union_; }
  std::uint32_t branch() const noexcept {
    return cell_.branch;
  }  // of the reader's union, if it is in one
  bool is_null() const noexcept { return cell_.tag == Tag::Null; }
  const Schema& schema() const noexcept { return *schema_; }
  const Cell& cell() const noexcept { return cell_; }  // for whoever knows the layout anyway

  bool boolean() const noexcept { return checked(Kind::Boolean).bits != 0; }
  std::int32_t int32() const noexcept {
    return static_cast<std::int32_t>(checked(Kind::Int).integer);
  }
  std::int64_t int64() const noexcept {  // int or long
    assert(kind() == Kind::Int || kind() == Kind::Long);
    return cell_.integer;
  }
  float float32() const noexcept {
    return std::bit_cast<float>(static_cast<std::uint32_t>(checked(Kind::Float).bits));
  }
  double float64() const noexcept { return std::bit_cast<double>(checked(Kind::Double).bits); }
  std::string_view text() const noexcept {
    const Cell& cell = checked(Kind::String);
    return {static_cast<const char*>(cell.data), cell.count};
  }
  std::span<const std::uint8_t> bytes() const noexcept {  // bytes or fixed
    assert(kind() == Kind::Bytes || kind() == Kind::Fixed);
    return {static_cast<const std::uint8_t*>(cell_.data), cell_.count};
  }
  std::uint32_t enum_index() const noexcept {
    return static_cast<std::uint32_t>(checked(Kind::Enum).bits);
  }
  std::string_view symbol() const { return type().symbols[enum_index()]; }

  // Items of an array, entries of a map (a key that came twice counts twice), fields of a record.
  std::size_t size() const noexcept;

  // A record's field by its index, which Node::fields of type() gives once and for all.
  View field(std::size_t index) const noexcept;
  // An array's item.
  View item(std::size_t index) const noexcept;
  // A map's entry.
  std::string_view key(std::size_t index) const noexcept;
  View value(std::size_t index) const noexcept;
  // A record's field or a map's entry of that name, the last one of several; nothing: there is
  // none.
  std::optional<View> find(std::string_view name) const noexcept;
  // The same where it is there (asserted).
  View operator[](std::string_view name) const noexcept;

  // All items of an array of int or long, float, double, as they lie in the arena. Only such
  // arrays, not those of a union.
  std::span<const std::int64_t> longs() const noexcept;
  std::span<const float> floats() const noexcept;
  std::span<const double> doubles() const noexcept;

 private:
  const Cell& checked([[maybe_unused]] Kind kind_wanted) const noexcept {
    assert(kind() == kind_wanted);
    return cell_;
  }

  Cell cell_;
  const Schema* schema_;
  NodeId type_;
  bool is_in_union_;
};

// The index of a record's field, for View::field; nothing: it has none of that name.
std::optional<std::size_t> field_index(const Node& record, std::string_view name) noexcept;

// The datum as a tree that borrows from nobody.
Value to_value(const View& view);

}  // namespace avocet::avro
