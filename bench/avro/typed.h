// typed.h - decoding into and encoding from a struct T, as work of our driver.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"
#include "avocet/structs/decode.h"
#include "avocet/structs/encode.h"
#include "bench/avro/set.h"
#include "bench/avro/sum.h"

namespace avocet::bench {

enum class Target { Reused, Fresh };  // the struct that each record is decoded into

template <class T>
structs::TypedPlan<T> typed_plan(const Set& set) {
  auto plan = structs::compile<T>(avro::parse(set.writer).value(), avro::parse(set.reader).value());
  if (!plan) fail(plan.error().message);
  return std::move(*plan);
}

template <class T>
class TypedDecode final : public Work {
 public:
  TypedDecode(const Set& set, Target target)
      : set_(set), target_(target), decoder_(typed_plan<T>(set)) {}

  std::size_t run(std::size_t count) override {
    if (target_ == Target::Reused) {
      for (std::size_t i = 0; i < count; ++i) decode(advance(set_.records.size()), value_);
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        T value{};
        decode(advance(set_.records.size()), value);
      }
    }
    return count;
  }

  std::string check(std::size_t count, const std::filesystem::path&) override {
    Sum sum;
    for (std::size_t i = 0; i < count; ++i) {
      decode(i, value_);
      sum.add(value_);
    }
    return sum.answer();
  }

 private:
  void decode(std::size_t index, T& value) {
    if (auto read = decoder_.decode(set_.records[index], value); !read) fail(read.error().message);
    asm volatile("" : : "g"(&value) : "memory");  // somebody might look at it
  }

  const Set& set_;
  Target target_;
  structs::Decoder<T> decoder_;
  T value_{};
};

template <class T>
class TypedEncode final : public Work {
 public:
  explicit TypedEncode(const Set& set) : values_(set.records.size()), encoder_(make_encoder(set)) {
    structs::Decoder<T> decoder(typed_plan<T>(set));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (auto read = decoder.decode(set.records[i], values_[i]); !read) fail(read.error().message);
    }
  }

  std::size_t run(std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) encode(values_[advance(values_.size())]);
    return count;
  }

  std::string check(std::size_t count, const std::filesystem::path& path) override {
    std::string framed;
    for (std::size_t i = 0; i < count; ++i) append_framed(framed, encode(values_[i]));
    write_file(path, framed);
    return "file";
  }

 private:
  static structs::Encoder<T> make_encoder(const Set& set) {
    auto encoder = structs::encoder<T>(avro::parse(set.writer).value());
    if (!encoder) fail(encoder.error().message);
    return std::move(*encoder);
  }

  std::span<const std::uint8_t> encode(const T& value) {
    const auto bytes = encoder_.encode(value);
    if (!bytes) fail(bytes.error().message);
    asm volatile("" : : "g"(bytes->data()) : "memory");
    return *bytes;
  }

  std::vector<T> values_;
  structs::Encoder<T> encoder_;
};

// Null: there is no such data set or mode. Structs with std::string_view, for the modes borrowed
// and encode; with std::string, for owned.
std::unique_ptr<Work> open_borrowed(const Set& set, const std::string& mode);
std::unique_ptr<Work> open_owned(const Set& set, const std::string& mode);

}  // namespace avocet::bench
