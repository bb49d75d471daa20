// memory_test.cc - once the largest datum has been seen, neither direction asks for memory. (The
// text of a decimal or a duration does.)
#include <gtest/gtest.h>

#include <string>

#include "avocet/avro/compile.h"
#include "avocet/avro/parse.h"
#include "avocet/testing/heap.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"

namespace avocet::transcode {
namespace {

constexpr const char* kSchema = R"({"type":"record","name":"R","fields":[
    {"name":"a","type":"string"},{"name":"b","type":["null","R"]},{"name":"c","type":{"type":"map","values":"double"}},
    {"name":"d","type":{"type":"array","items":"bytes"}},{"name":"e","type":{"type":"array","items":"long"}},
    {"name":"f","type":{"type":"long","logicalType":"timestamp-micros"}},
    {"name":"g","type":{"type":"fixed","name":"G","size":12}}]})";

// Members are not in the order of the fields; strings have escapes.
std::string text_of(int items) {
  std::string text = R"({"a":"a\n\"\u00e9 and so on","c":{)";
  for (int i = 0; i < items; ++i) {
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(i) + ".25";
  }
  text +=
      R"(},"b":{"R":{"a":"","b":null,"c":{},"d":["x"],"e":[],"f":1,"g":"abcdefghijkl"}},"e":[1,2,)";
  text += std::to_string(items) + R"(],"d":["\u0000ÿ"],"f":1700000000000000,"g":"            "})";
  return text;
}

TEST(Memory, NoneOnceTheLargestDatumHasBeenSeen) {
  const avro::Schema schema = avro::parse(kSchema).value();
  JsonReader reader(schema);
  Transcoder transcoder(avro::compile(schema).value());
  Transcoder readable(avro::compile(schema).value(), {.form = JsonForm::readable()});
  const std::string large = text_of(50);
  const std::string small = text_of(3);
  avro::Bytes bytes;
  std::string text;
  std::string people;
  const auto both_ways = [&](const std::string& json) {
    bytes.clear();
    text.clear();
    people.clear();
    return reader.append_datum(json, bytes).has_value() &&
           transcoder.append_json(bytes, text).has_value() &&
           readable.append_json(bytes, people).has_value();
  };
  ASSERT_TRUE(both_ways(large));
  ASSERT_TRUE(both_ways(large));
  const testing::HeapWatch heap;
  bool all_good = true;
  for (int i = 0; i < 100; ++i) all_good = both_ways(i % 2 == 0 ? small : large) && all_good;
  const std::size_t allocations = heap.allocations();
  EXPECT_TRUE(all_good);
  EXPECT_EQ(allocations, 0U);
}

}  // namespace
}  // namespace avocet::transcode
