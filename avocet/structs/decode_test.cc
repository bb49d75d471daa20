// decode_test.cc - data of other writers as structs: what fits, what does not, and where it says
// so.
#include "avocet/structs/decode.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/structs/encode.h"
#include "avocet/structs/models_test.h"

namespace shop {

struct Task {
  std::int64_t id;
  std::string title;
  std::optional<std::string> email;
  Size size;
};

struct Views {
  std::string_view name;
  std::string_view note;
};
struct Small {
  std::int8_t value;
  std::vector<std::uint16_t> values;
};
struct Moment {
  std::chrono::sys_time<std::chrono::milliseconds> at;
};
struct Named {
  avocet::avro::Uuid id;
  avocet::avro::Decimal price;
};
struct Whole {
  std::vector<std::int64_t> longs;
  std::map<std::string, std::string> labels;
  std::vector<std::string> names;
  std::optional<std::vector<int>> more;
  std::variant<std::monostate, std::string> any;
};

// Numbers that are types of their own.
struct Cents {
  std::int64_t count = 0;
  Cents() = default;
  explicit Cents(std::int64_t c) : count(c) {}
  bool operator==(const Cents&) const = default;
};
struct Grade {  // from 1 to 6
  std::int32_t value = 1;
  Grade() = default;
  explicit Grade(std::int32_t v) : value(v) {}
  bool operator==(const Grade&) const = default;
};
struct Metres {
  float value = 0;
  Metres() = default;
  explicit Metres(float v) : value(v) {}
  bool operator==(const Metres&) const = default;
};
struct Degrees {
  double value = 0;
  Degrees() = default;
  explicit Degrees(double v) : value(v) {}
  bool operator==(const Degrees&) const = default;
};
struct Measures {
  std::vector<Cents> cents;
  std::vector<Grade> grades;
  std::vector<Metres> metres;
  std::vector<Degrees> degrees;
  bool operator==(const Measures&) const = default;
};

}  // namespace shop

namespace avocet::structs {

template <>
struct Codec<shop::Cents> : Leaf<shop::Cents, avro::Kind::Long> {
  static bool read(const avro::Cell& cell, avro::NodeId, shop::Cents& out, Reading&) {
    EXPECT_EQ(cell.tag, avro::Tag::Long);
    out = shop::Cents(cell.integer);
    return true;
  }
  static std::size_t bound(const shop::Cents&, Writing&) { return avro::kMaxLongBytes; }
  static std::uint8_t* write(std::uint8_t* p, const shop::Cents& value, Writing&) {
    return avro::put_long(p, value.count);
  }
};
template <>
struct Codec<shop::Grade> : Leaf<shop::Grade, avro::Kind::Int> {
  static bool read(const avro::Cell& cell, avro::NodeId, shop::Grade& out, Reading& in) {
    EXPECT_EQ(cell.tag, avro::Tag::Int);
    if (cell.integer < 1 || cell.integer > 6) return in.fail(avro::DecodeFault::Member);
    out = shop::Grade(static_cast<std::int32_t>(cell.integer));
    return true;
  }
  static std::size_t bound(const shop::Grade&, Writing&) { return avro::kMaxIntBytes; }
  static std::uint8_t* write(std::uint8_t* p, const shop::Grade& value, Writing&) {
    return avro::put_long(p, value.value);
  }
};
template <>
struct Codec<shop::Metres> : Leaf<shop::Metres, avro::Kind::Float> {
  static bool read(const avro::Cell& cell, avro::NodeId type, shop::Metres& out, Reading& in) {
    return Codec<float>::read(cell, type, out.value, in);
  }
  static std::size_t bound(const shop::Metres&, Writing&) { return sizeof(float); }
  static std::uint8_t* write(std::uint8_t* p, const shop::Metres& value, Writing&) {
    return avro::put_float(p, value.value);
  }
};
template <>
struct Codec<shop::Degrees> : Leaf<shop::Degrees, avro::Kind::Double> {
  static bool read(const avro::Cell& cell, avro::NodeId type, shop::Degrees& out, Reading& in) {
    return Codec<double>::read(cell, type, out.value, in);
  }
  static std::size_t bound(const shop::Degrees&, Writing&) { return sizeof(double); }
  static std::uint8_t* write(std::uint8_t* p, const shop::Degrees& value, Writing&) {
    return avro::put_double(p, value.value);
  }
};

}  // namespace avocet::structs

template <>
struct avocet::structs::Describe<shop::Views> {
  static Note note() { return {.members = {{.member = "note", .default_json = R"("none")"}}}; }
};
template <>
struct avocet::structs::Describe<shop::Named> {
  static Note note() { return {.members = {{.member = "price", .precision = 9, .scale = 2}}}; }
};

namespace avocet::structs {
namespace {

using avro::DecodeFault;

avro::Schema record(std::string_view name, std::string_view fields) {
  return avro::parse(R"({"type":"record","name":")" + std::string(name) + R"(","fields":[)" +
                     std::string(fields) + "]}")
      .value();
}

avro::RecordValue fields(std::vector<avro::Member> members) { return {std::move(members)}; }

avro::Bytes encoded(const avro::Schema& schema, avro::RecordValue value) {
  avro::Bytes out;
  const auto done = avro::encode(schema, avro::Value(std::move(value)), out);
  EXPECT_TRUE(done) << done.error().path << " " << done.error().message;
  return out;
}

TEST(Decode, ResolvesAnotherWriter) {
  const avro::Schema writer = record(
      "Task", R"({"name":"size","type":{"type":"enum","name":"Size","symbols":["Huge","Small"]}},
                 {"name":"dropped","type":{"type":"array","items":"string"}},
                 {"name":"title","type":"string"},{"name":"id","type":"int"})");
  const avro::Bytes bytes =
      encoded(writer, fields({{"size", avro::Value(avro::EnumValue{0, "Huge"})},
                              {"dropped", avro::Value(avro::ArrayValue{avro::Value("x")})},
                              {"title", avro::Value("Tidy up")},
                              {"id", avro::Value(std::int32_t{42})}}));
  const auto plan = compile<shop::Task>(writer);
  ASSERT_TRUE(plan) << plan.error().message;
  const auto task = decode(*plan, bytes);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->id, 42);
  EXPECT_EQ(task->title, "Tidy up");
  EXPECT_EQ(task->email, std::nullopt);
  EXPECT_EQ(task->size, shop::Size::Huge);
}

TEST(Decode, SaysWhereTheStructDoesNotFit) {
  const auto no_title = compile<shop::Task>(record("Task", R"({"name":"id","type":"long"})"));
  ASSERT_FALSE(no_title);
  EXPECT_EQ(no_title.error().path, "/fields/1");

  const auto text_id = compile<shop::Task>(
      record("Task", R"({"name":"id","type":"string"},{"name":"title","type":"string"})"));
  ASSERT_FALSE(text_id);
  EXPECT_EQ(text_id.error().path, "/fields/0/type");
}

TEST(Decode, TimesOfAnotherUnitAreRefused) {
  const auto moment = [](std::string_view type) {
    return compile<shop::Moment>(
        record("Moment", R"({"name":"at","type":)" + std::string(type) + "}"));
  };
  EXPECT_TRUE(moment(R"({"type":"long","logicalType":"timestamp-millis"})"));
  EXPECT_TRUE(moment(R"("long")"));
  const auto micros = moment(R"(["null",{"type":"long","logicalType":"timestamp-micros"}])");
  ASSERT_FALSE(micros);
  EXPECT_EQ(micros.error().path, "/fields/0/type");
  EXPECT_EQ(micros.error().message,
            "the member is of timestamp-millis, the data are of timestamp-micros");
}

TEST(Decode, UuidsAndDecimalsAsTheWriterHasThem) {
  const avro::Schema writer =
      record("Named",
             R"({"name":"id","type":{"type":"fixed","name":"Id","size":16,"logicalType":"uuid"}},
         {"name":"price","type":{"type":"fixed","name":"P","size":3,"logicalType":"decimal","precision":5,"scale":3}})");
  avro::Bytes id(16, 0xab);
  const avro::Bytes bytes =
      encoded(writer, fields({{"id", avro::Value(avro::FixedValue{id})},
                              {"price", avro::Value(avro::FixedValue{{0xff, 0xff, 0x85}})}}));
  const auto plan = compile<shop::Named>(writer);
  ASSERT_TRUE(plan) << plan.error().path << plan.error().message;
  const auto named = decode(*plan, bytes);
  ASSERT_TRUE(named) << named.error().message;
  EXPECT_EQ(named->id.bytes[15], 0xab);
  EXPECT_EQ(named->price.to_text(), "-0.123");
  auto encode = encoder<shop::Named>(writer).value();
  const auto back = encode.encode(*named);
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::ranges::equal(*back, bytes));
}

TEST(Decode, AFixedIsKnownByItsSize) {
  const avro::Schema writer = avro::parse(R"({"type":"fixed","name":"MD5","size":4})").value();
  using Four = std::array<std::byte, 4>;
  const auto plan = compile<Four>(writer);
  ASSERT_TRUE(plan) << plan.error().message;
  const auto four = decode(*plan, avro::Bytes{1, 2, 3, 4});
  ASSERT_TRUE(four);
  EXPECT_EQ(four->back(), std::byte{4});
  EXPECT_FALSE((compile<std::array<std::byte, 5>>(writer)));
}

TEST(Decode, WhatAMemberCannotHold) {
  const avro::Schema writer = record(
      "Small",
      R"({"name":"value","type":"int"},{"name":"values","type":{"type":"array","items":"int"}})");
  const auto plan = compile<shop::Small>(writer).value();
  const auto small = [&](std::int32_t value, std::int32_t item) {
    return decode(
        plan, encoded(writer,
                      fields({{"value", avro::Value(value)},
                              {"values", avro::Value(avro::ArrayValue{avro::Value(std::int32_t{1}),
                                                                      avro::Value(item)})}})));
  };
  const auto good = small(-128, 65'535);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->value, -128);
  EXPECT_EQ(good->values[1], 65'535);
  const auto large = small(128, 0);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().fault, DecodeFault::Member);
  EXPECT_EQ(large.error().path, "/value");
  const auto item = small(0, -1);
  ASSERT_FALSE(item);
  EXPECT_EQ(item.error().path, "/values/1");
}

TEST(Decode, ArraysOfNumbersThatAreTypesOfTheirOwn) {
  shop::Measures measures{.cents = {shop::Cents(5), shop::Cents(-7)},
                          .grades = {shop::Grade(1), shop::Grade(6)},
                          .metres = {shop::Metres(1.5F), shop::Metres(-2)},
                          .degrees = {shop::Degrees(0.1)}};
  Decoder<shop::Measures> decoder(compile<shop::Measures>(*schema_of<shop::Measures>()).value());
  avro::Bytes bytes;
  ASSERT_TRUE(encode(measures, bytes));
  shop::Measures out{
      .cents = {shop::Cents(99)}, .grades = {}, .metres = {}, .degrees = {shop::Degrees(9)}};
  ASSERT_TRUE(decoder.decode(bytes, out));
  EXPECT_EQ(out, measures);

  measures.grades[1].value = 7;
  bytes.clear();
  ASSERT_TRUE(encode(measures, bytes));
  const auto refused = decoder.decode(bytes, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, DecodeFault::Member);
  EXPECT_EQ(refused.error().path, "/grades/1");
}

TEST(Decode, ViewsLookIntoTheInputAndThePlan) {
  const avro::Schema writer = record("Views", R"({"name":"name","type":"string"})");
  const avro::Bytes bytes = encoded(writer, fields({{"name", avro::Value("borrowed")}}));
  Decoder<shop::Views> borrow(compile<shop::Views>(writer).value());
  const auto views = borrow.decode(bytes);
  ASSERT_TRUE(views);
  EXPECT_EQ(static_cast<const void*>(views->name.data()), &bytes[1]);
  EXPECT_EQ(views->note, "none");

  Decoder<shop::Views> copy(compile<shop::Views>(writer).value(), {.strings = avro::Strings::Copy});
  shop::Views copied;
  {
    const avro::Bytes gone = bytes;
    ASSERT_TRUE(copy.decode(gone, copied));
  }
  EXPECT_EQ(copied.name, "borrowed");
  EXPECT_TRUE(kBorrows<shop::Views>);
  EXPECT_FALSE(kBorrows<shop::Task>);
}

TEST(Decode, NothingIsLeftFromTheRecordBefore) {
  const shop::Whole full{.longs = {1, 2, 3},
                         .labels = {{"a", "b"}},
                         .names = {"x", "y"},
                         .more = std::vector<int>{1},
                         .any = "text"};
  avro::Bytes bytes;
  ASSERT_TRUE(encode(full, bytes));
  avro::Bytes none;
  ASSERT_TRUE(encode(shop::Whole{}, none));
  Decoder<shop::Whole> decode(compile<shop::Whole>(schema_of<shop::Whole>().value()).value());
  shop::Whole out;
  ASSERT_TRUE(decode.decode(bytes, out));
  EXPECT_EQ(out.names[1], "y");
  ASSERT_TRUE(decode.decode(none, out));
  EXPECT_TRUE(out.longs.empty() && out.labels.empty() && out.names.empty());
  EXPECT_FALSE(out.more);
  EXPECT_EQ(out.any.index(), 0u);
}

// A datum of a few bytes may stand for many structs; each is paid for.
TEST(Decode, StructsAreCountedAgainstTheLimit) {
  const avro::Schema writer = avro::parse(R"({"type":"array","items":"null"})").value();
  const avro::Bytes bytes{0x80, 0x80, 0x40, 0};  // 524,288 items
  using Nothing = std::vector<std::monostate>;
  const auto plan = compile<Nothing>(writer).value();
  ASSERT_TRUE(decode(plan, bytes));
  const auto limited =
      decode(plan, bytes, {.limits = {.output_base_bytes = 100'000, .max_output_bytes = 100'000}});
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().fault, DecodeFault::OutputLimit);
}

TEST(Decode, AGivenReaderHolds) {
  const avro::Schema reader = avro::parse(R"({"type":"record","name":"TaskV2","aliases":["Old"],
      "fields":[{"name":"id","type":"long"},
                {"name":"title","type":"string","default":"untitled","aliases":["name"]},
                {"name":"email","type":["null","string"],"default":null},
                {"name":"more","type":"string","default":""},
                {"name":"size","type":{"type":"enum","name":"Extent","symbols":["Small","Large"]},
                 "default":"Large"}]})")
                                  .value();
  const avro::Schema writer =
      record("Old", R"({"name":"id","type":"long"},{"name":"name","type":"string"})");
  const auto plan = compile<shop::Task>(writer, reader);
  ASSERT_TRUE(plan) << plan.error().path << " " << plan.error().message;
  const auto task = decode(*plan, encoded(writer, fields({{"id", avro::Value(std::int64_t{7})},
                                                          {"name", avro::Value("by alias")}})));
  ASSERT_TRUE(task);
  EXPECT_EQ(task->title, "by alias");
  EXPECT_EQ(task->size, shop::Size::Large);

  const avro::Schema wider =
      record("Task", R"({"name":"id","type":"long"},{"name":"title","type":["string","long"]},
                 {"name":"size","type":{"type":"enum","name":"Size","symbols":["Small"]}})");
  const auto refused = compile<shop::Task>(writer, wider);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().path, "/fields/1/type/1");
}

TEST(Decode, DepthIsLimited) {
  shop::Tree tree{.value = 0, .left = nullptr, .right = nullptr};
  for (int i = 1; i < 256; ++i) {
    shop::Tree next{
        .value = i, .left = std::make_unique<shop::Tree>(std::move(tree)), .right = nullptr};
    tree = std::move(next);
  }
  avro::Bytes bytes;
  ASSERT_TRUE(encode(tree, bytes));
  const auto plan = compile<shop::Tree>(schema_of<shop::Tree>().value()).value();
  ASSERT_TRUE(decode(plan, bytes));
  const auto deeper = decode(plan, bytes, {.limits = {.max_depth = 255}});
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().fault, DecodeFault::DepthLimit);
}

}  // namespace
}  // namespace avocet::structs
