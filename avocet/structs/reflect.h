// reflect.h - what a compiler knows about a type and does not say: the members of a plain
// aggregate, the enumerators of an enum, and the names of both.
//
// The names are read out of __PRETTY_FUNCTION__, as g++ 12 and clang 19 print it: that of a
// function whose template argument is a pointer to the member, or the enumerator.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "avocet/structs/internal/tie.h"

namespace avocet::structs {
namespace reflection {

// Becomes whatever a member is initialised with; only where nothing is evaluated.
struct Anything {
  template <class T>
  constexpr operator T() const noexcept {  // NOLINT: implicit, that is the point
    std::abort();
  }
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

template <class T, std::size_t N = 0>
consteval std::size_t count_members() {
  if constexpr (N <= kMostMembers && takes<T>(std::make_index_sequence<N + 1>{})) {
    return count_members<T, N + 1>();
  } else {
    return N;
  }
}

// An object that is only pointed at: it needs no definition.
template <class T>
struct Holder {
  T value;
};
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern const Holder<T> kNowhere;

template <auto Pointer>
consteval std::string_view print_pointer() {
  return __PRETTY_FUNCTION__;
}

template <class T, std::size_t I, std::size_t N>
consteval auto pointer_to_member() {
  return &std::get<I>(tie_members<N>(kNowhere<T>.value));
}

constexpr bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The identifier that `text` ends with.
constexpr std::string_view last_name(std::string_view text) noexcept {
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

// g++: "… [with auto Pointer = (& kNowhere<S>.Holder<S>::value.S::name); …]"
// clang: "… [Pointer = &kNowhere.value.name]"
consteval std::string_view member_name(std::string_view printed) {
#ifdef __clang__
  return last_name(printed.substr(0, printed.rfind(']')));
#else
  return last_name(printed.substr(0, printed.rfind(')')));
#endif
}

template <class T, std::size_t N, std::size_t... I>
consteval std::array<std::string_view, N> member_names(std::index_sequence<I...>) {
  return {member_name(print_pointer<pointer_to_member<T, I, N>()>())...};
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

template <class T>
consteval std::string_view print_type() {
  return __PRETTY_FUNCTION__;
}

template <class E, E... Values>
consteval std::string_view print_values() {
  return __PRETTY_FUNCTION__;
}

// Enumerators are looked for between these, as far as the underlying type goes.
inline constexpr int kLeastEnumerator = -128;
inline constexpr int kLargestEnumerator = 255;

template <class E>
struct Probe {
  using Number = std::underlying_type_t<E>;
  static constexpr int kFirst = std::is_signed_v<Number> ? kLeastEnumerator : 0;
  static constexpr int kLast =
      sizeof(Number) == 1 && std::is_signed_v<Number> ? 127 : kLargestEnumerator;
  static constexpr int kCount = kLast - kFirst + 1;

  template <int... I>
  static consteval std::string_view print(std::integer_sequence<int, I...>) {
    return print_values<E, static_cast<E>(kFirst + I)...>();
  }

  // Calls `take(index, name)` for each value that has a name, in their order. The list reads
  // "(S::E)-1, S::E::Low, …"; a number there is a value without one.
  template <class Take>
  static constexpr void visit(Take take) {
    const std::string_view all = print(std::make_integer_sequence<int, kCount>{});
#ifdef __clang__
    const std::size_t begin = all.find("Values = <") + 10;
    const std::string_view list = all.substr(begin, all.rfind('>') - begin);
#else
    const std::size_t begin = all.find("Values = {") + 10;
    const std::string_view list = all.substr(begin, all.rfind('}') - begin);
#endif
    int depth = 0;
    int index = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= list.size(); ++i) {
      const char c = i == list.size() ? ',' : list[i];
      if (c == '<' || c == '(' || c == '{') ++depth;
      if (c == '>' || c == ')' || c == '}') --depth;
      if (c != ',' || depth != 0) continue;
      const std::string_view name = last_name(list.substr(start, i - start));
      if (name[0] < '0' || name[0] > '9') take(index, name);
      ++index;
      start = i + 1;
    }
  }
};

template <class E>
consteval std::size_t count_enumerators() {
  std::size_t count = 0;
  Probe<E>::visit([&](int, std::string_view) { ++count; });
  return count;
}

}  // namespace reflection

// A struct whose members can be listed. Bases, references, C arrays and bit fields cannot.
template <class T>
concept Plain = std::is_class_v<T> && std::is_aggregate_v<T> && !std::is_empty_v<T>;

template <class T>
inline constexpr std::size_t kMemberCount = [] {
  if constexpr (std::is_empty_v<T>) {
    return std::size_t{0};
  } else {
    return reflection::count_members<T>();
  }
}();

// References to all members, in their order.
template <class T>
constexpr auto members(T& value) noexcept {
  static_assert(kMemberCount<std::remove_const_t<T>> <= kMostMembers,
                "more members than the table");
  return tie_members<kMemberCount<std::remove_const_t<T>>>(value);
}

template <class T, std::size_t I>
using Member =
    std::remove_reference_t<std::tuple_element_t<I, decltype(members(std::declval<T&>()))>>;

template <class T>
inline constexpr std::array<std::string_view, kMemberCount<T>> kMemberNames =
    reflection::member_names<T, kMemberCount<T>>(std::make_index_sequence<kMemberCount<T>>{});

// As C++ spells it: "shop::Order", "{anonymous}::Order" or "(anonymous namespace)::Order".
template <class T>
consteval std::string_view type_name() {
  const std::string_view printed = reflection::print_type<T>();
  const std::size_t begin = printed.find("T = ") + 4;
#ifdef __clang__
  return printed.substr(begin, printed.rfind(']') - begin);
#else
  return printed.substr(begin, printed.find(';', begin) - begin);
#endif
}

template <class E>
struct Enumerator {
  E value{};
  std::string_view name;
};

// By value, from the least. Only values from -128 to 255 are found; of two names for one value
// there is one.
template <class E>
  requires std::is_scoped_enum_v<E>
inline constexpr auto kEnumerators = [] {
  using Probe = reflection::Probe<E>;
  std::array<Enumerator<E>, reflection::count_enumerators<E>()> found{};
  std::size_t next = 0;
  Probe::visit([&](int index, std::string_view name) {
    found[next++] = {static_cast<E>(Probe::kFirst + index), name};
  });
  return found;
}();

}  // namespace avocet::structs
