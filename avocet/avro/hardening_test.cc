// hardening_test.cc - what hostile data and hostile schemas may cost. Memory is measured, not
// assumed. The table of spec/avro.md 3.1 and 3.2, and where each row is held to:
//
//   H1  H2  H3  H5  H27   lengths, counts, sizes       HostileData.*; decode/collections.case
//   H3        items that take no bytes at the limit   HostileData.ItemsWithoutBytesAreCounted
//   H4        many blocks of one item                  decode_test: ManyBlocksBecomeOneArray
//   H6        types without a finite value             decode/collections.case T85, unions.case
//   H7  H9    data 20,000 levels deep                  decode_test: DeepDataIsRefused,
//   DepthHasALimit H8  H12   varints and indexes out of range         decode/primitives.case,
//   unions.case H10       items that fill more cells than bytes    decode_test: OutputHasALimit;
//   HostileData.Output… H11       a map of one key, many times             HostileData.AMapIsAList
//   H13-H15  H17                                       container/
//   H16       a default for each item                  HostileData.DefaultsAreShared
//   H18       text that is not UTF-8, as JSON          transcode/
//   H20 H21 H25 H29   limits of a schema's text        parse_limits_test:
//   EachAtItsDefaultAndOneBeyond … H22       default bombs parse_limits_test: DefaultBomb,
//   BranchBomb;
//                                                      compile_test: ADefaultBombHasALimit;
//                                                      HostileSchemas.*
//   H23       pairs of pairs                           check_test: StepsAreLimited;
//   HostileSchemas.Unions… H24       branches that are tried again and again
//   HostileSchemas.UnionsOfRecordsAreTriedOnce H26       references registry/references_test H28
//   decimals of a billion digits             decimal_test, logical.case H30 H31   names names.case
//   H32       names made for one hash                  no table of names is hashed: sorted, or a
//   map
#include <gtest/gtest.h>

#include <chrono>

#include "avocet/avro/check.h"
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/heap.h"

namespace avocet::avro {
namespace {

using base::cat;
using testing::HeapWatch;

constexpr std::size_t kMiB = 1024 * 1024;
// Each takes less than two; a sanitizer on a busy machine is given more.
constexpr double kSeconds = 60;

Schema parsed(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  EXPECT_TRUE(schema) << text.substr(0, 200) << (schema ? "" : schema.error().message);
  return schema ? *schema : parse("\"null\"").value();
}

std::vector<std::uint8_t> bytes_of(std::string_view hex) {
  const std::string bytes = base::from_hex(hex).value();
  return {bytes.begin(), bytes.end()};
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// `count` pieces made by `piece`, with commas.
template <class Piece>
std::string list(std::size_t count, Piece piece) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + piece(i);
  return out;
}

// A few bytes that speak of many: refused before any memory is asked for that the input does not
// pay for. The arena's first chunk and its frames are what every datum costs.
TEST(HostileData, LengthsAndCountsCostNothing) {
  struct Attack {
    std::string_view schema;
    std::string_view bytes;
    DecodeFault fault;
  };
  constexpr std::string_view kLongs = R"({"type":"array","items":"long"})";
  constexpr std::string_view kStrings = R"({"type":"array","items":"string"})";
  constexpr std::string_view kMap = R"({"type":"map","values":"null"})";
  constexpr std::string_view kFixed =
      R"({"type":"array","items":{"type":"fixed","name":"F","size":2147483639}})";
  constexpr std::string_view k2to62 = "80808080808080808001";  // 2^62 as a zig-zag varint
  constexpr std::string_view k2to40 = "808080808040";
  constexpr std::string_view kLeast = "ffffffffffffffffff01";  // -2^63
  const std::vector<std::pair<Attack, std::string>> attacks = {
      {{"\"string\"", k2to62, DecodeFault::Truncated}, "H1"},
      {{"\"bytes\"", k2to62, DecodeFault::Truncated}, "H1"},
      {{"\"string\"", "fe0f616161", DecodeFault::Truncated}, "H1: 1023 of 3"},
      {{kLongs, k2to40, DecodeFault::BlockCount}, "H2"},
      {{kStrings, k2to40, DecodeFault::BlockCount}, "H2"},
      {{R"({"type":"array","items":"double"})", k2to40, DecodeFault::BlockCount}, "H2"},
      {{kMap, k2to40, DecodeFault::BlockCount}, "H2: a key takes a byte"},
      {{kLongs, k2to62, DecodeFault::BlockCount}, "H2"},
      {{R"({"type":"array","items":"null"})", k2to62, DecodeFault::ItemLimit}, "H3"},
      {{R"({"type":"array","items":{"type":"record","name":"E","fields":[]}})", k2to62,
        DecodeFault::ItemLimit},
       "H3"},
      {{R"({"type":"array","items":{"type":"fixed","name":"F","size":0}})", k2to62,
        DecodeFault::ItemLimit},
       "H3"},
      {{kLongs, kLeast, DecodeFault::BlockCount}, "H5"},
      {{kMap, kLeast, DecodeFault::BlockCount}, "H5"},
      {{kLongs, "0101", DecodeFault::BlockSize}, "H5: a size of -1"},
      {{kLongs, "01feffffffffffffffff010200", DecodeFault::BlockSize}, "H5: a size of 2^63 - 1"},
      {{kFixed, "0200", DecodeFault::BlockCount}, "H27"},
      {{R"({"type":"fixed","name":"F","size":2147483639})", "00", DecodeFault::Truncated}, "H27"},
  };
  for (const auto& [attack, row] : attacks) {
    SCOPED_TRACE(cat(row, ": ", attack.schema));
    const Plan plan = compile(parsed(attack.schema)).value();
    const std::vector<std::uint8_t> bytes = bytes_of(attack.bytes);
    const HeapWatch watch;
    Arena arena;
    const auto decoded = decode(plan, bytes, arena);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().fault, attack.fault) << decoded.error().message;
    EXPECT_LE(watch.peak_bytes(), 64U * 1024);
  }
}

// H3: at the default limit a million items are one cell, however many blocks they come in.
TEST(HostileData, ItemsWithoutBytesAreCounted) {
  const Plan plan = compile(parsed(R"({"type":"array","items":"null"})")).value();
  const HeapWatch watch;
  Arena arena;
  const auto counted = decode(plan, bytes_of("8080800100"), arena);  // 1,048,576
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->value.size(), 1'048'576U);
  const auto refused = decode(plan,
                              bytes_of("8080800102"
                                       "00"),
                              arena);  // and one more
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, DecodeFault::ItemLimit);
  EXPECT_LE(watch.peak_bytes(), 64U * 1024);
}

// A writer of arrays of one byte an item, and a reader that wants more of each.
Plan filled_plan(std::string_view more_fields) {
  const auto items = [](std::string_view more) {
    return parsed(cat(R"({"type":"array","items":{"type":"record","name":"R","fields":[)",
                      R"({"name":"a","type":"boolean"})", more, "]}}"));
  };
  return compile(items(""), items(more_fields)).value();
}

std::vector<std::uint8_t> items_of_a_byte(std::size_t count) {
  std::vector<std::uint8_t> bytes;
  std::uint64_t zigzag = 2 * std::uint64_t{count};
  for (; zigzag >= 0x80; zigzag >>= 7) bytes.push_back(static_cast<std::uint8_t>(zigzag | 0x80));
  bytes.push_back(static_cast<std::uint8_t>(zigzag));
  bytes.resize(bytes.size() + count, 1);
  bytes.push_back(0);
  return bytes;
}

// H10: 64 bytes for each of the input's and a megabyte, which is never passed by more than what it
// takes to round up; and a hard limit.
TEST(HostileData, OutputIsBoundedByInput) {
  const Plan plan =
      filled_plan(cat(',', list(200, [](std::size_t i) {
                        return cat(R"({"name":"f)", i, R"(","type":"null","default":null})");
                      })));
  const std::vector<std::uint8_t> bytes = items_of_a_byte(100'000);
  const HeapWatch watch;
  Arena arena;
  const auto refused = decode(plan, bytes, arena);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, DecodeFault::OutputLimit);
  EXPECT_LE(watch.peak_bytes(), 2 * (64 * bytes.size() + kMiB));
  const HeapWatch watch_of_less;
  Arena other;
  const auto capped = decode(plan, bytes, other, {.limits = {.max_output_bytes = 2 * kMiB}});
  ASSERT_FALSE(capped);
  EXPECT_EQ(capped.error().fault, DecodeFault::OutputLimit);
  EXPECT_LE(watch_of_less.peak_bytes(), 4 * kMiB);
}

// H16: a default of 100 KB in each of 20,000 items is there once.
TEST(HostileData, DefaultsAreShared) {
  const Plan plan = filled_plan(
      cat(R"(,{"name":"s","type":"string","default":")", std::string(100'000, 'x'), "\"}"));
  const std::vector<std::uint8_t> bytes = items_of_a_byte(20'000);
  const HeapWatch watch;
  Arena arena;
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->value.item(19'999)["s"].text().size(), 100'000U);
  EXPECT_LE(watch.peak_bytes(), 4 * kMiB);
}

// H11: entries are a list, whatever their keys; a search walks it, from its end.
TEST(HostileData, AMapIsAList) {
  constexpr std::size_t kEntries = 1'000'000;
  const Plan plan = compile(parsed(R"({"type":"map","values":"int"})")).value();
  std::vector<std::uint8_t> bytes = bytes_of("8092f401");  // 2,000,000 / 2
  bytes.clear();
  for (std::uint64_t zigzag = 2 * kEntries; zigzag != 0; zigzag >>= 7) {
    bytes.push_back(static_cast<std::uint8_t>((zigzag & 0x7f) | (zigzag >= 0x80 ? 0x80 : 0)));
  }
  for (std::size_t i = 0; i < kEntries; ++i) bytes.insert(bytes.end(), {2, 'k', 2});
  bytes.push_back(0);
  const Stopwatch clock;
  const HeapWatch watch;
  Arena arena;
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->value.size(), kEntries);
  EXPECT_EQ(decoded->value["k"].int32(), 1);
  EXPECT_FALSE(decoded->value.find("z"));
  EXPECT_LE(watch.peak_bytes(), 2 * (64 * bytes.size() + kMiB));
  EXPECT_LT(clock.seconds(), kSeconds);  // 20 ms; a table of one chain would take an hour
}

// What a pair of schemas takes to be refused or planned.
struct Cost {
  base::Result<Plan, SchemaError> plan;
  double seconds;
  std::size_t peak_bytes;
};

Cost cost_of(const Schema& writer, const Schema& reader, const CompileOptions& options = {}) {
  const Stopwatch clock;
  const HeapWatch watch;
  auto plan = compile(writer, reader, options);
  const std::size_t peak = watch.peak_bytes();
  return {std::move(plan), clock.seconds(), peak};
}

// Each record holds the next and one field that cannot be read: as many faults as records, each
// deeper than the last. Only one of them is reported.
TEST(HostileSchemas, AChainOfFaultsIsOneFault) {
  constexpr std::size_t kRecords = 20'000;
  const auto chain = [](std::string_view type) {
    return cat('[',
               list(kRecords,
                    [&](std::size_t i) {
                      return cat(
                          R"({"type":"record","name":"R)", i, R"(","fields":[{"name":"a","type":)",
                          i + 1 == kRecords ? std::string("\"int\"") : cat("\"R", i + 1, '"'),
                          R"(},{"name":"b","type":)", type, "}]}");
                    }),
               ']');
  };
  const ParseOptions options{.validation = Validation::RegistryStored,
                             .limits = {.max_depth = 100'000, .max_branches = kRecords}};
  const Schema writer = parse(chain("\"string\""), options).value();
  const Schema reader = parse(chain("\"int\""), options).value();
  const Cost cost = cost_of(writer, reader);
  EXPECT_LE(cost.peak_bytes, 256 * kMiB);
  EXPECT_LT(cost.seconds, kSeconds);
}

// A type of five hundred levels that fails at the bottom, in a branch of each of 60,000 fields:
// after a while it is called, and so not planned and taken back any more.
TEST(HostileSchemas, WhatFailsIsNotPlannedForEver) {
  const auto schema = [](std::string_view bottom) {
    std::string deep;
    for (int i = 0; i < 490; ++i) deep += R"({"type":"array","items":)";
    deep += cat(bottom, std::string(490, '}'));
    return cat(
        R"({"type":"record","name":"Top","fields":[{"name":"d","type":["null",)",
        R"({"type":"record","name":"X","fields":[{"name":"x","type":)", deep, "}]}]},",
        list(60'000,
             [](std::size_t i) { return cat(R"({"name":"f)", i, R"(","type":["null","X"]})"); }),
        "]}");
  };
  const Cost cost = cost_of(parsed(schema("\"string\"")), parsed(schema("\"int\"")));
  EXPECT_TRUE(cost.plan);
  EXPECT_LE(cost.peak_bytes, 256 * kMiB);
  EXPECT_LT(cost.seconds, kSeconds);  // 0.5 s; all of it would be 30 million places
}

// H23, H24: every record of the writer's union is tried against every one of the reader's, whose
// names differ; all of it once, and no more than the budget.
TEST(HostileSchemas, UnionsOfRecordsAreTriedOnce) {
  const auto records = [](std::string_view letter, std::size_t count) {
    return cat('[',
               list(count,
                    [&](std::size_t i) {
                      return cat(R"({"type":"record","name":")", letter, i, R"(","fields":[)",
                                 R"({"name":"a","type":"int"},{"name":")", letter,
                                 R"(","type":"int"}]})");
                    }),
               ']');
  };
  for (const std::size_t count : {400U, 4'000U}) {
    const Cost cost = cost_of(parsed(records("W", count)), parsed(records("R", count)),
                              CompileOptions::registry());
    if (cost.plan) {
      EXPECT_EQ(count, 400U);
    } else {
      EXPECT_EQ(cost.plan.error().fault, SchemaFault::Limit) << cost.plan.error().message;
    }
    EXPECT_LE(cost.peak_bytes, 512 * kMiB);
    EXPECT_LT(cost.seconds, kSeconds);
  }
}

// A reader that is a record with one field more than the writer's, whose default is `value`.
Schema with_default(std::string_view type, std::string_view value) {
  return parsed(cat(R"({"type":"record","name":"R","fields":[{"name":"d","type":)", type,
                    R"(,"default":)", value, "}]}"));
}

// H22: a default's bytes at the limit of one field, and of all.
TEST(HostileSchemas, DefaultsHaveLimits) {
  const Schema writer = parsed(R"({"type":"record","name":"R","fields":[]})");
  const auto text = [](std::size_t size) { return cat('"', std::string(size, 'x'), '"'); };
  constexpr std::size_t kMost = kMiB - sizeof(Cell);  // its cell counts too
  EXPECT_TRUE(compile(writer, with_default("\"string\"", text(kMost))));
  const auto one = compile(writer, with_default("\"string\"", text(kMost + 1)));
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().fault, SchemaFault::Limit);
  const auto fields = [&](std::size_t count) {
    return parsed(cat(R"({"type":"record","name":"R","fields":[)",
                      list(count,
                           [](std::size_t i) {
                             return cat(R"({"name":"f)", i, R"(","type":"string","default":")",
                                        std::string(999'000, 'x'), "\"}");
                           }),
                      "]}"));
  };
  // As many as fit into a text of 8 MiB; the limit of all is set so that the last is too many.
  CompileOptions options;
  options.limits.max_all_defaults_bytes = 8 * (999'000 + sizeof(Cell));
  const Schema eight = fields(8);
  EXPECT_TRUE(compile(writer, eight, options));
  --options.limits.max_all_defaults_bytes;
  const auto all = compile(writer, eight, options);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().fault, SchemaFault::Limit);
}

// A default that every branch of a union has to look at in full before it is refused.
TEST(HostileSchemas, ADefaultIsNotReadForever) {
  const Schema writer = parsed(R"({"type":"record","name":"R","fields":[]})");
  const std::string fixed =
      cat('[',
          list(4'000,
               [](std::size_t i) {
                 return cat(R"({"type":"fixed","size":900000,"name":"F)", i, R"("})");
               }),
          ']');
  const auto reader = with_default(fixed, cat('"', std::string(900'001, 'x'), '"'));
  const Cost by_text = cost_of(writer, reader);
  ASSERT_FALSE(by_text.plan);
  EXPECT_EQ(by_text.plan.error().fault, SchemaFault::Limit) << by_text.plan.error().message;
  EXPECT_LT(by_text.seconds, kSeconds);
  const std::string records =
      cat('[',
          list(4'000,
               [](std::size_t i) {
                 return cat(R"({"type":"record","fields":[{"name":"z","type":"int"}],"name":"Q)", i,
                            R"("})");
               }),
          ']');
  const auto members =
      cat('{', list(50'000, [](std::size_t i) { return cat("\"m", i, "\":1"); }), '}');
  const Cost by_members = cost_of(writer, with_default(records, members));
  ASSERT_FALSE(by_members.plan);
  EXPECT_EQ(by_members.plan.error().fault, SchemaFault::Limit) << by_members.plan.error().message;
  EXPECT_LT(by_members.seconds, kSeconds);
}

// The smallest limit that lets a pair pass is near what it takes, and one less is refused.
TEST(HostileSchemas, StepsAndWorkAreExact) {
  const Schema schema = parsed(cat(
      R"({"type":"record","name":"R","fields":[)",
      list(50,
           [](std::size_t i) { return cat(R"({"name":"f)", i, R"(","type":["null","string"]})"); }),
      "]}"));
  const auto least = [&](std::size_t CompileLimits::* limit) {
    std::size_t low = 0;
    std::size_t high = 10'000;
    while (low < high) {
      CompileOptions options;
      options.limits.*limit = (low + high) / 2;
      const auto plan = compile(schema, options);
      if (plan) {
        high = (low + high) / 2;
        continue;
      }
      EXPECT_EQ(plan.error().fault, SchemaFault::Limit);
      EXPECT_NE(plan.error().message.find(cat(options.limits.*limit)), std::string::npos);
      low = (low + high) / 2 + 1;
    }
    return low;
  };
  const std::size_t steps = compile(schema)->steps().size();
  EXPECT_LE(least(&CompileLimits::max_steps), steps);
  EXPECT_GE(least(&CompileLimits::max_steps) + 2, steps);  // its last and its End are not asked for
  EXPECT_LE(least(&CompileLimits::max_work), 500U);        // 50 fields of 2 branches, on both sides
  EXPECT_GE(least(&CompileLimits::max_work), 150U);
}

// A schema of 5 KB takes memory in proportion, and so do twice and four times as much.
TEST(HostileSchemas, ASchemaTakesMemoryInProportion) {
  std::size_t last = 0;
  for (const std::size_t fields : {100U, 200U, 400U, 800U}) {
    const std::string text =
        cat(R"({"type":"record","name":"R","fields":[)",
            list(fields,
                 [](std::size_t i) {
                   return cat(R"({"name":"some_field_)", i, R"(","type":["null","string"]})");
                 }),
            "]}");
    const HeapWatch watch;
    const auto schema = parse(text);
    ASSERT_TRUE(schema);
    EXPECT_LE(watch.peak_bytes(), 64 * text.size());
    if (last != 0) {
      EXPECT_LE(watch.peak_bytes(), 3 * last);
    }
    last = watch.peak_bytes();
  }
}

}  // namespace
}  // namespace avocet::avro
