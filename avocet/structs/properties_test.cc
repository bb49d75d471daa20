// properties_test.cc - random structs: what is written is read back, the generic road agrees, data
// of other versions become what their plan says, and damage does no harm.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "avocet/avro/print.h"
#include "avocet/structs/decode.h"
#include "avocet/structs/encode.h"
#include "avocet/structs/models_test.h"
#include "avocet/testing/generators.h"

namespace avocet::structs {
namespace {

using testing::Random;

// Fills anything that has a codec. A view is of static text.
class Filler {
 public:
  explicit Filler(testing::Random& random) : random_(random) {}

  template <class T>
  void fill(T& out, int depth = 0) {
    if constexpr (std::is_same_v<T, bool>) {
      out = random_.chance(50);
    } else if constexpr (std::is_floating_point_v<T>) {
      out = static_cast<T>(static_cast<std::int64_t>(random_.next())) / T{1024};
    } else if constexpr (std::is_same_v<T, std::string>) {
      out = text();
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      out = text();
    } else if constexpr (std::is_same_v<T, avro::Uuid>) {
      for (auto& byte : out.bytes) byte = static_cast<std::uint8_t>(random_.next());
    } else if constexpr (std::is_same_v<T, avro::Duration>) {
      out = {.months = static_cast<std::uint32_t>(random_.next()), .days = 3, .millis = 5};
    } else if constexpr (std::is_same_v<T, avro::Decimal>) {
      out = avro::Decimal::from_unscaled(static_cast<std::int64_t>(random_.below(100'000)) - 50'000,
                                         2)
                .value();
    } else if constexpr (IsNumber<T>) {
      fill_number(out);
    } else if constexpr (Enumeration<T>) {
      out = kEnumerators<T>[random_.below(kEnumerators<T>.size())].value;
    } else if constexpr (Optional<T>) {
      out = T();
      if (depth > 3 || random_.chance(40)) return;
      typename OptionalOf<T>::Value value{};
      fill(value, depth + 1);
      if constexpr (requires { out.emplace(); }) {
        out.emplace() = std::move(value);
      } else {
        out = std::make_unique<typename OptionalOf<T>::Value>(std::move(value));
      }
    } else if constexpr (requires { out.valueless_by_exception(); }) {
      fill_variant(out, random_.below(std::variant_size_v<T>), depth,
                   std::make_index_sequence<std::variant_size_v<T>>{});
    } else if constexpr (requires { typename T::mapped_type; }) {
      out.clear();
      for (std::size_t i = count(depth); i > 0; --i) {
        typename T::mapped_type value{};
        fill(value, depth + 1);
        out.insert_or_assign(std::string(text()) + std::to_string(i), std::move(value));
      }
    } else if constexpr (requires { out.resize(1); }) {
      out.resize(count(depth));
      for (std::size_t i = 0; i < out.size(); ++i) fill_item(out, i, depth);
    } else if constexpr (requires { out.fill({}); }) {
      for (auto& byte : out) byte = static_cast<std::decay_t<decltype(byte)>>(random_.next());
    } else if constexpr (std::is_same_v<T, std::monostate> || std::is_empty_v<T>) {
      out = T{};
    } else {
      std::apply([&](auto&... member) { (fill(member, depth + 1), ...); }, members(out));
    }
  }

 private:
  std::string_view text() {
    constexpr std::string_view kTexts[] = {"",         "a",           "seven b",
                                           "eight by", "grüße, 世界", "a text of many more bytes"};
    return kTexts[random_.below(std::size(kTexts))];
  }
  std::size_t count(int depth) { return depth > 3 ? 0 : random_.below(4); }

  template <class T>
  void fill_number(T& out) {
    using As = Number<T>;
    for (;;) {  // a value that the type can hold and Avro too
      const auto raw = static_cast<typename As::Raw>(random_.next() >> random_.below(64));
      typename As::Raw back{};
      if (As::get(raw, out) && As::put(out, back)) return;
    }
  }

  template <class V>
  void fill_item(V& out, std::size_t i, int depth) {
    using Item = typename V::value_type;
    if constexpr (std::is_same_v<Item, std::byte>) {
      out[i] = static_cast<std::byte>(random_.next());
    } else if constexpr (std::is_same_v<Item, bool>) {
      out[i] = random_.chance(50);
    } else if constexpr (requires { out[i].first; }) {
      fill(out[i].first, depth + 1);
      fill(out[i].second, depth + 1);
    } else {
      fill(out[i], depth + 1);
    }
  }

  template <class V, std::size_t... I>
  void fill_variant(V& out, std::size_t which, int depth, std::index_sequence<I...>) {
    const auto one = [&]<std::size_t At>() {
      if (At == which) fill(out.template emplace<At>(), depth + 1);
    };
    (one.template operator()<I>(), ...);
  }

  testing::Random& random_;
};

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
