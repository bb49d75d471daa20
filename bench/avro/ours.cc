// ours.cc - Avocet's own driver in the benchmark of avro/ (peers/README.md).
//
//   avro_ours SET_DIRECTORY MODE      answers questions on standard input
//   avro_ours SET_DIRECTORY sum FILE  the sum of the records that a peer has written, framed
//
// Beside the peers' modes: `plain` is generic without the reader's schema.
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/container/reader.h"
#include "avocet/container/source.h"
#include "avocet/transcode/to_json.h"
#include "bench/avro/set.h"
#include "bench/avro/sum.h"
#include "bench/avro/typed.h"

namespace {

using namespace avocet;
using base::cat;
using bench::fail;
using bench::Set;
using bench::Sum;
using bench::Work;

avro::Plan plan_of(const std::string& writer, const std::string& reader) {
  return avro::compile(avro::parse(writer).value(), avro::parse(reader).value()).value();
}

class Generic final : public Work {
 public:
  Generic(const Set& set, avro::Plan plan) : set_(set), plan_(std::move(plan)) {}

  std::size_t run(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) decode(advance(set_.records.size()));
    return count;
  }

  std::string check(std::size_t count, const std::filesystem::path&) override {
    Sum sum;
    for (std::size_t i = 0; i < count; ++i) sum.add(decode(i));
    return sum.answer();
  }

 private:
  avro::View decode(std::size_t index) {
    const auto decoded = avro::decode(plan_, set_.records[index], arena_);
    if (!decoded) fail(cat("record ", index, ": ", decoded.error().message));
    return decoded->value;
  }

  const Set& set_;
  avro::Plan plan_;
  avro::Arena arena_;
};

class ToJson final : public Work {
 public:
  explicit ToJson(const Set& set) : set_(set), transcoder_(plan_of(set.writer, set.reader)) {}

  std::size_t run(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      text_.clear();
      convert(advance(set_.records.size()));
    }
    return count;
  }

  std::string check(std::size_t count, const std::filesystem::path& path) override {
    text_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      convert(i);
      text_ += '\n';
    }
    bench::write_file(path, text_);
    return "file";
  }

 private:
  void convert(std::size_t index) {
    if (auto read = transcoder_.append_json(set_.records[index], text_); !read) {
      fail(read.error().message);
    }
  }

  const Set& set_;
  transcode::Transcoder transcoder_;
  std::string text_;
};

class ReadFile final : public Work {
 public:
  explicit ReadFile(std::string file) : file_(std::move(file)) {}

  std::size_t run(std::size_t count) override { return read(count, nullptr); }

  std::string check(std::size_t count, const std::filesystem::path&) override {
    Sum sum;
    read(count, &sum);
    return sum.answer();
  }

 private:
  std::size_t read(std::size_t count, Sum* sum) {
    auto reader = container::Reader::open(std::make_unique<container::MemorySource>(
        std::span(reinterpret_cast<const std::uint8_t*>(file_.data()), file_.size())));
    if (!reader) fail("the file cannot be opened");
    std::size_t done = 0;
    for (; done < count; ++done) {
      auto next = reader->next();
      if (!next) fail("the file cannot be read");
      if (!*next) break;
      if (sum != nullptr) sum->add(**next);
    }
    return done;
  }

  std::string file_;
};

std::unique_ptr<Work> open(Set& set, const std::string& mode) {
  if (mode == "deflate" || mode == "zstandard") {
    return std::make_unique<ReadFile>(bench::read_file(set.directory / (mode + ".avro")));
  }
  set.data = bench::read_file(set.directory / "records.bin");
  bench::find_records(set);
  if (mode == "generic") {
    return std::make_unique<Generic>(set, plan_of(set.writer, set.reader));
  }
  if (mode == "plain") return std::make_unique<Generic>(set, plan_of(set.writer, set.writer));
  if (mode == "json") return std::make_unique<ToJson>(set);
  if (mode == "borrowed" || mode == "encode") return bench::open_borrowed(set, mode);
  return bench::open_owned(set, mode);
}

long long cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<long long>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

void answer(Work& work, const std::string& question) {
  std::istringstream words(question);
  std::string what;
  std::size_t count = 0;
  std::filesystem::path path;
  words >> what >> count;
  if (what == "check") {
    words >> path;
    std::cout << work.check(count, path) << std::endl;
    return;
  }
  const long long start = cpu_ns();
  const std::size_t done = work.run(count);
  const long long used = cpu_ns() - start;
  std::cout << "ns " << used << ' ' << done << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) fail("usage: avro_ours SET_DIRECTORY MODE");
  Set set;
  set.directory = argv[1];
  set.name = set.directory.filename();
  set.writer = bench::read_file(set.directory / "writer.avsc");
  set.reader = bench::read_file(set.directory / "reader.avsc");
  if (std::strcmp(argv[2], "sum") == 0 && argc == 4) {
    set.data = bench::read_file(argv[3]);
    bench::find_records(set);
    Generic generic(set, plan_of(set.writer, set.writer));
    std::cout << generic.check(set.records.size(), {}) << '\n';
    return 0;
  }
  const std::unique_ptr<Work> work = open(set, argv[2]);
  if (work == nullptr) {
    std::cout << "no such mode\n";
    return 0;
  }
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) answer(*work, line);
}
