#include "avocet/avro/duration.h"

#include <gtest/gtest.h>

#include "avocet/base/bytes.h"

namespace avocet::avro {
namespace {

constexpr std::uint32_t kMost = 0xffffffff;

TEST(Duration, Bytes) {
  EXPECT_EQ(base::to_hex(to_bytes({.months = 1, .days = 2, .millis = 3})),
            "010000000200000003000000");
  const Duration most{kMost, kMost, kMost};  // T66: unsigned
  EXPECT_EQ(base::to_hex(to_bytes(most)), "ffffffffffffffffffffffff");
  EXPECT_EQ(read_duration(to_bytes(most)), most);
  const Duration mixed{0x01020304, 0x05060708, 0x090a0b0c};
  EXPECT_EQ(read_duration(to_bytes(mixed)), mixed);
}

TEST(Duration, Text) {
  const std::vector<std::pair<Duration, std::string>> table = {
      {{1, 2, 3}, "P1M2DT0.003S"}, {{0, 0, 0}, "PT0S"},
      {{14, 0, 0}, "P14M"},        {{0, 1, 0}, "P1D"},
      {{0, 0, 90'500}, "PT90.5S"}, {{kMost, kMost, kMost}, "P4294967295M4294967295DT4294967.295S"}};
  for (const auto& [duration, text] : table) {
    EXPECT_EQ(to_text(duration), text);
    EXPECT_EQ(parse_duration(text), duration) << text;
  }
}

TEST(Duration, OtherWaysToSayIt) {
  EXPECT_EQ(parse_duration("P1Y2M3W4DT5H6M7.08S"), (Duration{14, 25, 18'367'080}));
  EXPECT_EQ(parse_duration("P2W"), (Duration{0, 14, 0}));
  EXPECT_EQ(parse_duration("PT1M"), (Duration{0, 0, 60'000}));
  for (const std::string_view text : {"",
                                      "P",
                                      "PT",
                                      "1M",
                                      "P1",
                                      "P1MT",
                                      "P-1M",
                                      "-P1M",
                                      "P1M1M",
                                      "P1D1M",
                                      "PT1D",
                                      "P1H",
                                      "P1.5D",
                                      "PT0.5M",
                                      "PT1.S",
                                      "PT1.0001S",
                                      "PT1S ",
                                      "P4294967296D",
                                      "P357913942Y",
                                      "PT4294968S",
                                      "P99999999999999999999D",
                                      "PT1ST1S"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace avocet::avro
