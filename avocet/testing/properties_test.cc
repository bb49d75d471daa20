// properties_test.cc - what must hold for any schema and any data: the encoder, the order and the
// reference decoder against each other. A failure prints its seed; AVOCET_SEEDS repeats it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "avocet/avro/encode.h"
#include "avocet/avro/print.h"
#include "avocet/avro/sort.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/reference_decoder.h"

namespace avocet::testing {
namespace {

using avro::Bytes;
using avro::Kind;
using avro::Node;
using avro::Schema;
using avro::Value;

Bytes encoded(const Schema& schema, const Value& value, const avro::EncodeOptions& options = {}) {
  Bytes out;
  const auto done = encode(schema, value, out, options);
  EXPECT_TRUE(done) << done.error().path << ": " << done.error().message << "\n" << to_text(value);
  return out;
}

std::string shown(const ReferenceResult<Value>& value) {
  return value ? to_text(*value)
               : base::cat("error ", to_text(value.error().fault), " at ", value.error().path);
}

TEST(Property, DecodedIsWhatWasEncoded) {
  const Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema schema = random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(schema)));
    for (int i = 0; i < 3; ++i) {
      const Value value = random_value(random, schema);
      const avro::EncodeOptions options{
          .blocks = random.chance(50) ? avro::BlockForm::Sized : avro::BlockForm::Counted,
          .max_block_items = random.below(4)};
      const auto decoded = reference_decode(schema, encoded(schema, value, options));
      ASSERT_TRUE(decoded) << shown(decoded) << "\n" << to_text(value);
      ASSERT_TRUE(*decoded == value) << to_text(*decoded) << "\n" << to_text(value);
      const auto read = reference_decode(schema, schema, encoded(schema, value));
      ASSERT_TRUE(read && *read == value) << shown(read) << "\n" << to_text(value);
    }
  }
}

// What spec/avro.md 1.10 says of two values.
int order_of(const Schema& schema, avro::NodeId type, const Value& a, const Value& b);

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

template <class Float>
int order_of_floats(Float a, Float b) {
  const auto rank = [](Float x) {
    return std::isnan(x) ? 2 : x == 0 ? (std::signbit(x) ? 0 : 1) : 0;
  };
  if (std::isnan(a) || std::isnan(b) || (a == 0 && b == 0)) return three_way(rank(a), rank(b));
  return three_way(a, b);
}

int order_of_text(const std::string& a, const std::string& b) {
  return three_way(Bytes(a.begin(), a.end()), Bytes(b.begin(), b.end()));
}

int order_of_fields(const Schema& schema, const Node& node, const Value& a, const Value& b) {
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    const avro::Field& field = node.fields[i];
    if (field.order == avro::Order::Ignore) continue;
    const int order = order_of(schema, field.type, a.as<avro::RecordValue>().fields[i].value,
                               b.as<avro::RecordValue>().fields[i].value);
    if (order != 0) return field.order == avro::Order::Descending ? -order : order;
  }
  return 0;
}

int order_of_items(const Schema& schema, avro::NodeId item, const Value& a, const Value& b) {
  const auto& x = a.as<avro::ArrayValue>();
  const auto& y = b.as<avro::ArrayValue>();
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    const int order = order_of(schema, item, x[i], y[i]);
    if (order != 0) return order;
  }
  return three_way(x.size(), y.size());
}

int order_of(const Schema& schema, avro::NodeId type, const Value& a, const Value& b) {
  const Node& node = schema.node(type);
  switch (node.kind) {
    case Kind::Null:
    case Kind::Map:
      return 0;
    case Kind::Boolean:
      return three_way(a.as<bool>(), b.as<bool>());
    case Kind::Int:
      return three_way(a.as<std::int32_t>(), b.as<std::int32_t>());
    case Kind::Long:
      return three_way(a.as<std::int64_t>(), b.as<std::int64_t>());
    case Kind::Float:
      return order_of_floats(a.as<float>(), b.as<float>());
    case Kind::Double:
      return order_of_floats(a.as<double>(), b.as<double>());
    case Kind::Bytes:
      return three_way(a.as<Bytes>(), b.as<Bytes>());
    case Kind::String:
      return order_of_text(a.as<std::string>(), b.as<std::string>());
    case Kind::Fixed:
      return three_way(a.as<avro::FixedValue>().bytes, b.as<avro::FixedValue>().bytes);
    case Kind::Enum:
      return three_way(a.as<avro::EnumValue>().index, b.as<avro::EnumValue>().index);
    case Kind::Record:
      return order_of_fields(schema, node, a, b);
    case Kind::Array:
      return order_of_items(schema, node.children[0], a, b);
    case Kind::Union: {
      const auto& x = a.as<avro::UnionValue>();
      const auto& y = b.as<avro::UnionValue>();
      if (x.branch() != y.branch()) return three_way(x.branch(), y.branch());
      return order_of(schema, node.children[x.branch()], x.value(), y.value());
    }
  }
  return 0;
}

TEST(Property, BytesAreOrderedAsTheirValues) {
  int equal = 0;
  const Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema schema = random_schema(random, {.orderable = true});
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(schema)));
    const Value a = random_value(random, schema);
    const Value b = random.chance(20) ? a : random_value(random, schema);
    const auto order = compare(schema, encoded(schema, a, {.max_block_items = 2}),
                               encoded(schema, b, {.blocks = avro::BlockForm::Sized}));
    ASSERT_TRUE(order) << to_text(a) << "\n" << to_text(b);
    const int found = *order < 0 ? -1 : *order > 0 ? 1 : 0;
    ASSERT_EQ(found, order_of(schema, schema.root(), a, b)) << to_text(a) << "\n" << to_text(b);
    if (found == 0) ++equal;
  }
  if (seeds.narrowed) return;
  EXPECT_GT(equal, 200);
}

// Damaged bytes give an error or a value that can be encoded again, and never anything worse.
TEST(Property, DamageIsFoundOrIsAnotherDatum) {
  int found = 0;
  const Seeds seeds(2'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema schema = random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(schema)));
    const Bytes bytes = encoded(schema, random_value(random, schema));
    for (int i = 0; i < 3; ++i) {
      const Bytes damaged = random_damage(random, bytes);
      compare(schema, bytes, damaged);
      const auto value = reference_decode(schema, damaged, {.max_empty_items = 1'000});
      if (!value) ++found;
      if (!value) continue;
      const auto again = reference_decode(schema, encoded(schema, *value));
      ASSERT_TRUE(again && *again == *value) << base::to_hex(damaged) << "\n" << to_text(*value);
    }
  }
  if (seeds.narrowed) return;
  EXPECT_GT(found, 2'000);
}

}  // namespace
}  // namespace avocet::testing
