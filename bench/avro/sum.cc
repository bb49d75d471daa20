// sum.cc - the walk through a View.
#include "bench/avro/sum.h"

#include <array>
#include <cstdio>

namespace avocet::bench {

using avro::Kind;
using avro::View;

namespace {

constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    table[byte] = byte;
    for (int bit = 0; bit < 8; ++bit) {
      table[byte] = (table[byte] >> 1) ^ ((table[byte] & 1) != 0 ? 0xedb88320U : 0);
    }
  }
  return table;
}();

}  // namespace

std::uint32_t Sum::crc32(std::uint32_t crc, std::string_view bytes) {
  crc = ~crc;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  }
  return ~crc;
}

std::string Sum::answer() const {
  char text[16];
  std::snprintf(text, sizeof text, "sum %08x", crc_);
  return text;
}

void Sum::put_number(std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) bytes_ += static_cast<char>(value >> (8 * i));
}

void Sum::put_text(std::string_view text) {
  put_number(text.size(), 4);
  bytes_ += text;
}

std::uint32_t Sum::take_entry(std::size_t start) {
  const std::uint32_t sum = crc32(0, std::string_view(bytes_).substr(start));
  bytes_.resize(start);
  return sum;
}

void Sum::put(const View& view) {
  switch (view.kind()) {
    case Kind::Boolean:
      return put(view.boolean());
    case Kind::Int:
    case Kind::Long:
      return put(view.int64());
    case Kind::Float:
      return put(double{view.float32()});
    case Kind::Double:
      return put(view.float64());
    case Kind::Bytes:
    case Kind::Fixed:
      return put(view.bytes());
    case Kind::String:
      return put_text(view.text());
    case Kind::Enum:
      return put_text(view.symbol());
    case Kind::Record:
      for (std::size_t i = 0; i < view.size(); ++i) put(view.field(i));
      return;
    case Kind::Array:
      put_number(view.size(), 4);
      for (std::size_t i = 0; i < view.size(); ++i) put(view.item(i));
      return;
    case Kind::Map:
      return put_map(view);
    case Kind::Null:
    case Kind::Union:  // a view shows its branch instead
      return put(std::monostate());
  }
}

void Sum::put_map(const View& view) {
  put_number(view.size(), 4);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < view.size(); ++i) {
    const std::size_t start = bytes_.size();
    put_text(view.key(i));
    put(view.value(i));
    sum += take_entry(start);
  }
  put_number(sum, 4);
}

}  // namespace avocet::bench
