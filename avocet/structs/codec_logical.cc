#include "avocet/structs/codec_logical.h"

#include "avocet/structs/codecs.h"

namespace avocet::structs {

bool Codec<avro::Uuid>::read(const avro::Cell& cell, avro::NodeId, avro::Uuid& out, Reading& in) {
  if (cell.tag == avro::Tag::Fixed) {
    std::memcpy(out.bytes.data(), cell.data, out.bytes.size());
    return true;
  }
  const auto uuid = avro::parse_uuid({static_cast<const char*>(cell.data), cell.count});
  if (!uuid) return in.fail(avro::DecodeFault::Member);
  out = *uuid;
  return true;
}

std::uint8_t* Codec<avro::Uuid>::write(std::uint8_t* p, const avro::Uuid& value, Writing&) {
  const std::string text = avro::to_text(value);
  p = avro::put_size(p, text.size());
  std::memcpy(p, text.data(), text.size());
  return p + text.size();
}

namespace {

bool write_uuid_fixed(const WriteNode&, const void* value, Sheet& sheet) {
  const auto& bytes = static_cast<const avro::Uuid*>(value)->bytes;
  std::uint8_t* const p = sheet.room(bytes.size());
  std::memcpy(p, bytes.data(), bytes.size());
  sheet.advance(p + bytes.size());
  return true;
}

bool write_decimal(const WriteNode& node, const void* value, Sheet& sheet) {
  const auto& it = *static_cast<const avro::Decimal*>(value);
  const auto fitted = it.fit(node.precision, node.scale);
  if (!fitted) {
    return sheet.to->fail(avro::EncodeFault::OutOfRange,
                          "a decimal that does not fit its precision and scale exactly");
  }
  if (node.size_bytes != 0) {
    std::uint8_t* const p = sheet.room(node.size_bytes);
    if (!fitted->write_fixed({p, node.size_bytes})) {
      return sheet.to->fail(avro::EncodeFault::OutOfRange, "a decimal too large for its fixed");
    }
    sheet.advance(p + node.size_bytes);
    return true;
  }
  const auto bytes = fitted->unscaled_bytes();
  std::uint64_t seen = 0;
  sheet.put_size(bytes.size());
  sheet.advance(avro::put_bytes(sheet.room(bytes.size()), bytes.data(), bytes.size(), seen));
  return true;
}

}  // namespace

bool Codec<avro::Uuid>::bind(Binder& binder, avro::NodeId type, WriteNode& made) {
  const avro::Node& node = binder.node(type);
  if (node.kind != avro::Kind::Fixed) return bind_leaf<avro::Uuid>(binder, type, made);
  if (node.size_bytes != 16) return binder.refuse(type, "a Uuid");
  made.write = write_uuid_fixed;
  return true;
}

bool Codec<avro::Decimal>::read(const avro::Cell& cell, avro::NodeId type, avro::Decimal& out,
                                Reading& in) {
  if (!in.charge(cell.count)) return false;
  const avro::LogicalType decimal = avro::logical_type(in.schema->node(type));
  auto value = avro::Decimal::from_bytes({static_cast<const std::uint8_t*>(cell.data), cell.count},
                                         decimal.scale);
  if (!value) return in.fail(avro::DecodeFault::Member);
  out = std::move(*value);
  return true;
}

bool Codec<avro::Decimal>::bind(Binder& binder, avro::NodeId type, WriteNode& made) {
  const avro::Node& node = binder.node(type);
  const avro::LogicalType decimal = avro::logical_type(node);
  if (decimal.kind != avro::Logical::Decimal) return binder.refuse(type, "a Decimal");
  made.precision = decimal.precision;
  made.scale = decimal.scale;
  made.size_bytes = node.kind == avro::Kind::Fixed ? node.size_bytes : 0;
  made.write = write_decimal;
  return true;
}

}  // namespace avocet::structs
