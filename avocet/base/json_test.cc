#include "avocet/base/json.h"

#include <gtest/gtest.h>

#include "avocet/base/json_writer.h"

namespace avocet::base {
namespace {

std::string round_trip(std::string_view text, JsonOptions options = {}) {
  const auto json = parse_json(text, options);
  return json ? to_text(*json) : "error: " + json.error().message;
}

TEST(Json, KeepsOrderAndTheTextOfNumbers) {
  for (const std::string text :
       {R"({"b":1.0,"a":1e2,"c":-0,"d":12345678901234567890123,"e":1E400})", R"([])", R"({})", R"([[],{},[{}]])",
        "true", "false", "null", "0", "-1.5E+7", R"("x")", R"("")", R"(["\"\\/",""," ",null,true])",
        "123456789012345678901234567890", R"({"a":{"b":[1,{"c":null}]},"d":"é🚀"})"}) {
    EXPECT_EQ(round_trip(text), text);
  }
  EXPECT_EQ(round_trip(" [ 1 , 2 ]\n"), "[1,2]");
  EXPECT_EQ(round_trip(R"("\u00e9\ud83d\ude80\/\u0001\u001f")"), "\"é🚀/\\u0001\\u001F\"");
}

TEST(Json, DuplicateNameKeepsFirstPlaceAndLastValue) {
  EXPECT_EQ(round_trip(R"({"a":1,"b":2,"a":3,"c":4,"a":5,"b":6})"), R"({"a":5,"b":6,"c":4})");
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
        "{a:1}", "{'a':1}", "'x'", "\"x", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\t\"",
        "01", "1.", ".5", "+1", "1e", "1e+", "-", "--1", "NaN", "Infinity", "nul", "nulll", "tru", "truex", "TRUE", "1 2", "{} {}",
        "[]]", "]", "}", ":", ",", "\"a\" x", "\xef\xbb\xbf{}", "\"\xff\"", "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "[1]//x", "/*x*/1",
        "false\x01", "null\x01", "[1}", "{\"a\":1]", "{1:2}", "{\"a\":[}", "[1,2,,3]", "{\"a\":1,,\"b\":2}", "{,}", "[-]", "[01]", "[1.]", "0x10", "1_0"}) {
    EXPECT_FALSE(parse_json(text)) << "accepted: " << text;
  }
}

TEST(Json, ErrorsNameTheirPlace) {
  const auto json = parse_json("{\n  \"a\": 01\n}");
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().message, "malformed number");
  EXPECT_EQ(json.error().line, 2u);
  EXPECT_EQ(json.error().column, 8u);
}

TEST(Json, CommentsOnlyWhenAllowedAndOnlyInside) {
  const JsonOptions allow{.comments = JsonComments::Allow};
  EXPECT_EQ(round_trip("/* x */ {\"a\": // y\n 1, \"u\": \"//no\"}", allow), R"({"a":1,"u":"//no"})");
  EXPECT_FALSE(parse_json("{} // x", allow));
  EXPECT_FALSE(parse_json("{} /* x */", allow));
  EXPECT_FALSE(parse_json("{ /* x }", allow));
  EXPECT_FALSE(parse_json("{} // x"));
}

TEST(Json, DepthIsBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(1000)));
  EXPECT_FALSE(parse_json(nested(1001)));
  EXPECT_FALSE(parse_json(nested(100000)));
  EXPECT_FALSE(parse_json(std::string(1000000, '[')));
  EXPECT_TRUE(parse_json(nested(5), {.max_depth = 5}));
  EXPECT_FALSE(parse_json(nested(6), {.max_depth = 5}));
}

TEST(Json, SizesAreBounded) {
  EXPECT_TRUE(parse_json(std::string(1000, '1')));
  EXPECT_FALSE(parse_json(std::string(1001, '1')));
  EXPECT_TRUE(parse_json("123", {.max_bytes = 3}));
  EXPECT_FALSE(parse_json("1234", {.max_bytes = 3}));
  EXPECT_TRUE(parse_json("[1,{\"a\":2}]", {.max_values = 4}));
  const auto many = parse_json("[1,{\"a\":2},3]", {.max_values = 4});
  ASSERT_FALSE(many);
  EXPECT_TRUE(many.error().is_limit);
  EXPECT_EQ(many.error().message, "more than 4 values");
}

TEST(JsonWriter, WritesCommasAndEscapes) {
  JsonWriter json(JsonEscapes::SurrogatePairs);
  json.begin_object().member("a", 1).key("b").begin_array().value("x").value(true).null().end_array();
  json.key("c").begin_object().end_object().member("é🚀", "\x7f\n/").end_object();
  EXPECT_EQ(json.text(), "{\"a\":1,\"b\":[\"x\",true,null],\"c\":{},\"é\\uD83D\\uDE80\":\"\x7f\\n/\"}");
}

}  // namespace
}  // namespace avocet::base
