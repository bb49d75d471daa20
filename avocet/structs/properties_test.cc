// properties_test.cc - random structs: what is written is read back, the generic road agrees, data
// of other versions become what their plan says, and damage does no harm.
#include <gtest/gtest.h>

#include <string>

#include "avocet/avro/print.h"
#include "avocet/structs/decode.h"
#include "avocet/structs/encode.h"
#include "avocet/structs/models_test.h"
#include "avocet/structs/random_struct_test.h"

namespace avocet::structs {
namespace {

using testing::Random;
using testing::Seeds;

template <class T>
class Structs : public ::testing::Test {};

using Models =
    ::testing::Types<shop::Numbers, shop::Texts, shop::Times, shop::Collections, shop::Choices,
                     shop::Tree, shop::Folder, shop::Logicals, shop::Priced, shop::Described,
                     shop::Order, std::vector<shop::Choices>, std::optional<shop::Money>>;
TYPED_TEST_SUITE(Structs, Models);

// The generic road from a struct's bytes back to bytes.
avro::Bytes rewritten(const avro::Plan& plan, std::span<const std::uint8_t> bytes) {
  avro::Arena arena;
  const auto decoded = avro::decode(plan, bytes, arena);
  EXPECT_TRUE(decoded) << decoded.error().path << " " << decoded.error().message;
  avro::Bytes out;
  if (decoded) {
    EXPECT_TRUE(avro::encode(plan.reader(), avro::to_value(decoded->value), out));
  }
  return out;
}

// Entries of a map in hash order may change places.
template <class T>
constexpr bool kKeepsOrder =
    !std::is_same_v<T, shop::Collections> && !std::is_same_v<T, shop::Order>;

TYPED_TEST(Structs, AreReadBack) {
  using T = TypeParam;
  const auto& own = schema_of<T>();
  ASSERT_TRUE(own) << own.error().path << " " << own.error().message;
  auto encode = encoder<T>().value();
  auto by_tree = encoder<T>(*own).value();
  Decoder<T> decode(compile<T>(*own).value());
  T reused{};
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    T value{};
    Filler(random).fill(value);
    avro::Bytes bytes;
    ASSERT_TRUE(encode.encode(value, bytes));
    ASSERT_TRUE(std::ranges::equal(bytes, by_tree.encode(value).value()));
    EXPECT_EQ(rewritten(decode.plan().plan(), bytes), bytes);
    const auto read = decode.decode(bytes, reused);
    ASSERT_TRUE(read) << read.error().path << " " << read.error().message;
    EXPECT_EQ(*read, bytes.size());
    avro::Bytes again;
    ASSERT_TRUE(encode.encode(reused, again));
    EXPECT_EQ(again.size(), bytes.size());
    if (kKeepsOrder<T>) {
      EXPECT_EQ(again, bytes);
    }
  }
}

TYPED_TEST(Structs, AreReadFromOtherVersions) {
  using T = TypeParam;
  int readable = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const avro::Schema writer = testing::random_evolution(random, *schema_of<T>());
    const auto plan = compile<T>(writer);
    if (!plan) continue;
    ++readable;
    Decoder<T> decode(*plan);
    auto encode = encoder<T>(plan->plan().reader());
    ASSERT_TRUE(encode) << encode.error().path << " " << encode.error().message;
    for (int i = 0; i < 5; ++i) {
      avro::Bytes bytes;
      ASSERT_TRUE(avro::encode(writer, testing::random_value(random, writer), bytes));
      avro::Arena arena;
      const auto generic = avro::decode(plan->plan(), bytes, arena);
      T value{};
      const auto typed = decode.decode(bytes, value);
      if (!generic) {
        EXPECT_FALSE(typed);
        continue;
      }
      if (!typed) {  // a number that the member has no room for, a text that is no uuid
        EXPECT_EQ(typed.error().fault, avro::DecodeFault::Member) << typed.error().message;
        continue;
      }
      const auto written = encode->encode(value);
      if (std::is_same_v<T, shop::Priced> && !written) {  // random bytes: more digits than allowed
        EXPECT_EQ(written.error().fault, avro::EncodeFault::OutOfRange);
        continue;
      }
      ASSERT_TRUE(written) << written.error().path << " " << written.error().message;
      if (kKeepsOrder<T> && !std::is_same_v<T, shop::Choices> &&
          !std::is_same_v<T, std::vector<shop::Choices>> && !std::is_same_v<T, shop::Logicals> &&
          !std::is_same_v<T, shop::Priced>) {
        EXPECT_EQ(rewritten(plan->plan(), bytes), avro::Bytes(written->begin(), written->end()));
      }
    }
  }
  EXPECT_GT(readable, 5);
}

TYPED_TEST(Structs, SurviveDamage) {
  using T = TypeParam;
  auto encode = encoder<T>().value();
  Decoder<T> decode(compile<T>(*schema_of<T>()).value());
  T reused{};
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    T value{};
    Filler(random).fill(value);
    avro::Bytes bytes;
    ASSERT_TRUE(encode.encode(value, bytes));
    bytes = testing::random_damage(random, bytes);
    const auto read = decode.decode(bytes, reused);
    avro::Arena arena;
    const auto generic = avro::decode(decode.plan().plan(), bytes, arena);
    EXPECT_TRUE(generic || !read);
    if (!read) ++refused;
    if (generic && !read) {
      EXPECT_EQ(read.error().fault, avro::DecodeFault::Member);
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace avocet::structs
