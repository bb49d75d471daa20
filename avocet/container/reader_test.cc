#include "avocet/container/reader.h"

#include <gtest/gtest.h>

#include "avocet/avro/encode.h"
#include "avocet/container/internal/test_file.h"
#include "avocet/container/writer.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/generators.h"

namespace avocet::container {
namespace {

using avro::Bytes;
using internal::kTestSync;
using internal::parsed;
using internal::read_all;
using internal::source_of;

// A header with the blocks of the notation behind it.
Bytes made_file(const testing::Case& c) {
  const auto codec = codec_named(c.has("codec") ? c["codec"] : "null");
  Bytes file = write_header(c["schema"], codec.value(), kTestSync, {}).value();
  const Bytes blocks = internal::file_bytes(c["file"]);
  file.insert(file.end(), blocks.begin(), blocks.end());
  return file;
}

ReadOptions options_of(const testing::Case& c) {
  ReadOptions options;
  if (c.has("reader")) options.reader = parsed(c["reader"]);
  if (!c.has("options")) return options;
  for (const std::string_view word : base::split(c["options"], ' ')) {
    const auto number = [&] {
      return static_cast<std::uint64_t>(base::parse_int64(word.substr(word.find('=') + 1)).value());
    };
    if (word == "skip") {
      options.blocks.damage = Damage::Skip;
    } else if (word.starts_with("begin=")) {
      options.blocks.begin = number();
    } else if (word.starts_with("end=")) {
      options.blocks.end = number();
    } else {
      ADD_FAILURE() << c.where << ": no option " << word;
    }
  }
  return options;
}

TEST(Reader, Cases) {
  for (const auto& c : testing::read_cases("container/file.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    EXPECT_EQ(read_all(source_of(made_file(c)), options_of(c)), c["expect"]);
  }
}

// T139: the header's marker is where the metadata end, wherever else its bytes are.
TEST(Reader, TheMarkerMayOccurInTheMetadata) {
  const Metadata extra = {{"k", {kTestSync.begin(), kTestSync.end()}}};
  Bytes file = write_header("\"string\"", Codec::Null, kTestSync, extra).value();
  const Bytes block = internal::file_bytes("n1 n2 s\"a\" sync");
  file.insert(file.end(), block.begin(), block.end());
  for (const std::uint64_t begin : {0U, 1U, 50U}) {
    EXPECT_EQ(read_all(source_of(file), {.blocks = {.begin = begin}}), "\"a\"\nend");
  }
}

TEST(Reader, AnErrorIsGivenAgain) {
  const Bytes file = [] {
    Bytes bytes = write_header("\"boolean\"", Codec::Null, kTestSync, {}).value();
    const Bytes blocks = internal::file_bytes("n2 n2 01 02 sync n1 n1 01 sync");
    bytes.insert(bytes.end(), blocks.begin(), blocks.end());
    return bytes;
  }();
  auto reader = Reader::open(source_of(file)).value();
  EXPECT_TRUE(reader.next().value()->boolean());
  const auto first = reader.next();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().fault, Fault::Datum);
  const auto again = reader.next();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), first.error());
}

TEST(Reader, ADecoderOfOnesOwnReadsTheBlocksData) {
  Bytes file = write_header("\"int\"", Codec::Null, kTestSync, {}).value();
  const Bytes blocks = internal::file_bytes("n3 n4 n1 n-2 n300 sync n0 n0 sync n1 n1 n5 sync");
  file.insert(file.end(), blocks.begin(), blocks.end());
  auto reader = Reader::open(source_of(file)).value();
  EXPECT_TRUE(reader.rest().empty());
  std::vector<std::int64_t> values;
  std::vector<std::uint64_t> left;
  while (reader.has_record().value()) {
    internal::LongReader in(reader.rest());
    EXPECT_EQ(reader.record(), values.size());
    left.push_back(reader.records_left());
    values.push_back(in.next().value());
    reader.advance(in.at());
  }
  EXPECT_EQ(values, (std::vector<std::int64_t>{1, -2, 300, 5}));
  EXPECT_EQ(left, (std::vector<std::uint64_t>{3, 2, 1, 1}));
}

TEST(Reader, WhatAnotherDecoderRefusesIsAnErrorWithItsPlace) {
  Bytes file = write_header("\"int\"", Codec::Null, kTestSync, {}).value();
  const Bytes blocks = internal::file_bytes("n3 n3 n1 n2 n3 sync n1 n1 n4 sync");
  file.insert(file.end(), blocks.begin(), blocks.end());
  const avro::DecodeError why{
      .fault = avro::DecodeFault::Varint, .offset = 0, .path = "/x", .message = "no"};

  auto strict = Reader::open(source_of(file)).value();
  ASSERT_TRUE(strict.has_record().value());
  strict.advance(1);
  const auto refused = strict.refuse(why);
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_text(refused.error()), "at byte 56, record 1, /x: no (byte 1 of the block's data)");
  EXPECT_EQ(strict.has_record().error(), refused.error());

  auto lenient = Reader::open(source_of(file), {.blocks = {.damage = Damage::Skip}}).value();
  ASSERT_TRUE(lenient.has_record().value());
  lenient.advance(1);
  ASSERT_TRUE(lenient.refuse(why));
  EXPECT_EQ(lenient.records_left(), 0U);
  ASSERT_TRUE(lenient.has_record().value());
  EXPECT_EQ(lenient.record(), 3U);
  EXPECT_EQ(lenient.skipped().size(), 1U);
}

// Every limit at its last value and one beyond it; BlockReader's among them.
TEST(Reader, Limits) {
  Bytes file = write_header("\"string\"", Codec::Null, kTestSync, {}).value();
  const Bytes blocks = internal::file_bytes("n3 n9 s\"ab\" s\"cd\" s\"ef\" sync");
  file.insert(file.end(), blocks.begin(), blocks.end());
  const auto read = [&file](const Limits& limits) {
    return read_all(source_of(file), {.blocks = {.limits = limits}});
  };
  const std::string whole = "\"ab\"\n\"cd\"\n\"ef\"\nend";
  EXPECT_EQ(read({.max_block_bytes = 9, .max_data_bytes = 9, .max_block_records = 3}), whole);
  EXPECT_EQ(read({.max_block_bytes = 8}),
            "block limit: at byte 59: a block of 9 bytes, more than max_block_bytes, 8");
  EXPECT_EQ(read({.max_data_bytes = 8}),
            "data limit: at byte 59: the block holds more than max_data_bytes, 8 bytes");
  EXPECT_EQ(read({.max_block_records = 2}),
            "record limit: at byte 59: a block of 3 records, more than max_block_records, 2");
}

TEST(Reader, DamagedPlacesAreCounted) {
  Bytes file = write_header("\"boolean\"", Codec::Null, kTestSync, {}).value();
  const Bytes blocks = internal::file_bytes("n1 n1 02 sync n1 n1 02 sync n1 n1 01 sync");
  file.insert(file.end(), blocks.begin(), blocks.end());
  const auto read = [&file](std::size_t max_skips) {
    const ReadOptions options{
        .blocks = {.damage = Damage::Skip, .limits = {.max_skips = max_skips}}};
    auto reader = Reader::open(source_of(file), options).value();
    const auto next = reader.next();
    return next ? base::cat("read, skipped ", reader.skipped().size())
                : internal::to_line(next.error());
  };
  EXPECT_EQ(read(2), "read, skipped 2");
  EXPECT_EQ(read(1), "skip limit: at byte 79: more than max_skips, 1 damaged places");
}

}  // namespace
}  // namespace avocet::container
