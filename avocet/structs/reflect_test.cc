// reflect_test.cc - members and enumerators by their names.
#include "avocet/structs/reflect.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace stall {
enum class Size : std::uint8_t { Small, Large = 7, Huge = 255 };
enum class Level { Below = -3, Zero = 0, Above };
enum class Nothing : std::int8_t {};
struct Money {
  std::int64_t cents;
  std::string currency;
};
template <class A, class B>
struct Pair {
  A first;
  B second;
};
struct Everything {
  bool flag;
  std::string text;
  std::optional<std::string> note;
  std::optional<Money> price;
  std::vector<Everything> parts;
  std::map<std::string, Money> prices;
  std::unordered_map<std::string, int> counts;
  std::variant<std::monostate, int, std::string> choice;
  std::array<std::byte, 16> digest;
  std::unique_ptr<Everything> next;
  std::chrono::sys_time<std::chrono::milliseconds> at;
  std::chrono::year_month_day day;
  Size size;
  std::string_view view;
  Money total;
  std::span<const std::uint8_t> raw;
  double weight_ = 3;
};
}  // namespace stall

namespace avocet::structs {
namespace {

struct Hidden {
  int first;
  stall::Pair<int, std::string> second;
};
enum class Inner { One, Two };

TEST(Reflect, MembersOfEveryType) {
  EXPECT_EQ(kMemberCount<stall::Everything>, 17u);
  const std::array<std::string_view, 17> names = {
      "flag", "text", "note", "price", "parts", "prices", "counts", "choice", "digest",
      "next", "at",   "day",  "size",  "view",  "total",  "raw",    "weight_"};
  EXPECT_EQ(kMemberNames<stall::Everything>, names);
  EXPECT_EQ((kMemberNames<Hidden>), (std::array<std::string_view, 2>{"first", "second"}));
  EXPECT_EQ((kMemberNames<stall::Pair<int, stall::Money>>),
            (std::array<std::string_view, 2>{"first", "second"}));
  static_assert(std::is_same_v<Member<stall::Everything, 3>, std::optional<stall::Money>>);
  static_assert(std::is_same_v<Member<const stall::Money, 1>, const std::string>);
}

TEST(Reflect, MembersAreReferences) {
  stall::Money money{5, "EUR"};
  std::get<0>(members(money)) = 7;
  EXPECT_EQ(money.cents, 7);
}

TEST(Reflect, NoMembers) {
  struct Empty {};
  EXPECT_EQ(kMemberCount<Empty>, 0u);
  EXPECT_TRUE(kMemberNames<Empty>.empty());
}

struct Sixty {
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2,
      c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, e0, e1, e2, e3, e4, e5,
      e6, e7, e8, e9, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9;
};

TEST(Reflect, ManyMembers) {
  EXPECT_EQ(kMemberCount<Sixty>, 60u);
  EXPECT_EQ(kMemberNames<Sixty>[0], "a0");
  EXPECT_EQ(kMemberNames<Sixty>[37], "d7");
  EXPECT_EQ(kMemberNames<Sixty>[59], "f9");
}

TEST(Reflect, TypeNames) {
  EXPECT_EQ(type_name<stall::Money>(), "stall::Money");
  EXPECT_TRUE(type_name<Hidden>().ends_with("::Hidden"));
}

TEST(Reflect, Enumerators) {
  ASSERT_EQ(kEnumerators<stall::Size>.size(), 3u);
  EXPECT_EQ(kEnumerators<stall::Size>[1].value, stall::Size::Large);
  EXPECT_EQ(kEnumerators<stall::Size>[1].name, "Large");
  EXPECT_EQ(kEnumerators<stall::Size>[2].name, "Huge");
  ASSERT_EQ(kEnumerators<stall::Level>.size(), 3u);
  EXPECT_EQ(kEnumerators<stall::Level>[0].value, stall::Level::Below);
  EXPECT_EQ(kEnumerators<stall::Level>[0].name, "Below");
  EXPECT_EQ(kEnumerators<stall::Nothing>.size(), 0u);
  ASSERT_EQ(kEnumerators<Inner>.size(), 2u);
  EXPECT_EQ(kEnumerators<Inner>[1].name, "Two");
}

}  // namespace
}  // namespace avocet::structs
