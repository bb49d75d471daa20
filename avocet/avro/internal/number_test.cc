#include "avocet/avro/internal/number.h"

#include <gtest/gtest.h>

#include <limits>

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

// One number a line: as written, a blank, as Java prints it.
TEST(Number, Spelling) {
  for (const testing::Case& c : testing::read_cases("avro/number.case")) {
    for (const std::string_view line : base::split(c["numbers"], '\n')) {
      SCOPED_TRACE(c.where + " " + std::string(line));
      const auto pieces = base::split(line, ' ');
      ASSERT_EQ(pieces.size(), 2U);
      if (c.title.starts_with("float")) {
        EXPECT_EQ(java_text(static_cast<float>(to_double(pieces[0]))), pieces[1]);
      } else {
        EXPECT_EQ(base::to_text(stored_number(pieces[0])), pieces[1]);
      }
    }
  }
}

TEST(Number, WhatJavaReadsAsADouble) {
  for (const std::string_view text :
       {"1.5", "+1.5", " 1.5\t", "1.5f", "15e-1d", "0x1.8p0", "0X3p-1F"}) {
    EXPECT_EQ(parse_java_double(text), 1.5) << text;
  }
  EXPECT_EQ(parse_java_double("-.5"), -0.5);
  EXPECT_EQ(parse_java_double("5."), 5);
  EXPECT_EQ(parse_java_double("1e999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_java_double("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_java_double("0x1p-9999"), 0);
  for (const std::string_view text :
       {"",   " ",   "abc", "1 5", "inf", "nan", "-nan", "infinity", "--1", "+-1",
        "0x", "0x1", "1e",  "e5",  "f",   "1ff", "1,5",  "0x1p",     ".",   "- 1"}) {
    EXPECT_FALSE(parse_java_double(text)) << text;
  }
}

}  // namespace
}  // namespace avocet::avro
