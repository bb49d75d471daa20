// router_test.cc - patterns against paths.
#include "avocet/http/router.h"

#include <gtest/gtest.h>

namespace avocet::http {
namespace {

constexpr std::array<RoutePattern, 7> kTable = {{
    {Method::Get, "/"},
    {Method::Get, "/subjects"},
    {Method::Post, "/subjects/{subject}"},
    {Method::Get, "/subjects/{subject}/versions"},
    {Method::Post, "/subjects/{subject}/versions"},
    {Method::Put, "/config"},
    {Method::Get, "/subjects/{subject}/versions/{version}"},
}};

class RouterTest : public ::testing::Test {
 protected:
  // "INDEX a b" for a route with parameters, else what came out.
  std::string at(Method method, std::string_view path) const {
    const Routed routed = router_.route(method, path);
    switch (routed.outcome) {
      case RouteOutcome::UnknownPath:
        return "404";
      case RouteOutcome::UnknownMethod:
        return "405 " + std::string(routed.allowed);
      case RouteOutcome::BadPath:
        return "400 " + std::string(routed.problem);
      case RouteOutcome::AskedForMethods:
        return "OPTIONS " + std::string(routed.allowed);
      case RouteOutcome::Found:
        break;
    }
    std::string text = std::to_string(routed.route);
    for (std::size_t i = 0; i < routed.path.count; ++i) text += " " + routed.path[i];
    return text;
  }
  std::string get(std::string_view path) const { return at(Method::Get, path); }

  Router router_{kTable};
};

TEST_F(RouterTest, FindsRoutes) {
  EXPECT_EQ(get("/"), "0");
  EXPECT_EQ(get("/subjects"), "1");
  EXPECT_EQ(get("/subjects/s/versions"), "3 s");
  EXPECT_EQ(at(Method::Post, "/subjects/s/versions"), "4 s");
  EXPECT_EQ(get("/subjects/s/versions/latest"), "6 s latest");
  EXPECT_EQ(at(Method::Head, "/subjects"), "1");
}

TEST_F(RouterTest, AcceptsATrailingSlash) {
  EXPECT_EQ(get("/subjects/"), "1");
  EXPECT_EQ(get("/subjects/s/versions/1/"), "6 s 1");
}

TEST_F(RouterTest, DecodesParametersOnce) {
  EXPECT_EQ(get("/subjects/a%2Fb/versions"), "3 a/b");
  EXPECT_EQ(get("/subjects/a%252Fb/versions"), "3 a%2Fb");
  EXPECT_EQ(get("/subjects/a+b/versions"), "3 a+b");
  EXPECT_EQ(get("/subjects/x;y=1/versions"), "3 x;y=1");
  EXPECT_EQ(get("/subjects/:.ctx:s/versions"), get("/subjects/%3A.ctx%3As/versions"));
  EXPECT_EQ(get("/subjects/%C3%BC/versions"), "3 \xC3\xBC");
  EXPECT_EQ(get("/subjects/../versions"), "3 ..");
  EXPECT_EQ(get("/subjects/%20/versions"), "3  ");
}

TEST_F(RouterTest, ComparesFixedSegmentsAsTheyAre) {
  EXPECT_EQ(get("/%73ubjects"), "404");
  EXPECT_EQ(get("/SUBJECTS"), "404");
  EXPECT_EQ(get("/subjects%2Fs%2Fversions"), "404");
}

TEST_F(RouterTest, EmptySegmentsNameNothing) {
  for (const auto path :
       {"//", "//subjects", "/subjects//", "/subjects//versions", "", "subjects"}) {
    EXPECT_EQ(get(path), "404") << path;
  }
  EXPECT_EQ(get("/a/b/c/d/e/f/g/h/i/j/k"), "404");
}

TEST_F(RouterTest, RefusesBadPaths) {
  for (const auto path :
       {"/subjects/a%",           "/subjects/a%2",    "/subjects/a%ZZ",  "/subjects/a%00b",
        "/subjects/a%1Fb",        "/subjects/a%7Fb",  "/subjects/a%5Cb", "/subjects/%FF",
        "/subjects/%2E/versions", "/subjects/%2e%2E", "/subjects/.%2E",  "/subjects/a\\b",
        "/subjects/\xC3\xBC",     "/subjects/a|b",    "/subjects/a^b",   "/subjects/{a}",
        "/subjects/a<b",          "/subjects/a\"b",   "/subjects/a`b",   "/nope/%"}) {
    EXPECT_TRUE(get(path).starts_with("400 ")) << path << ": " << get(path);
  }
  EXPECT_EQ(get("/subjects/%2Ex/versions"), "3 .x");
}

TEST_F(RouterTest, KnowsTheMethodsOfAPath) {
  EXPECT_EQ(at(Method::Put, "/subjects"), "405 HEAD, GET, OPTIONS");
  EXPECT_EQ(at(Method::Other, "/subjects/s"), "405 POST, OPTIONS");
  EXPECT_EQ(at(Method::Head, "/config"), "405 OPTIONS, PUT");
  EXPECT_EQ(at(Method::Options, "/subjects/s/versions"), "OPTIONS HEAD, POST, GET, OPTIONS");
  EXPECT_EQ(at(Method::Options, "/nope"), "404");
}

}  // namespace
}  // namespace avocet::http
