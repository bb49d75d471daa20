// media_type_test.cc - negotiation, with what was recorded from the reference.
#include "avocet/server/media_type.h"

#include <gtest/gtest.h>

#include "avocet/base/text.h"

namespace avocet::server {
namespace {

std::string agreed(std::string_view accept) {
  const Negotiated negotiated = negotiate(accept);
  if (negotiated.outcome == Negotiation::NotAcceptable) return "406";
  if (negotiated.outcome == Negotiation::Malformed) return "400";
  return base::cat(negotiated.type, negotiated.charset.empty() ? "" : " ", negotiated.charset);
}

TEST(Negotiate, TheServersFavouriteUnlessTheClientHasOne) {
  const std::string all_three = base::cat(kSchemaRegistryV1, ", ", kSchemaRegistry, ", ", kJson);
  for (const auto accept : {"", " ", "*/*", "*", "application/*", "application/xml, */*;q=0.1",
                            "application/vnd.schemaregistry.v1+json",
                            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                            "text/html, image/gif, image/jpeg, */*; q=0.2", "application/json, */*",
                            all_three.c_str(), "APPLICATION/VND.SCHEMAREGISTRY.V1+JSON"}) {
    EXPECT_EQ(agreed(accept), kSchemaRegistryV1) << accept;
  }
  EXPECT_EQ(agreed("application/json"), kJson);
  EXPECT_EQ(agreed("application/vnd.schemaregistry+json"), kSchemaRegistry);
  EXPECT_EQ(agreed("application/json, application/vnd.schemaregistry+json"), kSchemaRegistry);
  EXPECT_EQ(agreed("application/json;q=0.9, application/vnd.schemaregistry.v1+json;q=0.5"), kJson);
  EXPECT_EQ(agreed("text/html, application/json;q=0"), kJson);
  EXPECT_EQ(agreed("application/json; charset=utf-8"), "application/json utf-8");
}

TEST(Negotiate, RefusesTheRest) {
  for (const auto accept : {"text/html", "application/octet-stream", "garbage", "text/*"}) {
    EXPECT_EQ(agreed(accept), "406") << accept;
  }
  for (const auto accept : {"a/b/c", "/json", "application/", "application/json;q=x", "*/*;q=2"}) {
    EXPECT_EQ(agreed(accept), "400") << accept;
  }
}

TEST(ClassifyBody, TakesJsonUnderItsNames) {
  for (const auto type :
       {"application/vnd.schemaregistry.v1+json", "application/vnd.schemaregistry+json",
        "application/json", "application/octet-stream", "APPLICATION/JSON",
        "application/json; charset=latin1"}) {
    EXPECT_EQ(classify_body(type), BodyType::Json) << type;
  }
  for (const auto type : {"text/plain", "application/xml", "*/*"}) {
    EXPECT_EQ(classify_body(type), BodyType::Unsupported) << type;
  }
  for (const auto type : {"garbage", "", "a/b/c", ";"}) {
    EXPECT_EQ(classify_body(type), BodyType::Malformed) << type;
  }
}

TEST(AcceptsCoding, OnlyByName) {
  for (const auto accept : {"gzip", "deflate, gzip", "GZIP;q=0.1", "gzip, deflate, br"}) {
    EXPECT_TRUE(accepts_coding(accept, "gzip")) << accept;
  }
  for (const auto accept : {"", "*", "gzip;q=0", "deflate, br, zstd", "gzipped"}) {
    EXPECT_FALSE(accepts_coding(accept, "gzip")) << accept;
  }
}

}  // namespace
}  // namespace avocet::server
