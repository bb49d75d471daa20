// schema_of_test.cc - what the structs of models_test.h are as schemas, and which descriptions are
// refused.
#include "avocet/structs/schema_of.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "avocet/avro/print.h"
#include "avocet/structs/models_test.h"
#include "avocet/testing/cases.h"

namespace shop {
struct Misspelt {
  int id;
};
struct NoPrecision {
  avocet::avro::Decimal price;
};
struct BadDefault {
  int count;
};
template <class T>
struct Page {
  T first;
};
namespace v2 {
struct Outer {
  struct Inner {
    int id;
  };
  Inner inner;
  shop::Money money;
  std::vector<shop::Money> more;
};
enum class Color { Red, Green };
struct Painted {
  Color color;
};
}  // namespace v2
}  // namespace shop

template <>
struct avocet::structs::Describe<shop::Misspelt> {
  static Note note() { return {.members = {{.member = "ids", .name = "x"}}}; }
};
template <>
struct avocet::structs::Describe<shop::BadDefault> {
  static Note note() { return {.members = {{.member = "count", .default_json = "\"many\""}}}; }
};
template <>
struct avocet::structs::Describe<shop::v2::Color> {
  static Note note() {
    return {.space = "", .members = {{.member = "Red", .name = "RED"}}, .default_symbol = "Green"};
  }
};

namespace avocet::structs {
namespace {

struct Hidden {
  int id;
};

template <class T>
std::string shown() {
  const auto& schema = schema_of<T>();
  return schema ? avro::to_text(*schema) : schema.error().path + ": " + schema.error().message;
}

TEST(SchemaOf, Models) {
  const std::map<std::string, std::function<std::string()>> models = {
      {"Numbers", shown<shop::Numbers>},
      {"Texts", shown<shop::Texts>},
      {"Times", shown<shop::Times>},
      {"Collections", shown<shop::Collections>},
      {"Choices", shown<shop::Choices>},
      {"Tree", shown<shop::Tree>},
      {"Folder", shown<shop::Folder>},
      {"Logicals", shown<shop::Logicals>},
      {"Priced", shown<shop::Priced>},
      {"Described", shown<shop::Described>},
      {"Empty", shown<shop::Empty>},
      {"Outer", shown<shop::v2::Outer>},
      {"Painted", shown<shop::v2::Painted>},
      {"Hidden", shown<Hidden>},
      {"Misspelt", shown<shop::Misspelt>},
      {"NoPrecision", shown<shop::NoPrecision>},
      {"BadDefault", shown<shop::BadDefault>},
      {"Page<int>", shown<shop::Page<int>>},
      {"vector<Money>", shown<std::vector<shop::Money>>},
      {"int64", shown<std::int64_t>},
  };
  std::size_t seen = 0;
  for (const auto& c : testing::read_cases("structs/schema_of.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto model = models.find(c.title);
    ASSERT_NE(model, models.end());
    EXPECT_EQ(model->second(), c["schema"]);
    ++seen;
  }
  EXPECT_EQ(seen, models.size());
}

// Codec<std::array<int, 3>> does not compile, and says why.
TEST(SchemaOf, AnArrayOfTheLibraryIsNoRecord) {
  static_assert(!Record<std::array<int, 3>> && !Record<std::array<shop::Misspelt, 2>>);
  static_assert(Record<shop::Misspelt>);
  static_assert(Codec<std::array<std::byte, 3>>::kKind == avro::Kind::Fixed);
}

}  // namespace
}  // namespace avocet::structs
