// differential_test.cc - the engine against the reference decoder: random schemas, pairs of
// schemas, data and damage. Both give the same value, or both refuse. A failure prints the seed,
// the schemas and the bytes.
#include <gtest/gtest.h>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/reference_decoder.h"

namespace avocet::testing {
namespace {

using avro::Bytes;
using avro::DecodeFault;
using avro::Schema;
using avro::Value;

constexpr std::size_t kMaxEmptyItems = 1'000;

Bytes encoded(Random& random, const Schema& schema) {
  const avro::EncodeOptions options{
      .blocks = random.chance(50) ? avro::BlockForm::Sized : avro::BlockForm::Counted,
      .max_block_items = random.below(4)};
  Bytes out;
  const auto done = encode(schema, random_value(random, schema), out, options);
  EXPECT_TRUE(done);
  return out;
}

// What the engine's fault is to the reference.
std::string name_of(DecodeFault fault) {
  switch (fault) {
    case DecodeFault::Truncated:
      return "Truncated";
    case DecodeFault::Varint:
      return "Varint";
    case DecodeFault::Boolean:
      return "Boolean";
    case DecodeFault::Length:
      return "Length";
    case DecodeFault::Utf8:
      return "Utf8";
    case DecodeFault::UnionBranch:
      return "UnionBranch";
    case DecodeFault::EnumIndex:
      return "EnumIndex";
    case DecodeFault::BlockCount:
      return "BlockCount";
    case DecodeFault::BlockSize:
      return "BlockSize";
    case DecodeFault::MissingSymbol:
      return "MissingSymbol";
    case DecodeFault::MissingBranch:
      return "MissingBranch";
    case DecodeFault::ItemLimit:
      return "ItemLimit";
    case DecodeFault::DepthLimit:
      return "DepthLimit";
    case DecodeFault::OutputLimit:
      return "OutputLimit";
    case DecodeFault::TrailingBytes:
      return "TrailingBytes";
    case DecodeFault::Member:  // of structs alone
      break;
  }
  return {};
}

struct Seen {
  int values = 0;
  int refused = 0;     // by both, the bytes
  int unreadable = 0;  // by both, the pair
};

bool is_of_the_pair(ReferenceFault fault) { return fault >= ReferenceFault::NoFiniteValue; }

// One datum through both. `is_same`: reader and writer are one, so both meet the same fault first.
void compare_decoders(const avro::Plan& plan, avro::Arena& arena,
                      const ReferenceResult<Value>& wanted, const Bytes& bytes, bool is_same,
                      Seen& seen) {
  const auto decoded = decode(plan, bytes, arena, {.limits = {.max_empty_items = kMaxEmptyItems}});
  if (!decoded && decoded.error().fault == DecodeFault::OutputLimit) return;  // the engine's own
  if (wanted) {
    ASSERT_TRUE(decoded) << "the engine: " << name_of(decoded.error().fault) << " at byte "
                         << decoded.error().offset << ", " << decoded.error().path
                         << "\nthe reference: " << to_text(*wanted);
    const Value value = to_value(decoded->value);
    ASSERT_TRUE(value == *wanted) << "the engine: " << to_text(value)
                                  << "\nthe reference: " << to_text(*wanted);
    EXPECT_EQ(decoded->bytes_read, bytes.size());
    ++seen.values;
    return;
  }
  if (wanted.error().skipped) return;
  ASSERT_FALSE(decoded) << "the engine: " << to_text(to_value(decoded->value))
                        << "\nthe reference: " << to_text(wanted.error().fault) << " at "
                        << wanted.error().path;
  if (is_same) {
    ASSERT_EQ(name_of(decoded.error().fault), to_text(wanted.error().fault))
        << decoded.error().path << ", reference " << wanted.error().path;
    ASSERT_EQ(decoded.error().path, wanted.error().path);
  }
  ++seen.refused;
}

void compare_pair(Random& random, const Schema& writer, const Schema& reader, bool is_same,
                  Seen& seen) {
  const bool strict = random.chance(50);
  const avro::CompileOptions compile_options =
      strict ? avro::CompileOptions{} : avro::CompileOptions::registry();
  const ReferenceOptions options{.max_empty_items = kMaxEmptyItems,
                                 .rules = strict ? Rules::Strict : Rules::Registry};
  SCOPED_TRACE(strict ? "strict" : "registry");
  const auto plan =
      is_same ? compile(writer, compile_options) : compile(writer, reader, compile_options);
  avro::Arena arena;
  for (int i = 0; i < 4; ++i) {
    Bytes bytes = encoded(random, writer);
    if (random.chance(50)) bytes = random_damage(random, bytes);
    SCOPED_TRACE(base::to_hex(bytes));
    const auto wanted = reference_decode(writer, reader, bytes, options);
    if (!wanted && is_of_the_pair(wanted.error().fault)) {
      ASSERT_FALSE(plan) << "the reference: " << to_text(wanted.error().fault);
      ++seen.unreadable;
      return;
    }
    // The engine makes all defaults when it compiles, also those that no data asks for.
    if (!plan && plan.error().fault == avro::SchemaFault::Limit) return;
    ASSERT_TRUE(plan) << plan.error().path << ": " << plan.error().message;
    compare_decoders(*plan, arena, wanted, bytes, is_same, seen);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

// The trap list, as the reference has it in reference_decoder_test.cc.
std::string read_by_engine(const Case& c, const avro::CompileOptions& options) {
  const auto writer = avro::parse(c["schema"]);
  const auto reader = avro::parse(c[c.has("reader") ? "reader" : "schema"]);
  const std::string text = base::from_hex(c["bytes"]).value();
  const Bytes bytes(text.begin(), text.end());
  const auto plan = compile(writer.value(), reader.value(), options);
  if (!plan) return "error of the pair";
  avro::Arena arena;
  const auto decoded = decode(*plan, bytes, arena);
  return decoded ? to_text(to_value(decoded->value))
                 : base::cat("error ", name_of(decoded.error().fault));
}

TEST(Differential, Cases) {
  const auto wanted = [](const std::string& expect) {
    const bool of_the_pair = expect == "error Unreadable" || expect == "error NoFiniteValue";
    return of_the_pair ? "error of the pair" : expect;
  };
  for (const auto& c : read_cases("avro/decoding.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    EXPECT_EQ(read_by_engine(c, {}), wanted(c["expect"]));
    EXPECT_EQ(read_by_engine(c, avro::CompileOptions::registry()),
              wanted(c[c.has("registry") ? "registry" : "expect"]));
  }
}

TEST(Differential, OneSchema) {
  Seen seen;
  const Seeds seeds(3'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema schema = random_schema(random);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(schema)));
    compare_pair(random, schema, schema, true, seen);
    if (HasFatalFailure()) break;
  }
  if (seeds.narrowed) return;
  EXPECT_GT(seen.values, 5'000);
  EXPECT_GT(seen.refused, 2'000);
}

TEST(Differential, Evolution) {
  Seen seen;
  const Seeds seeds(6'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema writer = random_schema(random);
    const Schema reader = random_evolution(random, writer);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(writer), "\n", to_text(reader)));
    compare_pair(random, writer, reader, false, seen);
    if (HasFatalFailure()) break;
  }
  if (seeds.narrowed) return;
  EXPECT_GT(seen.values, 4'000);
  EXPECT_GT(seen.refused, 2'000);
  EXPECT_GT(seen.unreadable, 500);
}

TEST(Differential, UnrelatedSchemas) {
  Seen seen;
  const Seeds seeds(3'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const SchemaShape small{.max_depth = 2, .max_children = 2};
    const Schema writer = random_schema(random, small);
    const Schema reader = random_schema(random, small);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(writer), "\n", to_text(reader)));
    compare_pair(random, writer, reader, false, seen);
    if (HasFatalFailure()) break;
  }
  if (seeds.narrowed) return;
  EXPECT_GT(seen.values, 100);
  EXPECT_GT(seen.unreadable, 500);
}

}  // namespace
}  // namespace avocet::testing
