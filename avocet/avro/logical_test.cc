#include "avocet/avro/logical.h"

#include <gtest/gtest.h>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

std::string shown(const LogicalType& type) {
  if (type.kind == Logical::None) return "none";
  if (type.kind != Logical::Decimal) return std::string(to_text(type.kind));
  return base::cat("decimal ", type.precision, ' ', type.scale);
}

// One type a line: what it is, a bar, the schema.
TEST(LogicalType, Cases) {
  for (const testing::Case& c : testing::read_cases("avro/logical.case")) {
    for (const std::string_view line : base::split(c["types"], '\n')) {
      SCOPED_TRACE(c.where + " " + std::string(line));
      const std::size_t bar = line.find(" | ");
      ASSERT_NE(bar, std::string_view::npos);
      const auto schema = parse(line.substr(bar + 3));
      ASSERT_TRUE(schema) << schema.error().message;
      EXPECT_EQ(shown(logical_type(schema->node(schema->root()))), line.substr(0, bar));
    }
  }
}

TEST(LogicalType, LargestPrecisionOfAFixed) {
  const std::vector<std::pair<std::uint32_t, std::int32_t>> table = {
      {0, 0}, {1, 2}, {2, 4}, {3, 6}, {4, 9}, {5, 11}, {8, 18}, {12, 28}, {16, 38}, {32, 76}};
  for (const auto& [bytes, digits] : table) EXPECT_EQ(max_precision(bytes), digits) << bytes;
  EXPECT_EQ(max_precision(2'147'483'639), 2'147'483'647);
}

}  // namespace
}  // namespace avocet::avro
