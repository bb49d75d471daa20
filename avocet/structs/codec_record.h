// codec_record.h - a plain struct is a record; its fields are its members, in their order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "avocet/structs/codec.h"
#include "avocet/structs/codec_union.h"
#include "avocet/structs/describe.h"
#include "avocet/structs/reflect.h"
#include "avocet/structs/schema_text.h"
#include "avocet/structs/write_plan.h"

namespace avocet::structs {
namespace records {

template <class T, class Sequence>
struct MembersOf;
template <class T, std::size_t... I>
struct MembersOf<T, std::index_sequence<I...>> {
  using All = Types<Member<T, I>...>;
};

}  // namespace records

// To C++ an aggregate like any other.
template <class T>
inline constexpr bool kIsArray = false;
template <class T, std::size_t N>
inline constexpr bool kIsArray<std::array<T, N>> = true;

template <class T>
concept Record = std::is_class_v<T> && std::is_aggregate_v<T> && !kIsArray<T>;

template <Record T>
struct Codec<T> {
  static constexpr std::size_t kCount = kMemberCount<T>;
  using Indexes = std::make_index_sequence<kCount>;
  using Parts = typename records::MembersOf<T, Indexes>::All;
  static constexpr avro::Kind kKind = avro::Kind::Record;
  static constexpr avro::Logical kLogical = avro::Logical::None;
  static constexpr bool kBorrows = false;
  static constexpr bool kNeedsType = false;

  static avro::Name name() { return name_from(type_name<T>(), note_of<T>()); }

  static void schema(SchemaText& out) {
    const Note note = note_of<T>();
    if (!out.begin_named(name(), "record", note)) return;
    out.begin_fields(note, kMemberNames<T>);
    each([&]<std::size_t I> {
      out.begin_field(kMemberNames<T>[I], Optional<Member<T, I>>);
      Codec<Member<T, I>>::schema(out);
      out.end_field();
      return true;
    });
    out.end_fields();
  }

  static bool read(const avro::Cell& cell, avro::NodeId type, T& out, Reading& in) {
    return read_all(cell.cells, type, out, in, Indexes{});
  }

  static std::size_t bound(const T& value, Writing& to) {
    const Level<T> level(to);
    if (level.is_too_deep()) {
      to.bad = true;
      return 0;
    }
    return bound_all(value, to, Indexes{});
  }
  static std::uint8_t* write(std::uint8_t* p, const T& value, Writing& to) {
    return write_all(p, value, to, Indexes{});
  }
  static bool check(const T& value, Writing& to) {
    const Level<T> level(to);
    if (level.is_too_deep()) return too_deep(to);
    const auto all = members(value);
    return each([&]<std::size_t I> {
      if (Codec<Member<T, I>>::check(std::get<I>(all), to)) return true;
      return to.fail_in(kMemberNames<T>[I]);
    });
  }

  static bool write_tree(const WriteNode& node, const void* value, Sheet& sheet) {
    const Level<T> level(*sheet.to);
    if (level.is_too_deep()) return too_deep(*sheet.to);
    for (const WriteNode::Part& part : node.parts) {
      if (part.member == nullptr) {
        std::uint64_t seen = 0;
        const avro::Bytes& bytes = part.default_bytes;
        sheet.advance(avro::put_bytes(sheet.room(bytes.size()), bytes.data(), bytes.size(), seen));
      } else if (!sheet.write(part.node, part.member(value))) {
        return sheet.to->fail_in(part.name);
      }
    }
    return true;
  }

  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made) {
    const avro::Node& node = binder.node(type);
    if (node.kind != avro::Kind::Record) return binder.refuse(type, type_name<T>());
    const Note note = note_of<T>();
    made.write = write_tree;
    made.parts.resize(node.fields.size());
    made.is_straight = !structs::kNeedsType<T> && node.fields.size() == kCount;
    const bool bound = each([&]<std::size_t I> {
      return bind_member<I>(binder, node, schema_name(note, kMemberNames<T>[I]), made) ||
             binder.fail_in(kMemberNames<T>[I]);
    });
    if (!bound) return false;
    for (std::size_t at = 0; at < made.parts.size(); ++at) {
      if (made.parts[at].member != nullptr) continue;
      auto bytes = binder.default_of(node, at);
      if (!bytes) return binder.fail_in(node.fields[at].name);
      made.parts[at].default_bytes = std::move(*bytes);
    }
    if constexpr (!structs::kNeedsType<T>) made.straight = write_straight<T>;
    return true;
  }

 private:
  static bool too_deep(Writing& to) {
    return to.fail(avro::EncodeFault::TooDeep, "more records inside one another than the limit");
  }

  // The three that count are written out, so that what they carry along stays in registers.
  template <std::size_t... I>
  static bool read_all(const avro::Cell* cells, [[maybe_unused]] avro::NodeId type, T& out,
                       Reading& in, std::index_sequence<I...>) {
    [[maybe_unused]] const auto all = members(out);
    return (read_member<I>(cells[I], type, std::get<I>(all), in) && ...);
  }
  template <std::size_t I>
  [[gnu::always_inline]] static bool read_member(const avro::Cell& cell, avro::NodeId type,
                                                 Member<T, I>& out, Reading& in) {
    avro::NodeId field{};
    if constexpr (structs::kNeedsType<Member<T, I>>) field = in.schema->node(type).fields[I].type;
    if (Codec<Member<T, I>>::read(cell, field, out, in)) return true;
    return in.fail_in(kMemberNames<T>[I]);
  }
  template <std::size_t... I>
  static std::size_t bound_all(const T& value, Writing& to, std::index_sequence<I...>) {
    [[maybe_unused]] const auto all = members(value);
    return (Codec<Member<T, I>>::bound(std::get<I>(all), to) + ... + std::size_t{0});
  }
  template <std::size_t... I>
  static std::uint8_t* write_all(std::uint8_t* p, const T& value, Writing& to,
                                 std::index_sequence<I...>) {
    [[maybe_unused]] const auto all = members(value);
    ((p = Codec<Member<T, I>>::write(p, std::get<I>(all), to)), ...);
    return p;
  }

  // Calls `act` with each index until it says false.
  template <class Act>
  static constexpr bool each(Act act) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (act.template operator()<I>() && ...);
    }(Indexes{});
  }

  template <std::size_t I>
  static const void* member(const void* record) {
    return &std::get<I>(members(*static_cast<const T*>(record)));
  }

  template <std::size_t I>
  static bool bind_member(Binder& binder, const avro::Node& node, std::string_view name,
                          WriteNode& made) {
    std::size_t at = 0;
    while (at < node.fields.size() && node.fields[at].name != name) ++at;
    if (at == node.fields.size()) {
      made.is_straight = false;
      if (binder.options().unknown_members == UnknownMembers::Drop) return true;
      return binder.fail("the schema has no such field");
    }
    const auto inner = binder.bind<Member<T, I>>(node.fields[at].type);
    if (!inner) return false;
    made.parts[at].member = member<I>;
    made.parts[at].node = *inner;
    made.parts[at].name = kMemberNames<T>[I];
    made.is_straight = made.is_straight && at == I;
    return true;
  }
};

}  // namespace avocet::structs
