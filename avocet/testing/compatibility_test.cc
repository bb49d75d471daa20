// compatibility_test.cc - the check of compatibility against what really happens: what it calls
// readable is planned and decoded, all of it; what it refuses, compile refuses at the same place or
// plans as a failure there. A failure prints its seed; AVOCET_SEEDS repeats it.
//
// The check's own rules, as options of compile: records need a name in common, decimals need not be
// alike. Registry mode takes records of any names, so it reads more than the check allows.
#include <gtest/gtest.h>

#include <algorithm>

#include "avocet/avro/check.h"
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/print.h"
#include "avocet/base/text.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/reference_decoder.h"

namespace avocet::testing {
namespace {

using avro::Bytes;
using avro::Difference;
using avro::Kind;
using avro::Node;
using avro::Schema;
using avro::SchemaFault;
using avro::Value;

constexpr avro::CompileOptions kRules{.decimals = avro::Decimals::Ignore};

Bytes encoded(const Schema& schema, const Value& value) {
  Bytes out;
  EXPECT_TRUE(encode(schema, value, out)) << to_text(value);
  return out;
}

// Where Java's check and Java's resolution are known to differ (spec/avro.md 1.14, 2.1).
//
// The check compares names where it meets two types, without their namespaces; resolution renames
// the writer's types and fields by fullname first, and wants a union's enums and fixed by fullname.
bool mixes_namespaces(const Schema& writer, const Schema& reader) {
  for (const Node& w : writer.nodes()) {
    for (const Node& r : reader.nodes()) {
      if (!avro::is_named(w.kind) || !avro::is_named(r.kind)) continue;
      if (w.name.simple == r.name.simple && w.name.space != r.name.space) return true;
    }
  }
  return false;
}

// Aliases that swap fields are an error or a mismatch to the check (K3) and a renaming to
// resolution (T104).
bool has_alias_of_a_sibling(const Schema& reader) {
  return std::ranges::any_of(reader.nodes(), [](const Node& node) {
    return std::ranges::any_of(node.fields, [&](const avro::Field& field) {
      return std::ranges::any_of(field.aliases, [&](const std::string& alias) {
        return std::ranges::find(node.fields, alias, &avro::Field::name) != node.fields.end();
      });
    });
  });
}

bool may_differ(const Schema& writer, const Schema& reader) {
  return mixes_namespaces(writer, reader) || has_alias_of_a_sibling(reader);
}

// The places where some data fail: branches that cannot be read, symbols that the reader lacks.
std::vector<std::string> places_that_fail(const avro::Plan& plan) {
  const avro::Program& program = plan.program();
  std::vector<std::string> places;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const avro::Step& step = program.steps[i];
    bool fails = step.op == avro::Op::Fail && !program.failures[step.arg].ends_with(
                                                  "contains itself");  // no matter of the check
    if (step.op == avro::Op::EnumMap) {
      const avro::Range& range = program.enums[step.arg];
      const auto first = program.symbols.begin() + range.first;
      fails = std::find(first, first + range.count, avro::kNoIndex) != first + range.count;
    }
    if (fails) places.push_back(schema_path(program, program.step_places[i]));
  }
  return places;
}

std::string shown(const std::vector<Difference>& differences) {
  std::string text;
  for (const Difference& d : differences) {
    text += base::cat(to_text(d.kind), " at ", d.path, " ", d.info, "\n");
  }
  return text;
}

// One by the check's rules, no more by the plan's.
void expect_readable(Random& random, const Schema& writer, const Schema& reader) {
  const auto plan = compile(writer, reader, kRules);
  if (!plan && plan.error().fault == SchemaFault::Default) return;  // one that contains itself
  ASSERT_TRUE(plan) << plan.error().path << ": " << plan.error().message;
  EXPECT_EQ(places_that_fail(*plan), std::vector<std::string>{}) << plan->dump();
  avro::Arena arena;
  for (int i = 0; i < 3; ++i) {
    const Bytes bytes = encoded(writer, random_value(random, writer));
    const auto decoded = decode(*plan, bytes, arena);
    if (!decoded && decoded.error().fault == avro::DecodeFault::Utf8) continue;  // bytes as text
    ASSERT_TRUE(decoded) << decoded.error().path << ": " << decoded.error().message;
    const Value value = to_value(decoded->value);
    const auto wanted = reference_decode(writer, reader, bytes, {.rules = Rules::Registry});
    ASSERT_TRUE(wanted && *wanted == value) << to_text(value);
    encoded(reader, value);  // it is a value of the reader's
  }
}

TEST(Compatibility, WhatIsCompatibleIsRead) {
  int compatible = 0;
  const Seeds seeds(4'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema writer = random_schema(random);
    const Schema reader = random_evolution(random, writer);
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(writer), "\n", to_text(reader)));
    const auto differences = check(reader, writer);
    if (!differences || !differences->empty() || may_differ(writer, reader)) continue;
    ++compatible;
    expect_readable(random, writer, reader);
    if (HasFatalFailure()) break;
  }
  if (seeds.narrowed) return;
  EXPECT_GT(compatible, 1'000);
}

// A named type that is used more than once: the check repeats what it found with the place of the
// first visit, or one relative to the union's branch in which that was (K12). A plan names the
// place that it is about.
bool shares_a_type(const Schema& schema) {
  std::vector<int> uses(schema.node_count());
  bool shared = false;
  const auto use = [&](avro::NodeId id) {
    shared = shared ||
             (++uses[static_cast<std::size_t>(id)] > 1 && avro::is_named(schema.node(id).kind));
  };
  use(schema.root());
  for (const Node& node : schema.nodes()) {
    for (const avro::Field& field : node.fields) use(field.type);
    for (const avro::NodeId child : node.children) use(child);
  }
  return shared;
}

// A new field without a default: of an enum type with a default of its own, the check says that its
// type is not the writer's record (K4).
bool is_at(const Difference& difference, const avro::SchemaError& error) {
  const std::string path = error.path.empty() ? "/" : error.path;
  return difference.path == path ||
         (error.fault == SchemaFault::Field && difference.path == path + "/type");
}

// Data fail as soon as they meet what the difference is about. A union of the reader that lacks a
// branch may have one for data that stop short of what cannot be read inside.
bool is_met_at(const Difference& difference, const std::string& place) {
  return difference.path.starts_with(place) ||
         (difference.kind == avro::DifferenceKind::MissingUnionBranch &&
          (difference.path == "/" || place.starts_with(difference.path)));
}

void expect_unreadable_there(const Schema& writer, const Schema& reader,
                             const std::vector<Difference>& differences) {
  const auto plan = compile(writer, reader, kRules);
  if (!plan) {
    const auto is_that = [&](const Difference& difference) {
      return is_at(difference, plan.error());
    };
    EXPECT_TRUE(std::ranges::any_of(differences, is_that))
        << plan.error().path << ": " << plan.error().message << "\n"
        << shown(differences);
    return;
  }
  const std::vector<std::string> places = places_that_fail(*plan);
  for (const Difference& difference : differences) {
    EXPECT_TRUE(std::ranges::any_of(
        places, [&](const std::string& place) { return is_met_at(difference, place); }))
        << difference.path << "\n"
        << shown(differences) << plan->dump();
  }
}

// Whatever place is named, it is one that fails.
void expect_unreadable(const Schema& writer, const Schema& reader) {
  const auto plan = compile(writer, reader, kRules);
  EXPECT_TRUE(!plan || !places_that_fail(*plan).empty());
}

TEST(Compatibility, WhatIsNotCompatibleFailsThere) {
  int incompatible = 0;
  int placed = 0;
  const Seeds seeds(4'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    Random random(seed);
    const Schema writer = random_schema(random);
    const Schema reader = random_evolution(random, writer);
    const auto differences = check(reader, writer);
    if ((differences && differences->empty()) || may_differ(writer, reader)) continue;
    ++incompatible;
    SCOPED_TRACE(base::cat("seed ", seed, "\n", to_text(writer), "\n", to_text(reader)));
    expect_unreadable(writer, reader);
    if (differences && !shares_a_type(reader)) {
      ++placed;
      expect_unreadable_there(writer, reader, *differences);
    }
    bool failed = false;
    for (int i = 0; i < 500 && !failed; ++i) {
      failed = !reference_decode(writer, reader, encoded(writer, random_value(random, writer)));
    }
    EXPECT_TRUE(failed) << (differences ? differences->front().path : "ambiguous");
  }
  if (seeds.narrowed) return;
  EXPECT_GT(incompatible, 500);
  EXPECT_GT(placed, 300);
}

}  // namespace
}  // namespace avocet::testing
