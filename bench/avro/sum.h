// sum.h - the CRC-32 of decoded values, walked as every driver walks them (peers/README.md).
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "avocet/avro/tape.h"
#include "avocet/structs/reflect.h"

namespace avocet::bench {

class Sum {
 public:
  // The next value: a View, or a struct.
  template <class T>
  void add(const T& value) {
    bytes_.clear();
    put(value);
    crc_ = crc32(crc_, bytes_);
  }

  std::string answer() const;  // "sum 1f2e3d4c"

 private:
  static std::uint32_t crc32(std::uint32_t crc, std::string_view bytes);

  void put_number(std::uint64_t value, unsigned bytes);
  void put_text(std::string_view text);
  void put(const avro::View& view);
  void put_map(const avro::View& view);

  // An entry of a map, already put behind `start`, becomes a part of `sum`.
  std::uint32_t take_entry(std::size_t start);

  void put(bool value) { bytes_ += value ? '\x01' : '\x00'; }
  void put(std::int32_t value) { put(std::int64_t{value}); }
  void put(std::int64_t value) { put_number(static_cast<std::uint64_t>(value), 8); }
  void put(double value) { put_number(std::bit_cast<std::uint64_t>(value), 8); }
  void put(std::string_view value) { put_text(value); }
  void put(const std::string& value) { put_text(value); }
  void put(std::span<const std::uint8_t> value) {
    put_text({reinterpret_cast<const char*>(value.data()), value.size()});
  }
  void put(const std::vector<std::uint8_t>& value) { put(std::span<const std::uint8_t>(value)); }
  void put(std::monostate) { bytes_ += 'n'; }

  template <class T>
  void put(const std::optional<T>& value) {
    value ? put(*value) : put(std::monostate());
  }
  template <class T>
  void put(const std::unique_ptr<T>& value) {
    value ? put(*value) : put(std::monostate());
  }
  template <class... T>
  void put(const std::variant<T...>& value) {
    std::visit([this](const auto& branch) { this->put(branch); }, value);
  }
  template <class T>
  void put(const std::vector<T>& items) {
    put_number(items.size(), 4);
    for (const T& item : items) put(item);
  }
  template <class K, class V>
  void put(const std::map<K, V>& entries) {
    put_entries(entries);
  }
  template <class K, class V>
  void put(const std::vector<std::pair<K, V>>& entries) {
    put_entries(entries);
  }
  template <class Entries>
  void put_entries(const Entries& entries) {
    put_number(entries.size(), 4);
    std::uint32_t sum = 0;
    for (const auto& [key, value] : entries) {
      const std::size_t start = bytes_.size();
      put(key);
      put(value);
      sum += take_entry(start);
    }
    put_number(sum, 4);
  }
  template <class T>
    requires std::is_scoped_enum_v<T>
  void put(T value) {
    for (const auto& [known, name] : structs::kEnumerators<T>) {
      if (known == value) return put_text(name);
    }
  }
  template <structs::Plain T>
  void put(const T& record) {
    std::apply([this](const auto&... member) { (this->put(member), ...); },
               structs::members(record));
  }

  std::string bytes_;
  std::uint32_t crc_ = 0;
};

}  // namespace avocet::bench
