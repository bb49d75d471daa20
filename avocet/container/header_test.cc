#include "avocet/container/header.h"

#include <gtest/gtest.h>

#include "avocet/container/internal/test_file.h"
#include "avocet/testing/cases.h"

namespace avocet::container {
namespace {

using avro::Bytes;
using internal::kTestSync;

Result<Header> read(std::span<const std::uint8_t> bytes, const Limits& limits = {}) {
  MemorySource source(bytes);
  return read_header(source, limits);
}

std::string to_line(const Result<Header>& header) {
  if (!header) return internal::to_line(header.error());
  return base::cat(header->schema_text, ' ', to_text(header->codec), ", ", header->metadata.size(),
                   " entries, ", header->size_bytes, " bytes");
}

TEST(Header, Cases) {
  for (const auto& c : testing::read_cases("container/header.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    EXPECT_EQ(to_line(read(internal::file_bytes(c["file"]))), c["expect"]);
  }
}

TEST(Header, IsReadAsItWasWritten) {
  const Metadata extra = {{"owner", {'m', 'e'}}, {"empty", {}}, {"owner", {0xff}}};
  const auto bytes = write_header("\"int\"", Codec::Xz, kTestSync, extra);
  ASSERT_TRUE(bytes);
  const auto header = read(*bytes);
  ASSERT_TRUE(header) << to_text(header.error());
  EXPECT_EQ(header->schema_text, "\"int\"");
  EXPECT_EQ(header->codec, Codec::Xz);
  EXPECT_EQ(header->sync, kTestSync);
  EXPECT_EQ(header->size_bytes, bytes->size());
  ASSERT_EQ(header->metadata.size(), 5U);
  EXPECT_EQ(header->metadata[2], extra[0]);
  ASSERT_NE(header->find("owner"), nullptr);
  EXPECT_EQ(*header->find("owner"), Bytes{0xff});  // the last one counts
  EXPECT_EQ(header->find("Owner"), nullptr);
}

TEST(Header, KeysOfTheSpecificationAreRefused) {
  EXPECT_EQ(write_header("\"int\"", Codec::Null, kTestSync, {{"avro.x", {}}}).error().message,
            "the key \"avro.x\" is reserved");
  EXPECT_EQ(write_header("\"int\"", Codec::Null, kTestSync, {{"\xff", {}}}).error().fault,
            Fault::Header);
}

// A schema of several MiB takes several rounds of reading.
TEST(Header, LongOnesAreReadToTheLimit) {
  const Bytes value(3'000'000, 'v');
  const auto bytes = write_header("\"int\"", Codec::Null, kTestSync, {{"k", value}});
  ASSERT_TRUE(bytes);
  const auto header = read(*bytes, {.max_header_bytes = bytes->size()});
  ASSERT_TRUE(header) << to_text(header.error());
  EXPECT_EQ(*header->find("k"), value);
  const Limits less{.max_header_bytes = bytes->size() - 1};
  EXPECT_EQ(read(*bytes, less).error().fault, Fault::HeaderLimit);
  EXPECT_EQ(write_header("\"int\"", Codec::Null, kTestSync, {{"k", value}}, less).error().fault,
            Fault::HeaderLimit);
}

TEST(Header, EntriesAreCounted) {
  Metadata extra;
  for (int i = 0; i < 8; ++i) extra.emplace_back(base::cat('k', i), Bytes());
  const auto bytes = write_header("\"int\"", Codec::Null, kTestSync, extra);
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(read(*bytes, {.max_header_entries = 10}));
  const Limits less{.max_header_entries = 9};
  EXPECT_EQ(read(*bytes, less).error().fault, Fault::HeaderLimit);
  EXPECT_EQ(write_header("\"int\"", Codec::Null, kTestSync, extra, less).error().fault,
            Fault::HeaderLimit);
}

TEST(Header, EveryCutIsFound) {
  const auto bytes = write_header("\"int\"", Codec::Null, kTestSync, {{"k", {1, 2, 3}}});
  ASSERT_TRUE(bytes);
  for (std::size_t cut = 0; cut < bytes->size(); ++cut) {
    EXPECT_EQ(read(std::span(*bytes).first(cut)).error().fault, Fault::Truncated) << cut;
  }
}

}  // namespace
}  // namespace avocet::container
