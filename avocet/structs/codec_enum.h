// codec_enum.h - an enum class is an enum; its symbols are its enumerators, from the least value
// up.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "avocet/avro/write.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/codec_number.h"
#include "avocet/structs/describe.h"
#include "avocet/structs/reflect.h"

namespace avocet::structs {

template <class T>
concept Enumeration = std::is_scoped_enum_v<T> && !std::same_as<T, std::byte>;

template <Enumeration E>
struct Codec<E> : Leaf<E, avro::Kind::Enum> {
  static constexpr auto& kAll = kEnumerators<E>;
  static_assert(!kAll.empty(), "no enumerator has a value from -128 to 255");
  static constexpr std::int64_t kFirst = static_cast<std::int64_t>(kAll.front().value);
  static constexpr std::size_t kSpan =
      static_cast<std::size_t>(static_cast<std::int64_t>(kAll.back().value) - kFirst) + 1;
  static constexpr bool kIsDense = kSpan == kAll.size();

  // The index of the symbol by the distance from the first value; kAll.size(): it has none.
  static constexpr std::array<std::uint16_t, kSpan> kIndexes = [] {
    std::array<std::uint16_t, kSpan> indexes{};
    indexes.fill(static_cast<std::uint16_t>(kAll.size()));
    for (std::size_t i = 0; i < kAll.size(); ++i) {
      indexes[static_cast<std::size_t>(static_cast<std::int64_t>(kAll[i].value) - kFirst)] =
          static_cast<std::uint16_t>(i);
    }
    return indexes;
  }();

  static constexpr std::size_t index_of(E value) noexcept {
    // Unsigned, where the distance to any value has room: those below the first are far away.
    const std::uint64_t distance =
        static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(kFirst);
    if constexpr (kIsDense) return distance < kSpan ? distance : kSpan;
    return distance < kSpan ? kIndexes[distance] : kAll.size();
  }

  static avro::Name name() { return name_from(type_name<E>(), note_of<E>()); }

  static std::array<std::string_view, kAll.size()> names() {
    std::array<std::string_view, kAll.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kAll[i].name;
    return names;
  }

  static void schema(SchemaText& out) {
    const Note note = note_of<E>();
    if (out.begin_named(name(), "enum", note)) out.symbols(note, names());
  }
  static bool read(const avro::Cell& cell, avro::NodeId, E& out, Reading&) noexcept {
    if constexpr (kIsDense) {
      out = static_cast<E>(kFirst + cell.integer);
    } else {
      out = kAll[static_cast<std::size_t>(cell.bits)].value;
    }
    return true;
  }
  static std::size_t bound(E, Writing&) noexcept { return avro::kMaxIntBytes; }
  [[gnu::always_inline]] static std::uint8_t* write(std::uint8_t* p, E value,
                                                    Writing& to) noexcept {
    const std::size_t index = index_of(value);
    if (index == kAll.size()) to.bad = true;
    return avro::put_size(p, index);
  }
  static bool check(E value, Writing& to) {
    if (index_of(value) != kAll.size()) return true;
    return to.fail(avro::EncodeFault::UnknownSymbol, "a value that is no enumerator");
  }
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made);
};

// The schema's symbols by ours; those it lacks are errors when they come.
template <Enumeration E>
bool write_symbol(const WriteNode& node, const void* value, Sheet& sheet) {
  using Own = Codec<E>;
  const E it = *static_cast<const E*>(value);
  if (!Own::check(it, *sheet.to)) return false;
  const std::size_t index = Own::index_of(it);
  if (node.numbers[index] == ~std::uint32_t{0}) {
    return sheet.to->fail(avro::EncodeFault::UnknownSymbol,
                          "the enum has no symbol \"" + std::string(Own::kAll[index].name) + '"');
  }
  sheet.put_size(node.numbers[index]);
  return true;
}

template <Enumeration E>
bool Codec<E>::bind(Binder& binder, avro::NodeId type, WriteNode& made) {
  const avro::Node& node = binder.node(type);
  if (node.kind != avro::Kind::Enum) return binder.refuse(type, type_name<E>());
  const Note note = note_of<E>();
  made.is_straight = true;
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    const std::string_view name = schema_name(note, kAll[i].name);
    std::uint32_t index = ~std::uint32_t{0};
    for (std::size_t at = 0; at < node.symbols.size(); ++at) {
      if (node.symbols[at] == name) index = static_cast<std::uint32_t>(at);
    }
    made.numbers.push_back(index);
    made.is_straight = made.is_straight && index == i;
  }
  made.write = write_symbol<E>;
  made.straight = write_straight<E>;
  return true;
}

}  // namespace avocet::structs
