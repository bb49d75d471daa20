// Ranges, cuts, counting and copying: what is told by whole blocks.
#include "avocet/container/block_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "avocet/container/copy.h"
#include "avocet/container/internal/test_file.h"
#include "avocet/testing/generators.h"

namespace avocet::container {
namespace {

using avro::Bytes;
using internal::parsed;
using internal::read_all;
using internal::source_of;

// Texts "0", "1" … in blocks of about the size.
Bytes texts(int count, std::size_t block_bytes, Codec codec = Codec::Null,
            const char* schema = "\"string\"") {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), parsed(schema),
                               {.codec = codec, .block_bytes = block_bytes})
                    .value();
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(writer.write(avro::Value(base::cat(i))));
  }
  EXPECT_TRUE(writer.finish());
  return file;
}

std::string lines(int first, int last) {
  std::string out;
  for (int i = first; i < last; ++i) out += base::cat('"', i, "\"\n");
  return out;
}

TEST(Range, SideBySideTheyGiveEveryRecordOnce) {
  const testing::Seeds seeds(150);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    SCOPED_TRACE(base::cat("seed ", seed));
    testing::Random random(seed);
    const Bytes file = texts(50, 1 + random.below(60), Codec::Deflate);
    std::vector<std::uint64_t> cuts = {0, file.size()};
    for (std::size_t i = random.below(12); i > 0; --i) cuts.push_back(random.below(file.size()));
    std::ranges::sort(cuts);
    std::string all;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      std::string part =
          read_all(source_of(file), {.blocks = {.begin = cuts[i], .end = cuts[i + 1]}});
      ASSERT_TRUE(part.ends_with("end")) << part;
      all += part.substr(0, part.size() - 3);
    }
    EXPECT_EQ(all, lines(0, 50));
  }
}

// Whole blocks before the cut are read; then it is said where the block begins that is not whole.
TEST(Truncation, RecordsBeforeTheCutAreDelivered) {
  const Bytes file = texts(20, 8);
  std::vector<Block> blocks;
  auto reader = BlockReader::open(source_of(file)).value();
  const std::size_t header = reader.header().size_bytes;
  while (const auto block = reader.next().value()) blocks.push_back(*block);
  ASSERT_GT(blocks.size(), 4U);
  for (std::size_t cut = header; cut <= file.size(); ++cut) {
    SCOPED_TRACE(cut);
    int whole = 0;
    std::uint64_t end = header;
    for (const Block& block : blocks) {
      if (block.end > cut) break;
      whole += static_cast<int>(block.records);
      end = block.end;
    }
    const std::string read = read_all(source_of(std::span(file).first(cut)));
    const std::string rest = read.substr(std::min(read.size(), lines(0, whole).size()));
    EXPECT_EQ(read.substr(0, read.size() - rest.size()), lines(0, whole));
    if (cut == end) {
      EXPECT_EQ(rest, "end");
    } else {
      EXPECT_TRUE(rest.starts_with(base::cat("truncated: at byte ", end, ": "))) << rest;
    }
  }
}

// However the blocks are damaged, reading over the damage ends, and gives each record at most once
// and in order.
TEST(Damage, IsReadOver) {
  const testing::Seeds seeds(150);
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    SCOPED_TRACE(base::cat("seed ", seed));
    testing::Random random(seed);
    const auto codec = static_cast<Codec>(random.below(kCodecs));
    const Bytes file = texts(60, 20, codec);
    const std::size_t header = BlockReader::open(source_of(file))->header().size_bytes;
    const auto first = file.begin() + static_cast<std::ptrdiff_t>(header);
    const Bytes blocks = testing::random_damage(random, {first, file.end()});
    Bytes damaged(file.begin(), first);
    damaged.insert(damaged.end(), blocks.begin(), blocks.end());

    auto reader = Reader::open(source_of(damaged), {.blocks = {.damage = Damage::Skip}}).value();
    std::size_t records = 0;
    while (true) {
      const auto next = reader.next();
      ASSERT_TRUE(next) << to_text(next.error());
      if (!*next) break;
      ++records;
    }
    EXPECT_LE(records, 200U);  // a block may come twice, a damaged count be small
    std::uint64_t end = header;
    for (const Skipped& skipped : reader.skipped()) {
      EXPECT_GE(skipped.offset, end);
      end = skipped.offset + skipped.size_bytes;
    }
    EXPECT_LE(end, damaged.size());
  }
}

TEST(Count, NeedsOnlyTheHeads) {
  const Bytes file = texts(1000, 100, Codec::Bzip2);
  auto reader = BlockReader::open(source_of(file)).value();
  const auto counted = count(reader);
  ASSERT_TRUE(counted);
  EXPECT_EQ(counted->records, 1000U);
  EXPECT_GT(counted->blocks, 30U);
  auto cut = BlockReader::open(source_of(std::span(file).first(file.size() - 1))).value();
  EXPECT_EQ(count(cut).error().fault, Fault::Truncated);
}

TEST(Copy, BlocksOfTheSameCodecAreCopiedAsTheyAre) {
  for (const Codec codec : {Codec::Null, Codec::Deflate, Codec::Zstandard}) {
    const Bytes file = texts(100, 50, codec);
    Bytes joined;
    auto to =
        Writer::create(std::make_unique<MemorySink>(joined), parsed("\"string\""), {.codec = codec})
            .value();
    ASSERT_TRUE(to.write(avro::Value("first")));  // a block of its own
    for (int i = 0; i < 2; ++i) {
      auto from = BlockReader::open(source_of(file)).value();
      const auto copied = copy_blocks(from, to);
      ASSERT_TRUE(copied) << to_text(copied.error());
      EXPECT_EQ(copied->records, 100U);
    }
    ASSERT_TRUE(to.finish());
    EXPECT_EQ(read_all(source_of(joined)),
              base::cat("\"first\"\n", lines(0, 100), lines(0, 100), "end"));

    auto source = BlockReader::open(source_of(file)).value();
    auto copy = BlockReader::open(source_of(joined)).value();
    ASSERT_TRUE(copy.next().value());
    EXPECT_TRUE(std::ranges::equal(source.next().value()->data, copy.next().value()->data));
  }
}

TEST(Copy, AnotherCodecCompressesAnew) {
  for (int from_codec = 0; from_codec < kCodecs; ++from_codec) {
    for (int to_codec = 0; to_codec < kCodecs; ++to_codec) {
      for (const auto recompress : {Recompress::IfNeeded, Recompress::Always}) {
        const Bytes file = texts(100, 50, static_cast<Codec>(from_codec));
        Bytes out;
        auto to = Writer::create(std::make_unique<MemorySink>(out), parsed("\"string\""),
                                 {.codec = static_cast<Codec>(to_codec)})
                      .value();
        auto from = BlockReader::open(source_of(file)).value();
        ASSERT_TRUE(copy_blocks(from, to, recompress));
        ASSERT_TRUE(to.finish());
        EXPECT_EQ(read_all(source_of(out)), lines(0, 100) + "end") << from_codec << to_codec;
      }
    }
  }
}

TEST(Copy, AnotherSchemaIsRefused) {
  const Bytes file = texts(1, 1);
  Bytes out;
  auto to = Writer::create(std::make_unique<MemorySink>(out), parsed("\"bytes\"")).value();
  auto from = BlockReader::open(source_of(file)).value();
  EXPECT_EQ(copy_blocks(from, to).error().fault, Fault::Mismatch);
}

TEST(Copy, ABlockThatCannotBeDecompressedIsAnErrorOrSkipped) {
  Bytes file = texts(10, 10, Codec::Snappy);
  auto whole = BlockReader::open(source_of(file)).value();
  const auto first = whole.next().value();
  file[first->end - kSyncBytes - 1] ^= 1;  // the checksum of the first block
  for (const Damage damage : {Damage::Stop, Damage::Skip}) {
    Bytes out;
    auto to = Writer::create(std::make_unique<MemorySink>(out), parsed("\"string\"")).value();
    auto from = BlockReader::open(source_of(file), {.damage = damage}).value();
    const auto copied = copy_blocks(from, to);
    if (damage == Damage::Stop) {
      EXPECT_EQ(copied.error().fault, Fault::Checksum);
      continue;
    }
    ASSERT_TRUE(copied);
    EXPECT_EQ(copied->records, 10 - first->records);
    EXPECT_EQ(from.skipped().size(), 1U);
  }
}

}  // namespace
}  // namespace avocet::container
