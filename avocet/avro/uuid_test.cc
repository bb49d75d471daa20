#include "avocet/avro/uuid.h"

#include <gtest/gtest.h>

namespace avocet::avro {
namespace {

TEST(Uuid, Text) {
  const auto uuid = parse_uuid("00112233-4455-6677-8899-AABBCCDDEEFF");
  ASSERT_TRUE(uuid);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(uuid->bytes[i], i * 0x11);
  EXPECT_EQ(to_text(*uuid), "00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_LT(Uuid{}, *uuid);
}

TEST(Uuid, WhatIsNone) {
  for (const std::string_view text :
       {"", "0", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef",
        "00112233-4455-6677-8899-aabbccddeefff", "0011223-34455-6677-8899-aabbccddeeff",
        "00112233-4455-6677-8899-aabbccddeefg", "{0112233-4455-6677-8899-aabbccddeef}"}) {
    EXPECT_EQ(parse_uuid(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace avocet::avro
