#include "avocet/container/codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/container/block_codec.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/generators.h"

namespace avocet::container {
namespace {

using avro::Bytes;

std::vector<Codec> all_codecs() {
  std::vector<Codec> codecs;
  for (int i = 0; i < kCodecs; ++i) codecs.push_back(static_cast<Codec>(i));
  return codecs;
}

std::unique_ptr<BlockCodec> made(Codec codec, const Limits& limits = {},
                                 std::optional<int> level = {}) {
  auto result = make_block_codec(codec, level, limits);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? std::move(*result) : nullptr;
}

Bytes compressed(Codec codec, const Bytes& data, std::optional<int> level = {}) {
  const auto coder = made(codec, {}, level);
  const auto block = coder->compress(data);
  EXPECT_TRUE(block);
  return block ? Bytes(block->begin(), block->end()) : Bytes();
}

// The data, or the words of the fault.
std::string outcome(BlockCodec& coder, std::span<const std::uint8_t> block) {
  const auto data = coder.decompress(block);
  if (!data) return std::string(to_text(data.error().fault));
  return base::to_hex(*data);
}

Bytes random_bytes(testing::Random& random, std::size_t size, unsigned letters) {
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.below(letters));
  return bytes;
}

TEST(Codec, NamesAreThoseOfTheSpecification) {
  for (const Codec codec : all_codecs()) EXPECT_EQ(codec_named(to_text(codec)), codec);
  EXPECT_EQ(codec_named("zstd"), Codec::Zstandard);
  EXPECT_EQ(codec_named("ZSTANDARD"), std::nullopt);
  EXPECT_EQ(codec_named(""), std::nullopt);
}

TEST(Codec, LevelsAreCheckedFirst) {
  for (const Codec codec : all_codecs()) {
    const auto levels = levels_of(codec);
    if (!levels) {
      EXPECT_EQ(make_block_codec(codec, 1, {}).error().fault, Fault::Codec);
      continue;
    }
    EXPECT_EQ(make_block_codec(codec, levels->first - 1, {}).error().fault, Fault::Codec);
    EXPECT_EQ(make_block_codec(codec, levels->last + 1, {}).error().fault, Fault::Codec);
    EXPECT_TRUE(make_block_codec(codec, levels->normal, {}));
  }
  EXPECT_EQ(make_block_codec(Codec::Bzip2, 10, {}).error().message,
            "the codec bzip2 has levels 1 to 9, not 10");
}

TEST(Codec, GivesBackWhatWasCompressed) {
  testing::Random random(20261124);
  for (const Codec codec : all_codecs()) {
    SCOPED_TRACE(to_text(codec));
    const auto coder = made(codec);
    for (const std::size_t size : {0U, 1U, 100U, 64'000U, 65'536U, 65'537U, 200'000U}) {
      for (const unsigned letters : {1U, 4U, 256U}) {
        const Bytes data = random_bytes(random, size, letters);
        const auto block = coder->compress(data);
        ASSERT_TRUE(block) << size << ' ' << letters;
        const Bytes kept(block->begin(), block->end());
        const auto again = coder->decompress(kept);
        ASSERT_TRUE(again) << size << ' ' << letters << ' ' << again.error().message;
        EXPECT_TRUE(std::ranges::equal(*again, data)) << size << ' ' << letters;
      }
    }
  }
}

TEST(Codec, GivesBackWhatWasCompressedAtTheFirstAndTheLastLevel) {
  testing::Random random(1);
  const Bytes data = random_bytes(random, 100'000, 9);
  for (const Codec codec : all_codecs()) {
    const auto levels = levels_of(codec);
    if (!levels) continue;
    for (const int level : {levels->first, levels->last}) {
      const auto coder = made(codec);
      const auto again = coder->decompress(compressed(codec, data, level));
      ASSERT_TRUE(again) << to_text(codec) << level;
      EXPECT_TRUE(std::ranges::equal(*again, data)) << to_text(codec) << level;
    }
  }
}

// Blocks made by others, and damaged ones: the traps of spec/avro.md 4.4.
TEST(Codec, Blocks) {
  for (const auto& c : testing::read_cases("container/codec.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const auto codec = codec_named(c["codec"]);
    ASSERT_TRUE(codec);
    const auto block = base::from_hex(c["block"]);
    ASSERT_TRUE(block);
    const Bytes bytes(block->begin(), block->end());
    EXPECT_EQ(outcome(*made(*codec), bytes), c["expect"]);
  }
}

TEST(Codec, TheLimitOfDataIsTheLastSizeThatIsTaken) {
  for (const std::size_t size : {0U, 10U, 65'536U, 100'000U, 300'000U}) {
    const Bytes data(size, 7);
    for (const Codec codec : all_codecs()) {
      SCOPED_TRACE(base::cat(to_text(codec), ' ', size));
      const Bytes block = compressed(codec, data);
      const auto coder = made(codec, {.max_data_bytes = size});
      const auto again = coder->decompress(block);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_TRUE(std::ranges::equal(*again, data));
      if (size == 0) continue;
      EXPECT_EQ(outcome(*made(codec, {.max_data_bytes = size - 1}), block), "data limit");
    }
  }
}

TEST(Codec, ADictionaryBeyondTheWorkspaceIsRefused) {
  // "avocado" by Python at level 9: a dictionary of 64 MiB.
  const std::string block =
      base::from_hex(
          "fd377a585a000004e6d6b446020021011c00000010cf58cc01000661766f6361646f000049bbd4d4"
          "ecce7eec00011f07162eb8731fb6f37d010000000004595a")
          .value();
  const Bytes bytes(block.begin(), block.end());
  EXPECT_EQ(outcome(*made(Codec::Xz), bytes), "61766f6361646f");
  EXPECT_EQ(outcome(*made(Codec::Xz, {.max_workspace_bytes = 64 * 1024 * 1024}), bytes),
            "workspace limit");
  EXPECT_EQ(outcome(*made(Codec::Bzip2, {.max_workspace_bytes = 3'000'000}),
                    compressed(Codec::Bzip2, {1, 2})),
            "workspace limit");
}

// Readers need memory for the data, not for what the level could have used.
TEST(Codec, WorkspaceIsThatOfTheData) {
  EXPECT_EQ(outcome(*made(Codec::Xz, {.max_workspace_bytes = 1024 * 1024}),
                    compressed(Codec::Xz, Bytes(64'000, 'a'), 9)),
            base::to_hex(Bytes(64'000, 'a')));
  EXPECT_EQ(compressed(Codec::Bzip2, Bytes(64'000, 'a'), 9)[3], '1');
  EXPECT_EQ(compressed(Codec::Bzip2, Bytes(150'000, 'a'), 9)[3], '2');
  EXPECT_EQ(compressed(Codec::Bzip2, Bytes(150'000, 'a'), 1)[3], '1');
}

// Whatever the bytes are: data or an error, and the same coder is good for the next block.
TEST(Codec, DamageIsFoundOrGivesData) {
  const testing::Seeds seeds(100);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const Bytes data = random_bytes(random, random.below(2000), 5);
    for (const Codec codec : all_codecs()) {
      SCOPED_TRACE(base::cat("seed ", seed, ' ', to_text(codec)));
      const auto coder = made(codec, {.max_data_bytes = 10'000});
      const Bytes block = compressed(codec, data);
      const auto damaged = coder->decompress(testing::random_damage(random, block));
      if (damaged) {
        EXPECT_LE(damaged->size(), 10'000U);
      }
      for (std::size_t cut = 0; cut + 1 < block.size(); cut += 1 + cut / 3) {
        if (codec == Codec::Null) break;
        const auto part = coder->decompress(std::span(block).first(cut));
        EXPECT_FALSE(part) << "cut to " << cut << " of " << block.size();
      }
      const auto again = coder->decompress(block);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_TRUE(std::ranges::equal(*again, data));
    }
  }
}

}  // namespace
}  // namespace avocet::container
