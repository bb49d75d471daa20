// random_struct_test.h - structs with random content, for the tests.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "avocet/structs/codecs.h"
#include "avocet/structs/reflect.h"
#include "avocet/testing/generators.h"

namespace avocet::structs {

// Fills anything that has a codec. A view is of static text.
class Filler {
 public:
  explicit Filler(testing::Random& random) : random_(random) {}

  template <class T>
  void fill(T& out, int depth = 0) {
    if constexpr (std::is_same_v<T, bool>) {
      out = random_.chance(50);
    } else if constexpr (std::is_floating_point_v<T>) {
      out = static_cast<T>(static_cast<std::int64_t>(random_.next())) / T{1024};
    } else if constexpr (std::is_same_v<T, std::string>) {
      out = text();
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      out = text();
    } else if constexpr (std::is_same_v<T, avro::Uuid>) {
      for (auto& byte : out.bytes) byte = static_cast<std::uint8_t>(random_.next());
    } else if constexpr (std::is_same_v<T, avro::Duration>) {
      out = {.months = static_cast<std::uint32_t>(random_.next()), .days = 3, .millis = 5};
    } else if constexpr (std::is_same_v<T, avro::Decimal>) {
      out = avro::Decimal::from_unscaled(static_cast<std::int64_t>(random_.below(100'000)) - 50'000,
                                         2)
                .value();
    } else if constexpr (IsNumber<T>) {
      fill_number(out);
    } else if constexpr (Enumeration<T>) {
      out = kEnumerators<T>[random_.below(kEnumerators<T>.size())].value;
    } else if constexpr (Optional<T>) {
      out = T();
      if (depth > 3 || random_.chance(40)) return;
      typename OptionalOf<T>::Value value{};
      fill(value, depth + 1);
      if constexpr (requires { out.emplace(); }) {
        out.emplace() = std::move(value);
      } else {
        out = std::make_unique<typename OptionalOf<T>::Value>(std::move(value));
      }
    } else if constexpr (requires { out.valueless_by_exception(); }) {
      fill_variant(out, random_.below(std::variant_size_v<T>), depth,
                   std::make_index_sequence<std::variant_size_v<T>>{});
    } else if constexpr (requires { typename T::mapped_type; }) {
      out.clear();
      for (std::size_t i = count(depth); i > 0; --i) {
        typename T::mapped_type value{};
        fill(value, depth + 1);
        out.insert_or_assign(std::string(text()) + std::to_string(i), std::move(value));
      }
    } else if constexpr (requires { out.resize(1); }) {
      out.resize(count(depth));
      for (std::size_t i = 0; i < out.size(); ++i) fill_item(out, i, depth);
    } else if constexpr (requires { out.fill({}); }) {
      for (auto& byte : out) byte = static_cast<std::decay_t<decltype(byte)>>(random_.next());
    } else if constexpr (std::is_same_v<T, std::monostate> || std::is_empty_v<T>) {
      out = T{};
    } else {
      std::apply([&](auto&... member) { (fill(member, depth + 1), ...); }, members(out));
    }
  }

 private:
  std::string_view text() {
    constexpr std::string_view kTexts[] = {"",         "a",           "seven b",
                                           "eight by", "grüße, 世界", "a text of many more bytes"};
    return kTexts[random_.below(std::size(kTexts))];
  }
  std::size_t count(int depth) { return depth > 3 ? 0 : random_.below(4); }

  template <class T>
  void fill_number(T& out) {
    using As = Number<T>;
    for (;;) {  // a value that the type can hold and Avro too
      const auto raw = static_cast<typename As::Raw>(random_.next() >> random_.below(64));
      typename As::Raw back{};
      if (As::get(raw, out) && As::put(out, back)) return;
    }
  }

  template <class V>
  void fill_item(V& out, std::size_t i, int depth) {
    using Item = typename V::value_type;
    if constexpr (std::is_same_v<Item, std::byte>) {
      out[i] = static_cast<std::byte>(random_.next());
    } else if constexpr (std::is_same_v<Item, bool>) {
      out[i] = random_.chance(50);
    } else if constexpr (requires { out[i].first; }) {
      fill(out[i].first, depth + 1);
      fill(out[i].second, depth + 1);
    } else {
      fill(out[i], depth + 1);
    }
  }

  template <class V, std::size_t... I>
  void fill_variant(V& out, std::size_t which, int depth, std::index_sequence<I...>) {
    const auto one = [&]<std::size_t At>() {
      if (At == which) fill(out.template emplace<At>(), depth + 1);
    };
    (one.template operator()<I>(), ...);
  }

  testing::Random& random_;
};

}  // namespace avocet::structs
