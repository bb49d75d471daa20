// encode_test.cc - structs as bytes: of their own schema, of somebody else's, and what is refused.
#include "avocet/structs/encode.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/value.h"
#include "avocet/structs/models_test.h"

namespace shop {
struct Line {
  std::int32_t id;
  std::optional<std::string> note;
  Size size;
  std::vector<Money> prices;
};
struct Holder {
  Money money;
  std::map<std::string, Numbers> all;
};
struct Blob {
  std::span<const std::uint8_t> raw;
};
enum class Late : std::int64_t { First = 1, Second = 2 };
enum class Sparse : std::int64_t { First = 1, Third = 3 };
}  // namespace shop

namespace avocet::structs {
namespace {

using avro::EncodeFault;

avro::Schema parsed(std::string_view text) { return avro::parse(text).value(); }

template <class T>
std::string line(const avro::Schema& schema, const T& value, const EncodeOptions& options = {}) {
  auto encode = encoder<T>(schema, options);
  if (!encode) return "refused " + encode.error().path + ": " + encode.error().message;
  const auto bytes = encode->encode(value);
  if (!bytes) return "failed " + bytes.error().path + ": " + bytes.error().message;
  avro::Arena arena;
  const avro::Plan plan = avro::compile(schema).value();  // what is decoded borrows from it
  const auto decoded = avro::decode(plan, *bytes, arena);
  if (!decoded) return "unreadable " + decoded.error().message;
  return avro::to_text(avro::to_value(decoded->value));
}

const shop::Line kLine{
    .id = 3, .note = "n", .size = shop::Size::Large, .prices = {{.cents = 5, .currency = "EUR"}}};

TEST(Encode, TheBytesOfItsOwnSchema) {
  avro::Bytes out{0xff};
  ASSERT_TRUE(encode(kLine, out));
  EXPECT_EQ(out, (avro::Bytes{0xff, 6, 2, 2, 'n', 2, 2, 10, 6, 'E', 'U', 'R', 0}));
}

TEST(Encode, AnotherSchema) {
  const avro::Schema schema = parsed(R"({"type":"record","name":"Other","fields":[
      {"name":"prices","type":["null",{"type":"array","items":{"type":"record","name":"Money","fields":[
          {"name":"currency","type":"bytes"},{"name":"cents","type":["null","long"]},
          {"name":"rate","type":"double","default":1.5}]}}]},
      {"name":"size","type":{"type":"enum","name":"Size","symbols":["Large","Small"]}},
      {"name":"added","type":["null","string"],"default":null},
      {"name":"note","type":["string","null"]},
      {"name":"id","type":"double"}]})");
  EXPECT_EQ(line(schema, kLine),
            R"({"prices":{"array":[{"currency":0x455552,"cents":{"long":5},"rate":1.5}]},)"
            R"("size":"Large","added":{"null":null},"note":{"string":"n"},"id":3.0})");
  shop::Line huge = kLine;
  huge.size = shop::Size::Huge;
  EXPECT_EQ(line(schema, huge), "failed /size: the enum has no symbol \"Huge\"");
  EXPECT_EQ(line(schema, kLine, {.bind = {.missing_fields = MissingFields::Refuse}}),
            "refused /prices/*/rate: the struct has no such member");
}

TEST(Encode, WhatDoesNotFitIsNamed) {
  const auto with = [](std::string_view fields) {
    return parsed(R"({"type":"record","name":"Money","fields":[)" + std::string(fields) + "]}");
  };
  const shop::Money money{.cents = 1, .currency = "X"};
  EXPECT_EQ(
      line(with(R"({"name":"cents","type":"int"},{"name":"currency","type":"string"})"), money),
      "refused /cents: long cannot be written as int");
  EXPECT_EQ(line(with(R"({"name":"cents","type":"long"})"), money),
            "refused /currency: the schema has no such field");
  EXPECT_EQ(line(with(R"({"name":"cents","type":"long"})"), money,
                 {.bind = {.unknown_members = UnknownMembers::Drop}}),
            R"({"cents":1})");
  EXPECT_EQ(line(with(R"({"name":"cents","type":"long"},{"name":"currency","type":"string"},
                         {"name":"must","type":"int"})"),
                 money),
            "refused /must: the struct has no such member");
  EXPECT_EQ(line(parsed(R"(["null","string"])"), money),
            "refused : the member cannot be written as union");
  EXPECT_EQ(line(parsed(R"("string")"), std::optional<std::string>()),
            "refused : the member may be absent, but the schema has no null here");
}

TEST(Encode, UnionsByTypeThenByName) {
  using Any = std::variant<std::monostate, std::int64_t, std::string, shop::Money>;
  const avro::Schema schema = parsed(R"([{"type":"record","name":"shop.Money","fields":[
      {"name":"cents","type":"long"},{"name":"currency","type":"string"}]},
      {"type":"record","name":"Other","fields":[]},"string","null","long"])");
  EXPECT_EQ(line(schema, Any()), R"({"null":null})");
  EXPECT_EQ(line(schema, Any(std::int64_t{4})), R"({"long":4})");
  EXPECT_EQ(line(schema, Any("x")), R"({"string":"x"})");
  EXPECT_EQ(line(schema, Any(shop::Money{1, "E"})), R"({"shop.Money":{"cents":1,"currency":"E"}})");
}

TEST(Encode, FaultsAreFoundWithTheirPath) {
  const auto fault = [](const auto& value) {
    avro::Bytes out{1, 2};
    const auto done = encode(value, out);
    EXPECT_FALSE(done);
    EXPECT_EQ(out, (avro::Bytes{1, 2}));
    return done ? avro::EncodeError{} : done.error();
  };
  shop::Holder holder{};
  holder.money.currency = "\xff";
  EXPECT_EQ(fault(holder).path, "/money/currency");
  EXPECT_EQ(fault(holder).fault, EncodeFault::InvalidUtf8);
  avro::Bytes out;
  EXPECT_TRUE(encode(holder, out, {.utf8 = avro::Utf8::Trust}));
  holder.money.currency = "\xc3\xa9 is fine";
  EXPECT_TRUE(encode(holder, out));
  holder.all["key"].huge = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(fault(holder).path, "/all/key/huge");
  EXPECT_EQ(fault(holder).fault, EncodeFault::OutOfRange);

  holder.all.clear();
  holder.all["a/~b"].huge = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(fault(holder).path, "/all/a~1~0b/huge");
  auto planned = encoder<shop::Holder>(*schema_of<shop::Holder>()).value();
  EXPECT_EQ(planned.encode(holder).error().path, "/all/a~1~0b/huge");

  shop::Line line = kLine;
  line.size = static_cast<shop::Size>(3);
  EXPECT_EQ(fault(line).fault, EncodeFault::UnknownSymbol);
  EXPECT_EQ(fault(line).path, "/size");

  shop::Times times{};
  EXPECT_EQ(fault(times).path, "/birthday");  // no day at all
  times.birthday = std::chrono::year(2026) / 11 / 24;
  EXPECT_TRUE(encode(times, out));
  times.closes = std::chrono::hours(24);
  EXPECT_EQ(fault(times).path, "/closes");
}

// Asked of the compiler, which takes no overflow.
TEST(Encode, AnyNumberMayComeInAnEnum) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  static_assert(Codec<shop::Late>::index_of(static_cast<shop::Late>(kLeast)) == 2);
  static_assert(Codec<shop::Late>::index_of(static_cast<shop::Late>(kMost)) == 2);
  static_assert(Codec<shop::Late>::index_of(shop::Late::Second) == 1);
  static_assert(Codec<shop::Sparse>::index_of(static_cast<shop::Sparse>(kLeast)) == 2);
  static_assert(Codec<shop::Sparse>::index_of(shop::Sparse::Third) == 1);
  avro::Bytes out;
  const auto done = encode(static_cast<shop::Late>(kLeast), out);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, EncodeFault::UnknownSymbol);
}

// A view of more bytes than any machine has; they are never looked at.
TEST(Encode, MoreThanThereIsMemoryFor) {
  const std::uint8_t byte = 0;
  const auto half = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
  const shop::Blob blob{.raw = {&byte, half}};
  avro::Bytes out{1, 2};
  const auto done = encode(blob, out);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, EncodeFault::TooLarge);
  EXPECT_EQ(out, (avro::Bytes{1, 2}));
}

TEST(Encode, DecimalsFitExactly) {
  shop::Priced priced{};
  priced.price = avro::Decimal::from_text("12.5").value();
  const avro::Schema& own = schema_of<shop::Priced>().value();
  EXPECT_EQ(line(own, priced), R"({"price":0x04e2,"discount":{"null":null},"parts":[]})");
  priced.discount = avro::Decimal::from_text("-1").value();
  EXPECT_EQ(line(own, priced),
            R"({"price":0x04e2,"discount":{"shop.Discount":0xfffffc18},"parts":[]})");
  priced.price = avro::Decimal::from_text("0.001").value();
  EXPECT_TRUE(line(own, priced).starts_with("failed /price:"));
}

TEST(Encode, DepthIsLimited) {
  shop::Folder folder{};
  for (int i = 0; i < 127; ++i) {
    shop::Folder next{};
    next.folders.push_back(std::move(folder));
    folder = std::move(next);
  }
  avro::Bytes out;
  EXPECT_TRUE(encode(folder, out));
  shop::Folder deeper{};
  deeper.folders.push_back(std::move(folder));
  const auto done = encode(deeper, out);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, EncodeFault::TooDeep);
  auto encode_folder = encoder<shop::Folder>(*schema_of<shop::Folder>()).value();
  EXPECT_FALSE(encode_folder.encode(deeper));
}

}  // namespace
}  // namespace avocet::structs
