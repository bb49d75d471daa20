// write_test.cc - the raw writers against the definition of a varint.
#include "avocet/avro/write.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace avocet::avro {
namespace {

std::string by_definition(std::uint64_t u) {
  std::string out;
  for (; u >= 0x80; u >>= 7) out += static_cast<char>(u | 0x80);
  return out + static_cast<char>(u);
}

std::string written(std::uint8_t* (*put)(std::uint8_t*, std::uint64_t) noexcept, std::uint64_t u) {
  std::array<std::uint8_t, kMaxLongBytes + kWriteSlack> room{};
  std::uint8_t* const end = put(room.data(), u);
  return {reinterpret_cast<const char*>(room.data()), static_cast<std::size_t>(end - room.data())};
}

TEST(Write, VarintsOfEveryWidth) {
  for (unsigned bits = 0; bits <= 64; ++bits) {
    const std::uint64_t top = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    for (const std::uint64_t u : {top, top + 1, top ^ 0x2a, top / 3}) {
      EXPECT_EQ(written(put_varint, u), by_definition(u)) << u;
      EXPECT_EQ(varint_bytes(u), by_definition(u).size()) << u;
      if (u >> 63 == 0) {
        EXPECT_EQ(written(put_size, u), by_definition(u << 1)) << u;
      }
    }
  }
}

TEST(Write, GroupsSplitAlike) {
  for (std::uint64_t u = 1; u < std::uint64_t{1} << 56; u = u * 3 + 1) {
    EXPECT_EQ(split_groups(u), split_groups_by_shifts(u)) << u;
  }
}

TEST(Write, ZigZag) {
  EXPECT_EQ(zigzag(0), 0u);
  EXPECT_EQ(zigzag(-1), 1u);
  EXPECT_EQ(zigzag(64), 128u);
  EXPECT_EQ(zigzag(std::numeric_limits<std::int64_t>::min()), ~std::uint64_t{0});
}

TEST(Write, BytesOfEverySize) {
  for (std::size_t size = 0; size < 100; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 26);
    std::vector<std::uint8_t> room(size + kWriteSlack);
    std::uint64_t seen = 0;
    EXPECT_EQ(put_bytes(room.data(), text.data(), size, seen), room.data() + size);
    EXPECT_EQ(text, std::string(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_EQ(seen & kTopBits, 0u);
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = static_cast<char>(0xc3);
      seen = 0;
      put_bytes(room.data(), other.data(), size, seen);
      EXPECT_NE(seen & kTopBits, 0u) << size << " " << i;
    }
  }
}

}  // namespace
}  // namespace avocet::avro
