#include "avocet/avro/sort.h"

#include <gtest/gtest.h>

#include "avocet/avro/parse.h"
#include "avocet/avro/value.h"
#include "avocet/base/bytes.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Bytes from_hex(std::string_view hex) {
  const std::string text = base::from_hex(hex).value();
  return {text.begin(), text.end()};
}

std::string ordered(const Schema& schema, std::string_view a, std::string_view b) {
  const auto order = compare(schema, from_hex(a), from_hex(b));
  if (!order) {
    return std::array{"error: map", "error: bad data",
                      "error: too deep"}[static_cast<std::size_t>(order.error())];
  }
  return *order < 0 ? "less" : *order > 0 ? "greater" : "equal";
}

TEST(Sort, Cases) {
  for (const auto& c : testing::read_cases("avro/sort.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto schema = parse(c["schema"]);
    ASSERT_TRUE(schema) << schema.error().message;
    EXPECT_EQ(ordered(*schema, c["a"], c["b"]), c["expect"]);
    if (c["expect"] == "less") {
      EXPECT_EQ(ordered(*schema, c["b"], c["a"]), "greater");
    } else {
      EXPECT_EQ(ordered(*schema, c["b"], c["a"]), c["expect"]);
    }
  }
}

// 2^62 items of no bytes each would be compared for years.
TEST(Sort, EmptyItemsAreLimited) {
  const Schema schema = parse(R"({"type":"array","items":"null"})").value();
  const SortLimits limits{.max_empty_items = 3};
  EXPECT_TRUE(compare(schema, from_hex("0600"), from_hex("0600"), limits));
  EXPECT_EQ(compare(schema, from_hex("0800"), from_hex("0800"), limits).error(),
            SortFault::BadData);
  EXPECT_EQ(ordered(schema,
                    "808080808080808080"
                    "0100",
                    "808080808080808080"
                    "0100"),
            "error: bad data");
}

TEST(Sort, DepthIsLimited) {
  const Schema schema =
      parse(R"({"type":"record","name":"R","fields":[{"name":"a","type":["R","null"]}]})").value();
  const auto nested = [](std::size_t depth) {
    Bytes bytes(depth - 1, 0);
    bytes.push_back(2);
    return bytes;
  };
  EXPECT_TRUE(compare(schema, nested(256), nested(256)));
  EXPECT_EQ(compare(schema, nested(257), nested(257)).error(), SortFault::TooDeep);
}

}  // namespace
}  // namespace avocet::avro
