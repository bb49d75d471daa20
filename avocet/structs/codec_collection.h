// codec_collection.h - arrays and maps.
//
//   vector<T>                                          array
//   map<Text, T>, unordered_map<Text, T>               map; of a key that comes twice the last
//   counts vector<pair<Text, T>>                              map; entries as they come, the
//   fastest to fill
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "avocet/avro/write.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/codec_number.h"
#include "avocet/structs/codec_text.h"

namespace avocet::structs {

// What arrays and maps share; `Own` is the codec, `Item` what is bound below it.
template <class Own, class T, class Item, avro::Kind Of>
struct CollectionCodec {
  using Parts = Types<Item>;
  static constexpr avro::Kind kKind = Of;
  static constexpr avro::Logical kLogical = avro::Logical::None;
  static constexpr bool kNeedsType = false;

  static bool too_deep(Writing& to) {
    return to.fail(avro::EncodeFault::TooDeep, "more values inside one another than the limit");
  }
  static std::size_t bound(const T& value, Writing& to) {
    const Level<T> level(to);
    if (level.is_too_deep()) {
      to.bad = true;
      return 0;
    }
    return 2 * avro::kMaxLongBytes + Own::bound_items(value, to);
  }
  static std::uint8_t* write(std::uint8_t* p, const T& value, Writing& to) {
    if (value.size() != 0) {
      p = avro::put_size(p, value.size());
      p = Own::write_items(p, value, to);
    }
    *p = 0;
    return p + 1;
  }
  // One block, written item by item.
  static bool write_tree(const WriteNode& node, const void* value, Sheet& sheet) {
    const T& it = *static_cast<const T*>(value);
    const Level<T> level(*sheet.to);
    if (level.is_too_deep()) return too_deep(*sheet.to);
    if (it.size() != 0) {
      sheet.put_size(it.size());
      if (!Own::write_tree_items(node.nodes[0], it, sheet)) return false;
    }
    sheet.put_size(0);
    return true;
  }
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made) {
    const avro::Node& node = binder.node(type);
    if (node.kind != Of) return binder.refuse(type, avro::to_text(Of));
    const auto item = binder.bind<Item>(node.children[0]);
    if (!item) return binder.fail_in("*");
    made.nodes = {*item};
    made.write = write_tree;
    if constexpr (!kNeedsType_<Item>) {
      made.is_straight = true;
      made.straight = write_straight<T>;
    }
    return true;
  }

 private:
  template <class U>
  static constexpr bool kNeedsType_ = structs::kNeedsType<U>;
};

template <class T, class A>
struct Codec<std::vector<T, A>>
    : CollectionCodec<Codec<std::vector<T, A>>, std::vector<T, A>, T, avro::Kind::Array> {
  using Vector = std::vector<T, A>;
  static constexpr bool kBorrows = false;
  static constexpr bool kIsFloating = std::same_as<T, float> || std::same_as<T, double>;
  static constexpr avro::Kind kItems = Codec<T>::kKind;
  static constexpr bool kMayBePacked = kItems == avro::Kind::Int || kItems == avro::Kind::Long ||
                                       kItems == avro::Kind::Float || kItems == avro::Kind::Double;

  static void schema(SchemaText& out) {
    out.begin_array();
    Codec<T>::schema(out);
    out.end();
  }

  static bool read(const avro::Cell& cell, avro::NodeId type, Vector& out, Reading& in) {
    const std::size_t count = cell.count;
    if (count > in.budget_bytes / sizeof(T) || !in.charge(count * sizeof(T))) {
      return in.fail(avro::DecodeFault::OutputLimit);
    }
    const avro::NodeId item_type = child_type<T>(in, type, 0);
    if constexpr (kMayBePacked) {
      if (cell.tag != avro::Tag::Array) return read_packed(cell, item_type, out, in);
    }
    const avro::Cell* item = cell.cells;
    const std::size_t stride = cell.stride;
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i, item += stride) {
      if constexpr (std::same_as<T, bool>) {
        out[i] = item->bits != 0;
      } else if (!Codec<T>::read(*item, item_type, out.data()[i], in)) {
        return in.fail_in(std::to_string(i));
      }
    }
    return true;
  }

  static std::size_t bound_items(const Vector& value, Writing& to) {
    if constexpr (IsNumber<T>) {
      return value.size() * Codec<T>::kBound;
    } else if constexpr (kIsFloating) {
      return value.size() * sizeof(T);
    } else if constexpr (std::same_as<T, bool>) {
      return value.size();
    } else {
      std::size_t bytes = 0;
      for (const T& item : value) bytes += Codec<T>::bound(item, to);
      return bytes;
    }
  }
  static std::uint8_t* write_items(std::uint8_t* p, const Vector& value, Writing& to) {
    if constexpr (kIsFloating) {
      std::memcpy(p, value.data(), value.size() * sizeof(T));
      return p + value.size() * sizeof(T);
    } else {
      for (const auto& item : value) p = Codec<T>::write(p, item, to);
      return p;
    }
  }
  static bool write_tree_items(std::uint32_t node, const Vector& value, Sheet& sheet) {
    std::size_t i = 0;
    for (const auto& each : value) {
      const T& item = each;
      if (!sheet.write(node, &item)) return sheet.to->fail_in(std::to_string(i));
      ++i;
    }
    return true;
  }
  static bool check(const Vector& value, Writing& to) {
    const Level<Vector> level(to);
    if (level.is_too_deep()) return Codec::too_deep(to);
    std::size_t i = 0;
    for (const auto& item : value) {
      if (!Codec<T>::check(item, to)) return to.fail_in(std::to_string(i));
      ++i;
    }
    return true;
  }

 private:
  // Numbers lie in the arena as std::int64_t, float or double.
  static bool read_packed(const avro::Cell& cell, [[maybe_unused]] avro::NodeId item_type,
                          Vector& out, [[maybe_unused]] Reading& in) {
    const std::size_t count = cell.count;
    if constexpr (kIsFloating || std::same_as<T, std::int64_t>) {
      const auto* const numbers = static_cast<const T*>(cell.data);
      out.assign(numbers, numbers + count);
    } else if constexpr (IsNumber<T>) {
      const auto* const numbers = static_cast<const std::int64_t*>(cell.data);
      out.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        if (!Codec<T>::get(numbers[i], out.data()[i], in)) return in.fail_in(std::to_string(i));
      }
    } else {  // a type of somebody's own
      out.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        const avro::Cell item = unpacked(cell, i);
        if (!Codec<T>::read(item, item_type, out.data()[i], in)) {
          return in.fail_in(std::to_string(i));
        }
      }
    }
    return true;
  }
  // The item as the cell that it would have been.
  static avro::Cell unpacked(const avro::Cell& cell, std::size_t i) noexcept {
    avro::Cell item{};
    item.tag = static_cast<avro::Tag>(kItems);
    if constexpr (kItems == avro::Kind::Float) {
      item.bits = std::bit_cast<std::uint32_t>(static_cast<const float*>(cell.data)[i]);
    } else if constexpr (kItems == avro::Kind::Double) {
      item.bits = std::bit_cast<std::uint64_t>(static_cast<const double*>(cell.data)[i]);
    } else {
      item.integer = static_cast<const std::int64_t*>(cell.data)[i];
    }
    return item;
  }
};

namespace maps {

// Memory of an entry beyond the pair: pointers to its neighbours, its hash.
inline constexpr std::size_t kNodeBytes = 40;

// The value of a key, made if it is not there.
template <class M>
typename M::mapped_type& at(M& map, typename M::key_type key) {
  return map.try_emplace(std::move(key)).first->second;
}

}  // namespace maps

// Maps by their entries; `M` has key_type and mapped_type, or is a vector of pairs.
template <class M, Text K, class T>
struct MapCodec : CollectionCodec<Codec<M>, M, T, avro::Kind::Map> {
  static constexpr bool kBorrows = std::same_as<K, std::string_view>;
  static constexpr bool kIsVector = requires(M& map) { map.push_back({K{}, T{}}); };

  static void schema(SchemaText& out) {
    out.begin_map();
    Codec<T>::schema(out);
    out.end();
  }

  static bool read(const avro::Cell& cell, avro::NodeId type, M& out, Reading& in) {
    constexpr std::size_t kBytes = sizeof(std::pair<K, T>) + (kIsVector ? 0 : maps::kNodeBytes);
    const std::size_t count = cell.count;
    if (count > in.budget_bytes / kBytes || !in.charge(count * kBytes)) {
      return in.fail(avro::DecodeFault::OutputLimit);
    }
    const avro::NodeId value_type = child_type<T>(in, type, 0);
    const avro::Cell* entry = cell.cells;
    if constexpr (kIsVector) {
      out.resize(count);
    } else {
      out.clear();
    }
    for (std::size_t i = 0; i < count; ++i, entry += cell.stride) {
      if constexpr (kIsVector) {
        auto& [key, value] = out[i];
        if (!read_entry(entry, value_type, key, value, in)) return in.fail_in(std::to_string(i));
      } else {
        K key{};
        if (!Codec<K>::read(entry[0], {}, key, in) ||
            !Codec<T>::read(entry[1], value_type, maps::at(out, std::move(key)), in)) {
          return in.fail_in(std::to_string(i));
        }
      }
    }
    return true;
  }

  static std::size_t bound_items(const M& map, Writing& to) {
    std::size_t bytes = 0;
    for (const auto& [key, value] : map) {
      bytes += Codec<K>::bound(key, to) + Codec<T>::bound(value, to);
    }
    return bytes;
  }
  static std::uint8_t* write_items(std::uint8_t* p, const M& map, Writing& to) {
    for (const auto& [key, value] : map) {
      p = Codec<K>::write(p, key, to);
      p = Codec<T>::write(p, value, to);
    }
    return p;
  }
  static bool write_tree_items(std::uint32_t node, const M& map, Sheet& sheet) {
    for (const auto& [key, value] : map) {
      if (!write_straight<K>({}, &key, sheet)) return sheet.to->fail_in(key);
      const T& it = value;
      if (!sheet.write(node, &it)) return sheet.to->fail_in(key);
    }
    return true;
  }
  static bool check(const M& map, Writing& to) {
    const Level<M> level(to);
    if (level.is_too_deep()) return MapCodec::too_deep(to);
    for (const auto& [key, value] : map) {
      if (!Codec<K>::check(key, to) || !Codec<T>::check(value, to)) return to.fail_in(key);
    }
    return true;
  }

 private:
  static bool read_entry(const avro::Cell* entry, avro::NodeId type, K& key, T& value,
                         Reading& in) {
    return Codec<K>::read(entry[0], {}, key, in) && Codec<T>::read(entry[1], type, value, in);
  }
};

template <Text K, class T, class C, class A>
struct Codec<std::map<K, T, C, A>> : MapCodec<std::map<K, T, C, A>, K, T> {};

template <Text K, class T, class H, class E, class A>
struct Codec<std::unordered_map<K, T, H, E, A>>
    : MapCodec<std::unordered_map<K, T, H, E, A>, K, T> {};

template <Text K, class T, class A>
struct Codec<std::vector<std::pair<K, T>, A>> : MapCodec<std::vector<std::pair<K, T>, A>, K, T> {};

}  // namespace avocet::structs
