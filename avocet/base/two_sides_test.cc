#include "avocet/base/two_sides.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace avocet::base {
namespace {

// A reader that takes its time holds up neither other readers nor show(); only its own side waits.
TEST(TwoSides, AReaderThatStaysHoldsUpNobodyElse) {
  TwoSides<int> sides;
  std::promise<void> inside;
  std::promise<void> may_leave;
  std::jthread slow([&] {
    const int seen = sides.read([&](int value) {
      inside.set_value();
      may_leave.get_future().wait();
      return value;
    });
    EXPECT_EQ(seen, 0);
  });
  inside.get_future().wait();
  sides.hidden() = 1;
  sides.show();
  EXPECT_EQ(sides.read([](int value) { return value; }), 1);

  auto changed = std::async(std::launch::async, [&] { sides.hidden() = 2; });
  EXPECT_EQ(changed.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  EXPECT_EQ(sides.read([](int value) { return value; }), 1);
  may_leave.set_value();
  changed.get();
  sides.show();
  EXPECT_EQ(sides.read([](int value) { return value; }), 2);
}

// What readers see is whole and never goes back.
TEST(TwoSides, ReadersSeeWholeValuesInOrder) {
  struct Pair {
    int first = 0;
    int second = 0;
  };
  constexpr int kChanges = 2000;
  TwoSides<Pair> sides;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      for (int last = 0; last < kChanges;) {
        const Pair seen = sides.read([](const Pair& pair) { return pair; });
        ASSERT_EQ(seen.first, seen.second);
        ASSERT_GE(seen.first, last);
        last = seen.first;
      }
    });
  }
  for (int i = 1; i <= kChanges; ++i) {
    Pair& pair = sides.hidden();
    pair.first = i;
    pair.second = i;
    sides.show();
  }
}

}  // namespace
}  // namespace avocet::base
