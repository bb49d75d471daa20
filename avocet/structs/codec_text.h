// codec_text.h - strings, bytes and fixed.
//
//   std::string, std::string_view                            string
//   vector<std::uint8_t or std::byte>, span<const …>         bytes
//   array<std::uint8_t or std::byte, N>                      fixed of N bytes
//
// A view looks into the input, or into the plan where it is a default, or into the decoder's arena
// where strings are copied.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/write.h"
#include "avocet/base/utf8.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/codec_number.h"

namespace avocet::structs {

template <class T>
concept Text = std::same_as<T, std::string> || std::same_as<T, std::string_view>;

template <class T>
concept Byte = std::same_as<T, std::uint8_t> || std::same_as<T, std::byte>;

template <Text T>
struct Codec<T> : Leaf<T, avro::Kind::String> {
  static constexpr bool kBorrows = std::same_as<T, std::string_view>;

  static bool read(const avro::Cell& cell, avro::NodeId, T& out, Reading& in) {
    const auto* const text = static_cast<const char*>(cell.data);
    if constexpr (kBorrows) {
      out = T(text, cell.count);
    } else {
      if (!in.charge(cell.count)) return false;
      // Most texts are short: a call for each would cost more than the copy.
      // libstdc++ 12 hands on the capacity, not the size that was asked for.
      out.resize_and_overwrite(cell.count, [&](char* to, std::size_t) noexcept {
        std::uint64_t seen = 0;
        avro::put_bytes(reinterpret_cast<std::uint8_t*>(to), text, cell.count, seen);
        return std::size_t{cell.count};
      });
    }
    return true;
  }
  static std::size_t bound(const T& value, Writing&) noexcept {
    return avro::kMaxLongBytes + value.size();
  }
  static std::uint8_t* write(std::uint8_t* p, const T& value, Writing& to) {
    std::uint64_t seen = 0;
    p = avro::put_size(p, value.size());
    p = avro::put_bytes(p, value.data(), value.size(), seen);
    if ((seen & avro::kTopBits) != 0 && !to.trust_utf8 && !base::is_utf8(value)) to.bad = true;
    return p;
  }
  static bool check(const T& value, Writing& to) {
    if (to.trust_utf8 || base::is_utf8(value)) return true;
    return to.fail(avro::EncodeFault::InvalidUtf8, "a string that is not UTF-8");
  }
};

// bytes, whatever holds them.
template <class T>
struct BytesCodec : Leaf<T, avro::Kind::Bytes> {
  static std::size_t bound(const T& value, Writing&) noexcept {
    return avro::kMaxLongBytes + value.size();
  }
  static std::uint8_t* write(std::uint8_t* p, const T& value, Writing&) noexcept {
    std::uint64_t seen = 0;
    return avro::put_bytes(avro::put_size(p, value.size()), value.data(), value.size(), seen);
  }
};

template <Byte B>
struct Codec<std::vector<B>> : BytesCodec<std::vector<B>> {
  static bool read(const avro::Cell& cell, avro::NodeId, std::vector<B>& out, Reading& in) {
    if (!in.charge(cell.count)) return false;
    const auto* const bytes = static_cast<const B*>(cell.data);
    out.assign(bytes, bytes + cell.count);
    return true;
  }
};

template <Byte B>
struct Codec<std::span<const B>> : BytesCodec<std::span<const B>> {
  static constexpr bool kBorrows = true;
  static bool read(const avro::Cell& cell, avro::NodeId, std::span<const B>& out,
                   Reading&) noexcept {
    out = std::span<const B>(static_cast<const B*>(cell.data), cell.count);
    return true;
  }
};

template <Byte B, std::size_t N>
struct Codec<std::array<B, N>> : Leaf<std::array<B, N>, avro::Kind::Fixed> {
  static constexpr std::uint32_t kSize = N;
  static void schema(SchemaText& out) { out.fixed(kSize); }
  static bool read(const avro::Cell& cell, avro::NodeId, std::array<B, N>& out, Reading&) noexcept {
    if constexpr (N != 0) std::memcpy(out.data(), cell.data, N);
    return true;
  }
  static std::size_t bound(const std::array<B, N>&, Writing&) noexcept { return N; }
  static std::uint8_t* write(std::uint8_t* p, const std::array<B, N>& value, Writing&) noexcept {
    if constexpr (N != 0) std::memcpy(p, value.data(), N);
    return p + N;
  }
};

// Said where it is compiled, once for each such type.
template <class T, std::size_t N>
struct Codec<std::array<T, N>> : Leaf<std::array<T, N>, avro::Kind::Fixed> {
  static_assert(Byte<T>, "only a std::array of bytes has a type in Avro: take a std::vector");
};

}  // namespace avocet::structs
