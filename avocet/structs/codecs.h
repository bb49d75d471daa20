// codecs.h - all codecs together, and what binds them to the types of a schema that is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "avocet/avro/logical.h"
#include "avocet/structs/codec_collection.h"
#include "avocet/structs/codec_enum.h"
#include "avocet/structs/codec_logical.h"
#include "avocet/structs/codec_number.h"
#include "avocet/structs/codec_record.h"
#include "avocet/structs/codec_text.h"
#include "avocet/structs/codec_union.h"
#include "avocet/structs/write_plan.h"

namespace avocet::structs {

template <class T>
std::optional<std::uint32_t> Binder::bind(avro::NodeId type) {
  const auto at = static_cast<std::uint32_t>(nodes_.size());
  const auto [known, is_new] = known_.try_emplace({&kTypeKey<T>, type}, at);
  if (!is_new) return known->second;
  if (depth_ == kMostBindDepth) {
    fail("the schema is nested deeper than the limit");
    return std::nullopt;
  }
  nodes_.emplace_back();  // not straight while it is being made: what contains itself never is
  WriteNode made;
  ++depth_;
  const bool is_branch =
      node(type).kind == avro::Kind::Union && Codec<T>::kKind != avro::Kind::Union;
  const bool is_made = is_branch ? bind_branch<T>(type, made) : Codec<T>::bind(*this, type, made);
  --depth_;
  if (!is_made) return std::nullopt;
  nodes_[at] = std::move(made);
  return at;
}

// A member that is there, where the schema also allows other things.
template <class T>
bool Binder::bind_branch(avro::NodeId type, WriteNode& made) {
  const auto branch = find_branch<T>(type);
  if (!branch) return refuse(type, "the member");
  const auto inner = bind<T>(node(type).children[*branch]);
  if (!inner) return false;
  made.branch = *branch;
  made.nodes = {*inner};
  made.write = [](const WriteNode& self, const void* value, Sheet& sheet) {
    sheet.put_size(self.branch);
    return sheet.write(self.nodes[0], value);
  };
  return true;
}

// Whether a leaf of codec T may be written as a type of that kind without loss.
template <class T>
bool is_widened(const avro::Node& node) {
  constexpr avro::Kind kOwn = Codec<T>::kKind;
  if constexpr (std::is_same_v<T, avro::Uuid>) return node.kind == avro::Kind::Fixed;
  if constexpr (std::is_same_v<T, avro::Decimal>) return node.kind == avro::Kind::Fixed;
  if constexpr (Codec<T>::kLogical != avro::Logical::None) return false;
  if constexpr (kOwn == avro::Kind::Int) {
    return node.kind == avro::Kind::Long || node.kind == avro::Kind::Double;
  }
  if constexpr (kOwn == avro::Kind::Float) return node.kind == avro::Kind::Double;
  if constexpr (kOwn == avro::Kind::String) return node.kind == avro::Kind::Bytes;
  return false;
}

// Whether the codec's own kind, and the size of a fixed, are those of the node.
template <class T>
bool is_of_kind(const avro::Node& node) {
  if constexpr (requires { Codec<T>::kSize; }) {
    if (node.size_bytes != Codec<T>::kSize) return false;
  }
  return node.kind == Codec<T>::kKind;
}

template <class T>
std::optional<std::uint32_t> Binder::find_branch(avro::NodeId type) {
  const avro::Node& all = node(type);
  if (all.kind != avro::Kind::Union) return std::nullopt;
  std::optional<std::uint32_t> first;
  std::optional<std::uint32_t> named;
  std::optional<std::uint32_t> widened;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < all.children.size(); ++i) {
    const avro::Node& branch = node(all.children[i]);
    if (is_of_kind<T>(branch)) {
      ++count;
      if (!first) first = i;
      if constexpr (requires { Codec<T>::name(); }) {
        if (!named && branch.name.simple == Codec<T>::name().simple) named = i;
      }
    } else if (!widened && is_widened<T>(branch)) {
      widened = i;
    }
  }
  if (named) return named;
  if constexpr (requires { Codec<T>::name(); }) {
    if (count > 1) return std::nullopt;  // which of them is not said
  }
  return first ? first : widened;
}

template <class T>
bool write_as_double(const WriteNode&, const void* value, Sheet& sheet) {
  if (!Codec<T>::check(*static_cast<const T*>(value), *sheet.to)) return false;
  std::uint8_t* const p = sheet.room(sizeof(double));
  sheet.advance(avro::put_double(p, static_cast<double>(*static_cast<const T*>(value))));
  return true;
}

template <class T>
bool bind_leaf(Binder& binder, avro::NodeId type, WriteNode& made) {
  const avro::Node& node = binder.node(type);
  const avro::Logical logical = avro::logical_type(node).kind;
  if (logical != avro::Logical::None && Codec<T>::kLogical != avro::Logical::None &&
      logical != Codec<T>::kLogical) {
    return binder.refuse(type, avro::to_text(Codec<T>::kLogical));
  }
  if (!is_of_kind<T>(node) && !is_widened<T>(node)) {
    return binder.refuse(type, avro::to_text(Codec<T>::kKind));
  }
  if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
    if (node.kind == avro::Kind::Double && Codec<T>::kKind != avro::Kind::Double) {
      made.write = write_as_double<T>;
      return true;
    }
  }
  made.is_straight = true;
  made.write = made.straight = write_straight<T>;
  return true;
}

}  // namespace avocet::structs
