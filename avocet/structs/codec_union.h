// codec_union.h - what may be one of several things, or nothing.
//
//   optional<T>, unique_ptr<T>, base::Boxed<T>         ["null", T], by default null
//   variant<A, B, …>                                   [A, B, …]; std::monostate is null
//   std::monostate                                     null
//
// unique_ptr and Boxed are for a type that holds itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "avocet/avro/write.h"
#include "avocet/base/boxed.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/codec_number.h"

namespace avocet::structs {

template <>
struct Codec<std::monostate> : Leaf<std::monostate, avro::Kind::Null> {
  static bool read(const avro::Cell&, avro::NodeId, std::monostate&, Reading&) noexcept {
    return true;
  }
  static std::size_t bound(std::monostate, Writing&) noexcept { return 0; }
  static std::uint8_t* write(std::uint8_t* p, std::monostate, Writing&) noexcept { return p; }
};

template <class T>
struct OptionalOf;
template <class T>
struct OptionalOf<std::optional<T>> {
  using Value = T;
  static constexpr std::size_t kHeapBytes = 0;
};
template <class T>
struct OptionalOf<std::unique_ptr<T>> {
  using Value = T;
  static constexpr std::size_t kHeapBytes = sizeof(T);
};
template <class T>
struct OptionalOf<base::Boxed<T>> {
  using Value = T;
  static constexpr std::size_t kHeapBytes = sizeof(T);
};

template <class T>
concept Optional = requires { typename OptionalOf<T>::Value; };

template <Optional O>
struct Codec<O> {
  using T = typename OptionalOf<O>::Value;
  using Parts = Types<T>;
  static constexpr avro::Kind kKind = avro::Kind::Union;
  static constexpr avro::Logical kLogical = avro::Logical::None;
  static constexpr bool kBorrows = false;
  static constexpr bool kNeedsType = false;

  static void schema(SchemaText& out) {
    static_assert(Codec<T>::kKind != avro::Kind::Union && Codec<T>::kKind != avro::Kind::Null,
                  "a union cannot stand in a union, nor null beside null");
    out.begin_union();
    out.primitive(avro::Kind::Null);
    Codec<T>::schema(out);
    out.end_union();
  }
  static bool read(const avro::Cell& cell, avro::NodeId type, O& out, Reading& in) {
    if (cell.tag == avro::Tag::Null) {
      out = O();
      return true;
    }
    if (!out) {
      if (!in.charge(OptionalOf<O>::kHeapBytes)) return false;
      if constexpr (requires { out.emplace(); }) {
        out.emplace();
      } else {
        out = std::make_unique<T>();
      }
    }
    return Codec<T>::read(cell, child_type<T>(in, type, 1), *out, in);
  }
  static std::size_t bound(const O& value, Writing& to) {
    return 1 + (value ? Codec<T>::bound(*value, to) : 0);
  }
  static std::uint8_t* write(std::uint8_t* p, const O& value, Writing& to) {
    if (!value) {
      *p = 0;
      return p + 1;
    }
    *p = 2;
    return Codec<T>::write(p + 1, *value, to);
  }
  static bool check(const O& value, Writing& to) { return !value || Codec<T>::check(*value, to); }

  // numbers: the branches of null and of T.
  static bool write_tree(const WriteNode& node, const void* value, Sheet& sheet) {
    const O& it = *static_cast<const O*>(value);
    sheet.put_size(node.numbers[it ? 1 : 0]);
    if (!it) return true;
    const T& inner = *it;
    return sheet.write(node.nodes[0], &inner);
  }
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made) {
    const auto null = binder.find_branch<std::monostate>(type);
    if (!null) {
      return binder.fail("the member may be absent, but the schema has no null here");
    }
    const auto branch = binder.find_branch<T>(type);
    if (!branch) return binder.refuse(type, "an optional member");
    const auto inner = binder.bind<T>(binder.node(type).children[*branch]);
    if (!inner) return false;
    made.numbers = {*null, *branch};
    made.nodes = {*inner};
    made.write = write_tree;
    if constexpr (!structs::kNeedsType<T>) {
      made.is_straight = *null == 0 && *branch == 1;
      made.straight = write_straight<O>;
    }
    return true;
  }
};

template <class... T>
struct Codec<std::variant<T...>> {
  using Variant = std::variant<T...>;
  using Parts = Types<T...>;
  static constexpr avro::Kind kKind = avro::Kind::Union;
  static constexpr avro::Logical kLogical = avro::Logical::None;
  static constexpr bool kBorrows = false;
  static constexpr bool kNeedsType = false;

  static void schema(SchemaText& out) {
    static_assert(((Codec<T>::kKind != avro::Kind::Union) && ...),
                  "a union cannot stand in a union");
    out.begin_union();
    (Codec<T>::schema(out), ...);
    out.end_union();
  }
  static bool read(const avro::Cell& cell, avro::NodeId type, Variant& out, Reading& in) {
    return read_one(cell, type, out, in, std::index_sequence_for<T...>{});
  }
  static std::size_t bound(const Variant& value, Writing& to) {
    if (value.valueless_by_exception()) return no_value(to);
    return avro::kMaxIntBytes + std::visit([&](const auto& it) { return bound_of(it, to); }, value);
  }
  static std::uint8_t* write(std::uint8_t* p, const Variant& value, Writing& to) {
    p = avro::put_size(p, value.index());
    return std::visit([&](const auto& it) { return write_of(p, it, to); }, value);
  }
  static bool check(const Variant& value, Writing& to) {
    if (value.valueless_by_exception()) {
      return to.fail(avro::EncodeFault::NoBranch, "a variant without a value");
    }
    return std::visit([&](const auto& it) { return check_of(it, to); }, value);
  }

  // numbers: the branch of each alternative; nodes: how it is written.
  static bool write_tree(const WriteNode& node, const void* value, Sheet& sheet) {
    const Variant& it = *static_cast<const Variant*>(value);
    if (it.valueless_by_exception()) return check(it, *sheet.to);
    sheet.put_size(node.numbers[it.index()]);
    return std::visit(
        [&](const auto& inner) { return sheet.write(node.nodes[it.index()], &inner); }, it);
  }
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made) {
    if (!(bind_one<T>(binder, type, made) && ...)) return false;
    made.write = write_tree;
    if constexpr (!(structs::kNeedsType<T> || ...)) {
      made.is_straight = true;
      for (std::size_t i = 0; i < sizeof...(T); ++i) {
        made.is_straight = made.is_straight && made.numbers[i] == i;
      }
      made.straight = write_straight<Variant>;
    }
    return true;
  }

 private:
  static std::size_t no_value(Writing& to) noexcept {
    to.bad = true;
    return 0;
  }
  template <class U>
  static std::size_t bound_of(const U& it, Writing& to) {
    return Codec<U>::bound(it, to);
  }
  template <class U>
  static std::uint8_t* write_of(std::uint8_t* p, const U& it, Writing& to) {
    return Codec<U>::write(p, it, to);
  }
  template <class U>
  static bool check_of(const U& it, Writing& to) {
    return Codec<U>::check(it, to);
  }

  template <std::size_t... I>
  static bool read_one(const avro::Cell& cell, avro::NodeId type, Variant& out, Reading& in,
                       std::index_sequence<I...>) {
    bool is_read = false;
    (void)((cell.branch == I && (is_read = read_branch<I>(cell, type, out, in), true)) || ...);
    return is_read;
  }
  template <std::size_t I>
  static bool read_branch(const avro::Cell& cell, avro::NodeId type, Variant& out, Reading& in) {
    using Value = std::variant_alternative_t<I, Variant>;
    if (out.index() != I) out.template emplace<I>();
    return Codec<Value>::read(cell, child_type<Value>(in, type, I), *std::get_if<I>(&out), in);
  }

  template <class U>
  static bool bind_one(Binder& binder, avro::NodeId type, WriteNode& made) {
    const auto branch = binder.find_branch<U>(type);
    if (!branch) return binder.refuse(type, "an alternative of the variant");
    const auto node = binder.bind<U>(binder.node(type).children[*branch]);
    if (!node) return false;
    made.numbers.push_back(*branch);
    made.nodes.push_back(*node);
    return true;
  }
};

}  // namespace avocet::structs
