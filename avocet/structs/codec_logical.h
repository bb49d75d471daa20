// codec_logical.h - Avro's own logical types.
//
//   avro::Uuid        string, uuid; also read from and written to a fixed of 16 bytes
//   avro::Duration    fixed of 12 bytes, duration
//   avro::Decimal     bytes or fixed, decimal, with the precision and scale of its note; read from
//                     and written to whatever precision and scale the other schema has
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "avocet/avro/decimal.h"
#include "avocet/avro/duration.h"
#include "avocet/avro/logical.h"
#include "avocet/avro/uuid.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/codec_number.h"
#include "avocet/structs/write_plan.h"

namespace avocet::structs {

template <>
struct Codec<avro::Uuid> : Leaf<avro::Uuid, avro::Kind::String, avro::Logical::Uuid> {
  static constexpr std::size_t kTextBytes = 36;
  static bool read(const avro::Cell& cell, avro::NodeId, avro::Uuid& out, Reading& in);
  static std::size_t bound(const avro::Uuid&, Writing&) noexcept { return 1 + kTextBytes; }
  static std::uint8_t* write(std::uint8_t* p, const avro::Uuid& value, Writing& to);
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made);
};

template <>
struct Codec<avro::Duration> : Leaf<avro::Duration, avro::Kind::Fixed, avro::Logical::Duration> {
  static constexpr std::uint32_t kSize = avro::kDurationBytes;
  static void schema(SchemaText& out) { out.duration(); }
  static bool read(const avro::Cell& cell, avro::NodeId, avro::Duration& out, Reading&) noexcept {
    out = avro::read_duration(std::span<const std::uint8_t, avro::kDurationBytes>(
        static_cast<const std::uint8_t*>(cell.data), avro::kDurationBytes));
    return true;
  }
  static std::size_t bound(const avro::Duration&, Writing&) noexcept { return kSize; }
  static std::uint8_t* write(std::uint8_t* p, const avro::Duration& value, Writing&) noexcept {
    const auto bytes = avro::to_bytes(value);
    std::memcpy(p, bytes.data(), bytes.size());
    return p + bytes.size();
  }
};

// Never written in one go: what is written depends on the schema's scale.
template <>
struct Codec<avro::Decimal> : Leaf<avro::Decimal, avro::Kind::Bytes, avro::Logical::Decimal> {
  static constexpr bool kNeedsType = true;
  static void schema(SchemaText& out) { out.decimal(); }
  static bool read(const avro::Cell& cell, avro::NodeId type, avro::Decimal& out, Reading& in);
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made);
};

}  // namespace avocet::structs
