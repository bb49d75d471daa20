// quick_test.cc - the quick loop for each instruction set against the loop over steps, and where
// the input ends at the end of readable memory.
#include "avocet/avro/internal/quick.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <random>

#include "avocet/avro/compile.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/internal/input.h"
#include "avocet/avro/internal/interpreter.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"
#include "avocet/testing/generators.h"

namespace avocet::avro {
namespace {

// Memory whose last byte is the last before a page that cannot be read.
class LastBytes {
 public:
  explicit LastBytes(std::size_t most_bytes)
      : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
        size_((most_bytes / page_ + 1) * page_),
        memory_(static_cast<std::uint8_t*>(mmap(nullptr, size_ + page_, PROT_READ | PROT_WRITE,
                                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    EXPECT_EQ(mprotect(memory_ + size_, page_, PROT_NONE), 0);
  }
  ~LastBytes() { munmap(memory_, size_ + page_); }
  LastBytes(const LastBytes&) = delete;
  LastBytes& operator=(const LastBytes&) = delete;

  std::span<const std::uint8_t> hold(std::span<const std::uint8_t> bytes) {
    if (!bytes.empty()) std::memcpy(memory_ + size_ - bytes.size(), bytes.data(), bytes.size());
    return {memory_ + size_ - bytes.size(), bytes.size()};
  }

 private:
  std::size_t page_;
  std::size_t size_;
  std::uint8_t* memory_;
};

constexpr std::size_t kMostBytes = 1 << 16;

struct Outcome {
  bool is_good = false;
  std::string text;  // the value, or the error
  std::size_t bytes_read = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome(const Plan& plan, Interpreter& interpreter, bool is_good) {
  if (!is_good) return {};
  return {true, to_text(to_value(View(interpreter.root(), plan.reader(), plan.reader().root()))),
          interpreter.bytes_read()};
}

// What a set accepts is what the plain loop accepts, with the same values. The number of sets that
// accepted it.
std::size_t compare(const Plan& plan, std::span<const std::uint8_t> bytes, Arena& arena,
                    const DecodeOptions& options) {
  Interpreter plain(plan, bytes, arena, options);
  const Outcome wanted = outcome(plan, plain, plain.run_plainly());
  std::size_t accepted = 0;
  for (const QuickSet* set : quick_sets()) {
    Interpreter quick(plan, bytes, arena, options);
    const Outcome got = outcome(plan, quick, quick.run_quickly(*set));
    if (!got.is_good) continue;
    ++accepted;
    EXPECT_EQ(got.text, wanted.text) << set->name;
    EXPECT_EQ(got.bytes_read, wanted.bytes_read) << set->name;
    EXPECT_TRUE(wanted.is_good) << set->name;
  }
  return accepted;
}

// Random schemas and pairs of schemas, data whole and damaged, blocks of all forms.
TEST(Quick, EachSetReadsWhatThePlainLoopReads) {
  LastBytes memory(kMostBytes);
  Arena arena;
  std::size_t good = 0;
  std::size_t accepted = 0;
  const testing::Seeds seeds(3'000);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    SCOPED_TRACE(base::cat("seed ", seed));
    testing::Random random(seed);
    const Schema writer = testing::random_schema(random);
    const Schema reader = random.chance(50) ? writer : testing::random_evolution(random, writer);
    const auto plan = compile(writer, reader);
    if (!plan) continue;
    Bytes bytes;
    ASSERT_TRUE(encode(writer, testing::random_value(random, writer), bytes,
                       {.blocks = random.chance(30) ? BlockForm::Sized : BlockForm::Counted,
                        .max_block_items = random.below(4)}));
    if (bytes.size() > kMostBytes) continue;
    const DecodeOptions options{.utf8 = random.chance(20) ? Utf8::Trust : Utf8::Check,
                                .strings = random.chance(30) ? Strings::Copy : Strings::Borrow};
    ++good;
    accepted += compare(*plan, memory.hold(bytes), arena, options) == quick_sets().size() ? 1U : 0U;
    for (int i = 0; i < 8; ++i) {
      const Bytes damaged = testing::random_damage(random, bytes);
      if (damaged.size() > kMostBytes) continue;
      compare(*plan, memory.hold(damaged), arena, options);
    }
  }
  // It declines what is rare: what cannot be resolved, items without bytes, indexes of two bytes.
  if (seeds.narrowed) return;
  EXPECT_GT(good, 1'000U);
  EXPECT_GT(10 * accepted, 8 * good);
}

std::vector<std::uint8_t> varint(std::uint64_t u) {
  std::vector<std::uint8_t> bytes;
  for (; u >= 0x80; u >>= 7) bytes.push_back(static_cast<std::uint8_t>(0x80 | (u & 0x7f)));
  bytes.push_back(static_cast<std::uint8_t>(u));
  return bytes;
}

// Runs of varints of all lengths, with wrong ones among them, at the end of memory: the same as one
// by one.
TEST(Quick, RunsOfVarintsAreThoseOfTheNaiveReader) {
  LastBytes memory(kMostBytes);
  std::mt19937_64 random(4);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  for (int round = 0; round < 20'000; ++round) {
    SCOPED_TRACE(round);
    const bool is_wide = below(2) == 0;
    const std::uint64_t most_bits = 1 + below(is_wide ? 64 : 32);
    const std::size_t count = 1 + below(100);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < count; ++i) {
      const auto one = varint(random() >> (64 - (1 + below(most_bits))));
      bytes.insert(bytes.end(), one.begin(), one.end());
    }
    if (below(4) == 0) bytes[below(bytes.size())] ^= static_cast<std::uint8_t>(0x80U >> below(8));
    if (below(4) == 0) bytes.resize(below(bytes.size() + 1));
    const std::size_t behind = below(2) * below(100);
    bytes.resize(bytes.size() + behind, static_cast<std::uint8_t>(below(256)));
    const auto input = memory.hold(bytes);

    Input naive(input);
    std::vector<std::int64_t> wanted;
    for (std::size_t i = 0; i < count; ++i) {
      wanted.push_back(is_wide ? naive.read_long() : naive.read_int());
    }
    for (const QuickSet* set : quick_sets()) {
      std::vector<std::int64_t> got(count);
      const std::uint8_t* const end = input.data() + input.size();
      const std::uint8_t* const p =
          set->read_numbers(input.data(), end, count, is_wide ? -1 : 0, got.data());
      ASSERT_EQ(p == nullptr, naive.failed()) << set->name;
      if (p == nullptr) continue;
      ASSERT_EQ(static_cast<std::size_t>(end - p), naive.left_bytes()) << set->name;
      ASSERT_EQ(got, wanted) << set->name;
    }
  }
}

bool is_well_formed(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = base::decode_utf8(text).length_bytes;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// Texts of all code points, with wrong bytes and cut ends, up to and beyond what is loaded at once.
TEST(Quick, TextIsUtf8WhereEachCodePointIs) {
  LastBytes memory(kMostBytes);
  Arena arena;
  const Plan plan = compile(parse(R"("string")").value()).value();
  testing::Random random(5);
  constexpr std::array<std::uint8_t, 16> kEdges = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                                   0xc0, 0xc1, 0xe0, 0xed, 0xf0, 0xf4, 0xf5, 0xff};
  std::size_t good = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string text;
    for (std::size_t left = random.below(200); text.size() < left;) {
      const auto point = static_cast<char32_t>(random.below(std::size_t{1} << random.below(22)));
      if (point < 0xd800 || (point > 0xdfff && point < 0x110000)) base::append_utf8(text, point);
    }
    if (random.chance(40) && !text.empty()) {
      text[random.below(text.size())] = static_cast<char>(
          random.chance(50) ? kEdges[random.below(kEdges.size())] : random.below(256));
    }
    if (random.chance(20)) text.resize(random.below(text.size() + 1));
    std::vector<std::uint8_t> bytes = varint(2 * text.size());
    bytes.insert(bytes.end(), text.begin(), text.end());
    SCOPED_TRACE(base::cat("round ", round, " ", base::to_hex(bytes)));
    const bool is_good = is_well_formed(text);
    good += is_good ? 1U : 0U;
    EXPECT_EQ(base::is_utf8(text), is_good);
    EXPECT_EQ(compare(plan, memory.hold(bytes), arena, {}), is_good ? quick_sets().size() : 0U);
  }
  EXPECT_GT(good, 10'000U);
  EXPECT_LT(good, 25'000U);
}

// The plainest data of each shape are read by the quick loop; else it would only cost time.
TEST(Quick, AcceptsPlainData) {
  Arena arena;
  const auto accepts = [&](std::string_view schema, std::initializer_list<std::uint8_t> bytes) {
    const Plan plan = compile(parse(schema).value()).value();
    return compare(plan, std::vector<std::uint8_t>(bytes), arena, {}) == quick_sets().size();
  };
  EXPECT_TRUE(accepts(R"("string")", {4, 'a', 'b'}));
  EXPECT_TRUE(accepts(R"("string")", {4, 0xc3, 0xa9}));
  EXPECT_FALSE(accepts(R"("string")", {4, 0xc3, 0x29}));
  EXPECT_TRUE(accepts(R"(["null","long"])", {0}));
  EXPECT_TRUE(accepts(R"(["null","long"])", {2, 5}));
  EXPECT_TRUE(accepts(R"(["long","null"])", {2}));
  EXPECT_TRUE(accepts(R"({"type":"array","items":"string"})", {2, 2, 'a', 2, 2, 'b', 0}));
  EXPECT_TRUE(accepts(R"({"type":"map","values":"string"})", {1, 8, 2, 'a', 2, 'b', 0}));
  EXPECT_TRUE(accepts(R"({"type":"array","items":"long"})", {1, 2, 1, 6, 1, 2, 3, 0}));
  EXPECT_FALSE(accepts(R"({"type":"array","items":"long"})", {1, 4, 1, 6, 1, 2, 3, 0}));
  EXPECT_TRUE(accepts(R"({"type":"array","items":"long"})", {2, 2, 6, 1, 2, 3, 0}));
  EXPECT_TRUE(accepts(R"({"type":"record","name":"R","fields":[{"name":"a","type":["null","R"]}]})",
                      {2, 2, 0}));
  EXPECT_FALSE(accepts(R"("boolean")", {2}));
  EXPECT_FALSE(accepts(R"("int")", {2, 2}));
}

}  // namespace
}  // namespace avocet::avro
