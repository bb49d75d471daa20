#include "avocet/container/writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "avocet/container/copy.h"
#include "avocet/container/internal/test_file.h"
#include "avocet/container/reader.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::container {
namespace {

using avro::Bytes;
using avro::Value;
using internal::kTestSync;
using internal::parsed;
using internal::source_of;

Bytes written(const avro::Schema& schema, const std::vector<Value>& values,
              const WriteOptions& options = {}) {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), schema, options).value();
  for (const Value& value : values) {
    const auto done = writer.write(value);
    EXPECT_TRUE(done) << (done ? "" : to_text(done.error()));
  }
  EXPECT_TRUE(writer.finish());
  return file;
}

std::vector<Value> read_values(std::unique_ptr<Source> source, const ReadOptions& options = {}) {
  auto reader = Reader::open(std::move(source), options).value();
  std::vector<Value> values;
  while (true) {
    const auto next = reader.next();
    EXPECT_TRUE(next) << (next ? "" : to_text(next.error()));
    if (!next || !*next) return values;
    values.push_back(avro::to_value(**next));
  }
}

std::vector<Value> numbers(std::int64_t count) {
  std::vector<Value> values;
  for (std::int64_t i = 0; i < count; ++i) values.emplace_back(i);
  return values;
}

Counted blocks_of(const Bytes& file) {
  Counted sum;
  auto reader = BlockReader::open(source_of(file)).value();
  while (const auto block = reader.next().value()) {
    ++sum.blocks;
    sum.records += block->records;
    sum.data_bytes += block->size_bytes;
  }
  return sum;
}

TEST(Writer, TheBytesOfASmallFile) {
  const Bytes file = written(parsed("\"string\""), {Value("a"), Value("bc")}, {.sync = kTestSync});
  const Bytes wanted = internal::file_bytes(
      "Obj1 n2 s\"avro.schema\" s\"\"string\"\" s\"avro.codec\" s\"null\" n0 sync "
      "n2 n5 s\"a\" s\"bc\" sync");
  EXPECT_EQ(base::to_hex(file), base::to_hex(wanted));
}

TEST(Writer, WithoutRecordsThereIsTheHeaderOnly) {
  const Bytes file = written(parsed("\"string\""), {});
  EXPECT_EQ(blocks_of(file).blocks, 0U);
  EXPECT_TRUE(read_values(source_of(file)).empty());
}

TEST(Writer, TwoMarkersByChanceDiffer) {
  const avro::Schema schema = parsed("\"int\"");
  EXPECT_NE(written(schema, {}), written(schema, {}));
}

TEST(Writer, ABlockEndsOnceItIsLongEnough) {
  const Bytes file = written(parsed("\"long\""), numbers(1000), {.block_bytes = 100});
  const Counted sum = blocks_of(file);
  EXPECT_EQ(sum.records, 1000U);
  // 64 numbers of one byte and 18 of two, then 50 of two bytes for each block.
  EXPECT_EQ(sum.blocks, 20U);
  EXPECT_EQ(read_values(source_of(file)), numbers(1000));
}

TEST(Writer, FlushEndsABlockAndAnEmptyOneIsNotWritten) {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), parsed("\"long\""), {}).value();
  ASSERT_TRUE(writer.flush());
  ASSERT_TRUE(writer.write(Value(std::int64_t{1})));
  ASSERT_TRUE(writer.flush());
  ASSERT_TRUE(writer.flush());
  ASSERT_TRUE(writer.write(Value(std::int64_t{2})));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(blocks_of(file).blocks, 2U);
}

TEST(Writer, AValueThatDoesNotFitIsLeftOut) {
  Bytes file;
  const avro::Schema schema =
      parsed(R"({"type":"record","name":"R","fields":[{"name":"a","type":"string"}]})");
  auto writer = Writer::create(std::make_unique<MemorySink>(file), schema, {}).value();
  const auto refused = writer.write(Value(avro::RecordValue{.fields = {{"a", Value(true)}}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::Value);
  EXPECT_EQ(refused.error().path, "/a");
  const Value good(avro::RecordValue{.fields = {{"a", Value("x")}}});
  ASSERT_TRUE(writer.write(good));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(read_values(source_of(file)), std::vector<Value>{good});
}

TEST(Writer, EncodersOfOnesOwnAppendToTheBuffer) {
  Bytes file;
  auto writer =
      Writer::create(std::make_unique<MemorySink>(file), parsed("\"long\""), {.block_bytes = 3})
          .value();
  for (std::int64_t i = 0; i < 10; ++i) {
    internal::append_number(writer.datum_buffer(), i);
    ASSERT_TRUE(writer.end_datum());
  }
  ASSERT_TRUE(writer.write_datum(Bytes{20}));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(blocks_of(file).blocks, 4U);
  EXPECT_EQ(read_values(source_of(file)), numbers(11));
}

TEST(Writer, RecordsThatTakeNoBytesHaveALimitForEachBlock) {
  const std::vector<Value> values(25);
  const Bytes file = written(parsed("\"null\""), values, {.limits = {.max_empty_records = 10}});
  EXPECT_EQ(blocks_of(file).blocks, 3U);
  EXPECT_EQ(read_values(source_of(file), {.blocks = {.limits = {.max_empty_records = 10}}}),
            values);
}

TEST(Writer, KeepsToTheLimits) {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), parsed("\"bytes\""),
                               {.limits = {.max_block_bytes = 1000, .max_data_bytes = 500}})
                    .value();
  EXPECT_TRUE(writer.write_datum(Bytes(500)));
  EXPECT_TRUE(writer.flush());
  EXPECT_TRUE(writer.write_datum(Bytes(501)));
  EXPECT_EQ(writer.flush().error().fault, Fault::DataLimit);
  EXPECT_EQ(writer.finish().error().fault, Fault::DataLimit);
  writer = Writer::create(std::make_unique<MemorySink>(file), parsed("\"bytes\""),
                          {.limits = {.max_block_bytes = 1000}})
               .value();
  EXPECT_EQ(writer.write_block(1, Bytes(1001)).error().fault, Fault::BlockLimit);
  EXPECT_EQ(writer.write_block(std::uint64_t{1} << 40, {}).error().fault, Fault::RecordLimit);
}

TEST(Writer, ARecordThatNoLongerFitsBeginsABlock) {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), parsed("\"bytes\""),
                               {.limits = {.max_data_bytes = 500}})
                    .value();
  const std::vector<Value> values = {Value(Bytes(10, 1)), Value(Bytes(20, 2)), Value(Bytes(490, 3)),
                                     Value(Bytes(30, 4))};
  for (const Value& value : values) ASSERT_TRUE(writer.write(value));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(blocks_of(file).blocks, 3U);
  EXPECT_EQ(read_values(source_of(file)), values);
}

TEST(Writer, ALostRecordIsAnErrorToTheEnd) {
  Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), parsed("\"bytes\""),
                               {.block_bytes = 400, .limits = {.max_data_bytes = 500}})
                    .value();
  ASSERT_TRUE(writer.write(Value(Bytes(10))));
  EXPECT_EQ(writer.write(Value(Bytes(500))).error().fault, Fault::DataLimit);
  EXPECT_EQ(writer.write(Value(Bytes(10))).error().fault, Fault::DataLimit);
  EXPECT_EQ(writer.finish().error().fault, Fault::DataLimit);
  EXPECT_EQ(read_values(source_of(file)), std::vector<Value>{Value(Bytes(10))});
}

// Any schema, any data, any codec, from several blocks; also with the reader behind a file.
TEST(Writer, EveryCodecGivesBackWhatWasWritten) {
  const testing::Seeds seeds(25);
  const testing::ScratchDirectory directory;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    testing::Random random(seed);
    const avro::Schema schema = testing::random_schema(random);
    std::vector<Value> values;
    for (std::size_t i = random.below(60); i > 0; --i) {
      values.push_back(testing::random_value(random, schema));
    }
    for (int number = 0; number < kCodecs; ++number) {
      const auto codec = static_cast<Codec>(number);
      SCOPED_TRACE(base::cat("seed ", seed, ' ', to_text(codec)));
      const WriteOptions options{.codec = codec, .block_bytes = 1 + random.below(2000)};
      const Bytes file = written(schema, values, options);
      EXPECT_EQ(read_values(source_of(file)), values);

      const std::string path = directory / "file.avro";
      auto writer = Writer::create(path, schema, options).value();
      for (const Value& value : values) ASSERT_TRUE(writer.write(value));
      ASSERT_TRUE(writer.finish());
      EXPECT_EQ(std::filesystem::file_size(path), file.size());
      EXPECT_EQ(read_values(FileSource::open(path).value()), values);
    }
  }
}

class Append : public ::testing::Test {
 protected:
  // A file with the numbers 0 to 9, written to the end of a path.
  std::string made(const char* name, Codec codec = Codec::Deflate) {
    std::string path = directory_ / name;
    auto writer = Writer::create(path, parsed("\"long\""), {.codec = codec}).value();
    for (const Value& value : numbers(10)) EXPECT_TRUE(writer.write(value));
    EXPECT_TRUE(writer.finish());
    return path;
  }

  testing::ScratchDirectory directory_;
};

TEST_F(Append, GoesOnBehindTheLastBlock) {
  const std::string path = made("a.avro");
  auto writer =
      Writer::append(path, parsed("\"long\""), {.durability = Durability::Synced}).value();
  EXPECT_EQ(writer.codec(), Codec::Deflate);
  EXPECT_EQ(writer.sync_marker(), BlockReader::open(path)->header().sync);
  ASSERT_TRUE(writer.write(Value(std::int64_t{10})));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(read_values(FileSource::open(path).value()), numbers(11));
}

TEST_F(Append, ToAFileWithoutBlocks) {
  const std::string path = directory_ / "empty.avro";
  ASSERT_TRUE(Writer::create(path, parsed("\"long\""), {})->finish());
  auto writer = Writer::append(path, parsed("\"long\""), {.codec = Codec::Null}).value();
  ASSERT_TRUE(writer.write(Value(std::int64_t{0})));
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(read_values(FileSource::open(path).value()), numbers(1));
}

TEST_F(Append, WhatDiffersIsRefused) {
  const std::string path = made("a.avro");
  EXPECT_EQ(Writer::append(path, parsed("\"int\""), {}).error().fault, Fault::Mismatch);
  const auto other = Writer::append(path, parsed("\"long\""), {.codec = Codec::Xz});
  ASSERT_FALSE(other);
  EXPECT_EQ(to_text(other.error()), path + " has the codec deflate, not xz");
  EXPECT_EQ(Writer::append(directory_ / "none.avro", parsed("\"long\""), {}).error().fault,
            Fault::Io);
  EXPECT_EQ(read_values(FileSource::open(path).value()), numbers(10));
}

TEST_F(Append, ACutOffFileIsRefused) {
  const std::string path = made("a.avro");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_EQ(Writer::append(path, parsed("\"long\""), {}).error().fault, Fault::Sync);
}

TEST(FileSink, WhatCannotBeWrittenIsAnError) {
  const testing::ScratchDirectory directory;
  EXPECT_EQ(Writer::create(directory / "no/such/directory", parsed("\"long\""), {}).error().fault,
            Fault::Io);
  auto full = Writer::create("/dev/full", parsed("\"long\""), {});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().message, "cannot write /dev/full: No space left on device");
}

}  // namespace
}  // namespace avocet::container
