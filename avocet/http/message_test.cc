// message_test.cc - headers by name, percent-encoding, queries.
#include "avocet/http/message.h"

#include <gtest/gtest.h>

namespace avocet::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Request, FindsHeadersInAnyCase) {
  Request request;
  request.headers = {{"Accept", "a"}, {"X-One", ""}, {"ACCEPT", "b"}};
  EXPECT_EQ(request.header("accept"), "a");
  EXPECT_EQ(request.header("x-one"), "");
  EXPECT_EQ(request.header("x-two"), std::nullopt);
  EXPECT_EQ(request.count("Accept"), 2U);
  EXPECT_EQ(request.count("x"), 0U);
}

TEST(DecodePathSegment, Escapes) {
  EXPECT_EQ(decode_path_segment("a%2Fb%20c+d"), "a/b c+d");
  EXPECT_EQ(decode_path_segment("%e2%82%AC"), "\u20ac");
  EXPECT_EQ(decode_path_segment("%00"), std::string(1, '\0'));
  EXPECT_EQ(decode_path_segment(""), "");
}

TEST(DecodePathSegment, BrokenEscapes) {
  for (const auto* text : {"%", "a%2", "%2x", "%x2", "%%20", "%+1"}) {
    EXPECT_EQ(decode_path_segment(text), std::nullopt) << text;
  }
}

TEST(DecodeQueryPart, IsLenient) {
  EXPECT_EQ(decode_query_part("a+b%20c%2B"), "a b c+");
  EXPECT_EQ(decode_query_part("100%"), "100%");
  EXPECT_EQ(decode_query_part("%zz%4"), "%zz%4");
  EXPECT_EQ(decode_query_part("%%41"), "%A");
}

TEST(ParseQuery, Pairs) {
  EXPECT_EQ(parse_query("a=1&b&c=&=d&a=2=3"),
            (Pairs{{"a", "1"}, {"b", ""}, {"c", ""}, {"", "d"}, {"a", "2=3"}}));
  EXPECT_EQ(parse_query("subject%20Prefix=%3A.ctx%3A"), (Pairs{{"subject Prefix", ":.ctx:"}}));
  EXPECT_EQ(parse_query(""), Pairs{});
  EXPECT_EQ(parse_query("&&a=1&"), (Pairs{{"a", "1"}}));
}

TEST(Reason, Phrases) {
  EXPECT_EQ(reason(404), "Not Found");
  EXPECT_EQ(reason(422), "Unprocessable Content");
  EXPECT_EQ(reason(599), "");
}

}  // namespace
}  // namespace avocet::http
