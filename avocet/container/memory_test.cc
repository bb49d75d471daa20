// How much memory hostile files take, measured in a process of their own: what stays in use at the
// most (VmHWM), while the address space is limited too, so that nobody even asks for more. And that
// records cost no allocations.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "avocet/container/internal/test_file.h"
#include "avocet/container/writer.h"
#include "avocet/testing/heap.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AVOCET_TEST_SANITIZED 1  // they keep what is freed
#endif
#endif

#ifndef AVOCET_TEST_SANITIZED

namespace avocet::container {
namespace {

using avro::Bytes;
using internal::kTestSync;

constexpr std::size_t kMiB = 1024 * 1024;

// A number of KiB in /proc/self/status, in bytes.
std::size_t status_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == name + ":" && status >> kib) return kib * 1024;
  }
  return 0;
}

struct Measured {
  std::string outcome;         // the last line of read_all, without its message
  std::size_t peak_bytes = 0;  // beyond what was in use before
};

enum class Way : std::uint8_t { Memory, Pipe };

std::string read_in_child(const Bytes& file, Way way, const Limits& limits, std::size_t budget) {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << '5';  // VmHWM begins anew
  const std::size_t before = status_bytes("VmRSS");
  rlimit space{};
  ::getrlimit(RLIMIT_AS, &space);
  space.rlim_cur = status_bytes("VmSize") + budget;
  ::setrlimit(RLIMIT_AS, &space);

  std::unique_ptr<Source> source = internal::source_of(file);
  if (way == Way::Pipe) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return "no pipe";
    if (::write(ends[1], file.data(), file.size()) != static_cast<ssize_t>(file.size())) {
      return "the pipe is too small";
    }
    ::close(ends[1]);
    source = FileSource::from_descriptor(ends[0]).value();
  }
  auto reader = Reader::open(std::move(source), {.blocks = {.limits = limits}});
  std::string outcome = reader ? "end" : std::string(to_text(reader.error().fault));
  while (reader) {
    const auto next = reader->next();
    if (!next) outcome = to_text(next.error().fault);
    if (!next || !*next) break;
  }
  const std::size_t peak = status_bytes("VmHWM");
  return base::cat(peak > before ? peak - before : 0, ' ', outcome);
}

Measured measure(const Bytes& file, Way way, const Limits& limits, std::size_t budget) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string told = read_in_child(file, way, limits, budget);
    _exit(::write(ends[1], told.data(), told.size()) == static_cast<ssize_t>(told.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::array<char, 256> told{};
  const ssize_t size = ::read(ends[0], told.data(), told.size());
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  const std::string_view line(told.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {.outcome = std::string(line)};
  return {.outcome = std::string(line.substr(space + 1)),
          .peak_bytes =
              static_cast<std::size_t>(base::parse_int64(line.substr(0, space)).value_or(-1))};
}

Bytes file_of(std::string_view schema, Codec codec, std::string_view blocks) {
  Bytes file = write_header(schema, codec, kTestSync, {}).value();
  const Bytes rest = internal::file_bytes(blocks);
  file.insert(file.end(), rest.begin(), rest.end());
  return file;
}

// One record of so many zeros, said to be one.
Bytes bomb(Codec codec, std::size_t data_bytes) {
  Bytes file = write_header("\"bytes\"", codec, kTestSync, {}).value();
  const auto levels = levels_of(codec);
  const auto coder = make_block_codec(codec, levels ? std::optional(1) : std::nullopt, {}).value();
  const auto block = coder->compress(Bytes(data_bytes));
  internal::append_number(file, 1);
  internal::append_number(file, static_cast<std::int64_t>(block->size()));
  file.insert(file.end(), block->begin(), block->end());
  file.insert(file.end(), kTestSync.begin(), kTestSync.end());
  return file;
}

constexpr std::size_t kSlackBytes = 2 * kMiB;      // pages of the program itself
constexpr std::size_t kWorkspaceBytes = 4 * kMiB;  // bzip2's; the others need less

TEST(Memory, ABombTakesNoMoreThanTheLimit) {
  constexpr std::size_t kLimit = 8 * kMiB;
  for (int number = 0; number < kCodecs; ++number) {
    const auto codec = static_cast<Codec>(number);
    SCOPED_TRACE(to_text(codec));
    const auto measured = measure(bomb(codec, 64 * kMiB), Way::Memory, {.max_data_bytes = kLimit},
                                  kLimit + kWorkspaceBytes + kSlackBytes);
    EXPECT_EQ(measured.outcome, "data limit");
    EXPECT_LE(measured.peak_bytes, kLimit + kWorkspaceBytes + kSlackBytes);
  }
}

// So that the numbers above mean something.
TEST(Memory, IsMeasured) {
  const auto measured = measure(bomb(Codec::Deflate, 64 * kMiB), Way::Memory,
                                {.max_data_bytes = 65 * kMiB}, 200 * kMiB);
  EXPECT_EQ(measured.outcome, "count");  // zeros are many records
  EXPECT_GE(measured.peak_bytes, 60 * kMiB);
  EXPECT_LE(measured.peak_bytes, 65 * kMiB + kSlackBytes);
}

TEST(Memory, NumbersThatLieTakeNone) {
  struct Lie {
    const char* what;
    Bytes file;
    const char* outcome;
  };
  const auto header = [](std::string_view rest) { return internal::file_bytes(rest); };
  const std::vector<Lie> lies = {
      {"metadata of 2^62 entries", header("Obj1 n4611686018427387904 s\"k\""), "header limit"},
      {"metadata of -2^63 entries", header("Obj1 n-9223372036854775808 n1"), "header limit"},
      {"a key of 2^60 bytes", header("Obj1 n1 n1152921504606846976 \"k\""), "header limit"},
      {"a value of 16 MB less a bit", header("Obj1 n1 s\"avro.schema\" n16000000 \"x\""),
       "truncated"},
      {"a block of 2^60 bytes", file_of("\"bytes\"", Codec::Null, "n1 n1152921504606846976 00"),
       "block limit"},
      {"a block of 64 MiB", file_of("\"bytes\"", Codec::Null, "n1 n67108864 00"), "truncated"},
      {"a negative count", file_of("\"bytes\"", Codec::Null, "n-1 n1 00 sync"), "block"},
      {"a count of 2^62", file_of("\"bytes\"", Codec::Null, "n4611686018427387904 n1 00 sync"),
       "record limit"},
      {"a count beyond the data", file_of("\"bytes\"", Codec::Null, "n67108864 n1 00 sync"),
       "count"},
      {"2^26 records without bytes", file_of("\"null\"", Codec::Null, "n67108864 n0 sync"),
       "record limit"},
      {"bytes of 2^50", file_of("\"bytes\"", Codec::Null, "n1 n8 n1125899906842624 sync"), "datum"},
      {"snappy that says 4 GiB",
       file_of("\"bytes\"", Codec::Snappy, "n1 n9 ffffffff0f 00000000 sync"), "compressed"},
      {"zstd that says 2^62",
       file_of("\"bytes\"", Codec::Zstandard, "n1 n17 28b52ffd e0 0000000000000040 01 00 x3 sync"),
       "compressed"},
  };
  for (const Lie& lie : lies) {
    for (const Way way : {Way::Memory, Way::Pipe}) {
      SCOPED_TRACE(lie.what);
      const auto measured = measure(lie.file, way, {}, kSlackBytes);
      EXPECT_EQ(measured.outcome, lie.outcome);
      EXPECT_LE(measured.peak_bytes, kSlackBytes);
    }
  }
}

TEST(Memory, RecordsCostNoAllocations) {
  const avro::Schema schema = internal::parsed(
      R"({"type":"record","name":"R","fields":[{"name":"a","type":"string"},
          {"name":"b","type":{"type":"array","items":"string"}}]})");
  for (const Codec codec : {Codec::Null, Codec::Deflate, Codec::Snappy, Codec::Zstandard}) {
    Bytes file;
    auto writer =
        Writer::create(std::make_unique<MemorySink>(file), schema, {.codec = codec}).value();
    const Bytes datum = internal::file_bytes("s\"text\" n3 s\"a\" s\"bc\" s\"def\" n0");
    for (int i = 0; i < 50'000; ++i) ASSERT_TRUE(writer.write_datum(datum));
    ASSERT_TRUE(writer.finish());

    auto reader = Reader::open(internal::source_of(file)).value();
    std::size_t records = 0;
    std::optional<testing::HeapWatch> heap;
    for (; reader.next().value(); ++records) {
      if (records == 10'000) heap.emplace();
    }
    EXPECT_EQ(records, 50'000U);
    EXPECT_EQ(heap.value().allocations(), 0U) << to_text(codec);
  }
}

}  // namespace
}  // namespace avocet::container

#endif  // AVOCET_TEST_SANITIZED
