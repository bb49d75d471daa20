#include "avocet/container/source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "avocet/container/internal/test_file.h"
#include "avocet/container/writer.h"
#include "avocet/testing/generators.h"
#include "avocet/testing/scratch_directory.h"

namespace avocet::container {
namespace {

avro::Bytes random_bytes(std::size_t size) {
  testing::Random random(size);
  avro::Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
  return bytes;
}

void save(const std::string& path, std::span<const std::uint8_t> bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

// A pipe with a thread that fills it.
class Pipe {
 public:
  explicit Pipe(std::span<const std::uint8_t> bytes) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    read_end_ = ends[0];
    writer_ = std::thread([bytes, end = ends[1]] {
      const auto sink = FileSink::to_descriptor(end);
      const std::array pieces = {bytes};
      EXPECT_TRUE(sink->write(pieces));
      ::close(end);
    });
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    writer_.join();
    ::close(read_end_);
  }

  int read_end() const { return read_end_; }

 private:
  int read_end_ = -1;
  std::thread writer_;
};

void expect_view(Source& source, const avro::Bytes& bytes, std::size_t offset, std::size_t wanted) {
  const auto view = source.view(offset, wanted);
  ASSERT_TRUE(view) << to_text(view.error());
  const std::size_t from = std::min(offset, bytes.size());
  ASSERT_GE(view->size(), std::min(wanted, bytes.size() - from)) << offset << ' ' << wanted;
  ASSERT_TRUE(std::ranges::equal(*view, std::span(bytes).subspan(from, view->size())))
      << offset << ' ' << wanted;
}

TEST(Source, EveryKindShowsTheSameBytes) {
  const testing::ScratchDirectory directory;
  const avro::Bytes bytes = random_bytes(3'000'000);
  const std::string path = directory / "bytes";
  save(path, bytes);
  MemorySource memory(bytes);
  const auto file = FileSource::open(path).value();
  EXPECT_EQ(memory.size(), bytes.size());
  EXPECT_EQ(file->size(), bytes.size());
  testing::Random random(7);
  for (int i = 0; i < 300; ++i) {
    const std::size_t offset = random.below(bytes.size() + 1000);
    const std::size_t wanted = random.below(random.chance(10) ? 2'000'000 : 70'000);
    expect_view(memory, bytes, offset, wanted);
    expect_view(*file, bytes, offset, wanted);
  }
}

TEST(Source, APipeMovesForward) {
  const avro::Bytes bytes = random_bytes(3'000'000);
  const Pipe pipe(bytes);
  const auto source = FileSource::from_descriptor(pipe.read_end()).value();
  EXPECT_EQ(source->size(), std::nullopt);
  testing::Random random(8);
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    expect_view(*source, bytes, offset, random.below(100'000));
    offset += random.below(random.chance(5) ? 600'000 : 20'000);
  }
  expect_view(*source, bytes, offset, 10);
  EXPECT_EQ(source->view(0, 1).error().fault, Fault::Io);
}

TEST(Source, ADescriptorCountsFromWhereItStands) {
  const testing::ScratchDirectory directory;
  const avro::Bytes bytes = random_bytes(1000);
  const std::string path = directory / "bytes";
  save(path, bytes);
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  ASSERT_EQ(::lseek(descriptor, 100, SEEK_SET), 100);
  const auto source = FileSource::from_descriptor(descriptor).value();
  EXPECT_EQ(source->size(), 900U);
  expect_view(*source, {bytes.begin() + 100, bytes.end()}, 50, 200);
  ::close(descriptor);
}

TEST(Source, WhatIsNoFileIsAnError) {
  const testing::ScratchDirectory directory;
  const std::string gone = directory / "gone";
  EXPECT_EQ(FileSource::open(gone).error().message,
            "cannot read " + gone + ": No such file or directory");
  EXPECT_EQ(FileSource::open(directory.path()).error().fault, Fault::Io);
}

// A whole file through a pipe, damaged in its middle: what the file itself would give.
TEST(Source, AFileIsReadFromAPipe) {
  avro::Bytes file;
  auto writer = Writer::create(std::make_unique<MemorySink>(file), internal::parsed("\"long\""),
                               {.codec = Codec::Snappy, .block_bytes = 1000})
                    .value();
  for (std::int64_t i = 0; i < 300'000; ++i) {
    internal::append_number(writer.datum_buffer(), i);
    ASSERT_TRUE(writer.end_datum());
  }
  ASSERT_TRUE(writer.finish());
  file[file.size() / 2] ^= 1;
  const ReadOptions options{.blocks = {.begin = 1000, .damage = Damage::Skip}};
  const Pipe pipe(file);
  const std::string piped =
      internal::read_all(FileSource::from_descriptor(pipe.read_end()).value(), options);
  EXPECT_EQ(piped, internal::read_all(internal::source_of(file), options));
  EXPECT_NE(piped.find("skipped "), std::string::npos);
}

// Heads alone too: what lies behind a damaged one is not gone when its marker proves wrong.
TEST(Source, HeadsAreReadOverDamageFromAPipe) {
  avro::Bytes file;
  auto writer =
      Writer::create(std::make_unique<MemorySink>(file), internal::parsed("\"bytes\""), {}).value();
  std::size_t third = 0;
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(writer.write_datum(avro::Bytes(5000)));
    ASSERT_TRUE(writer.flush());
    if (i == 2) third = file.size();
  }
  ASSERT_TRUE(writer.finish());
  file[third - 1] ^= 1;
  const Pipe pipe(file);
  auto reader = BlockReader::open(FileSource::from_descriptor(pipe.read_end()).value(),
                                  {.damage = Damage::Skip})
                    .value();
  int heads = 0;
  while (true) {
    const auto head = reader.next_head();
    ASSERT_TRUE(head) << to_text(head.error());
    if (!*head) break;
    ++heads;
  }
  EXPECT_EQ(heads, 6);  // the next block is lost with the marker before it
  EXPECT_EQ(reader.skipped().size(), 1U);
}

}  // namespace
}  // namespace avocet::container
