// decode.h - bytes become your own structs.
//
//   Schema --compile<T>()--> TypedPlan<T> --Decoder<T>::decode(bytes)--> T
//
// avro's interpreter reads the datum onto the tape, as its plan says: there the fields have been
// reordered, promoted, filled in and skipped. The tape then has the cells of T's own schema, in the
// order of T's members, so that they are copied by code that asks no questions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/structs/bind.h"
#include "avocet/structs/codecs.h"
#include "avocet/structs/schema_of.h"

namespace avocet::structs {

// How the data of one writer's schema become a T. Immutable: one serves any number of threads, and
// copies share it.
template <class T>
class TypedPlan {
 public:
  explicit TypedPlan(avro::Plan plan) : plan_(std::move(plan)) {}
  const avro::Plan& plan() const noexcept { return plan_; }

 private:
  avro::Plan plan_;
};

// Errors: SchemaError, with the path of the first field that cannot become a member: a JSON pointer
// in schema_of<T>().
template <class T>
avro::Result<TypedPlan<T>> compile(const avro::Schema& writer,
                                   const avro::CompileOptions& options = {}) {
  const auto& own = schema_of<T>();
  if (!own) return std::unexpected(own.error());
  auto plan = plan_reading(*own, writer, options);
  if (!plan) return std::unexpected(std::move(plan.error()));
  return TypedPlan<T>(std::move(*plan));
}

// The same where somebody else says what a T is read as: the defaults, aliases and names of
// `reader` hold, and what it lacks T's own. Every datum of `reader` must fit T; fields that T has
// no member for are left out. Errors: as above.
template <class T>
avro::Result<TypedPlan<T>> compile(const avro::Schema& writer, const avro::Schema& reader,
                                   const avro::CompileOptions& options = {}) {
  const auto& own = schema_of<T>();
  if (!own) return std::unexpected(own.error());
  auto fitted = adopt_reader(*own, reader);
  if (!fitted) return std::unexpected(std::move(fitted.error()));
  auto plan = plan_reading(*fitted, writer, options);
  if (!plan) return std::unexpected(std::move(plan.error()));
  return TypedPlan<T>(std::move(*plan));
}

// Decodes one datum after the other with memory that is used again. For one thread at a time.
//
// Members that are views (std::string_view, std::span) look into the bytes that were decoded, or
// into this decoder's plan where they come from a default. With Strings::Copy they look into the
// decoder instead, until it decodes again.
template <class T>
class Decoder {
 public:
  explicit Decoder(TypedPlan<T> plan, const avro::DecodeOptions& options = {})
      : plan_(std::move(plan)), options_(options) {
    if constexpr (!kBorrows<T>) options_.strings = avro::Strings::Borrow;  // copied anyway
  }

  // Fills `out`, whose earlier content is gone but for the memory of its strings and vectors.
  // Returns how many bytes were read. Errors: DecodeError; `out` is then of no use. A value that a
  // member cannot hold is DecodeFault::Member, with the path of the member and no offset; structs
  // that take more than limits.max_output_bytes are OutputLimit.
  base::Result<std::size_t, avro::DecodeError> decode(std::span<const std::uint8_t> bytes, T& out) {
    const auto decoded = avro::decode(plan_.plan(), bytes, arena_, options_);
    if (!decoded) return std::unexpected(decoded.error());
    Reading in{.budget_bytes = options_.limits.max_output_bytes, .schema = &plan_.plan().reader()};
    if (!fill(*decoded, out, in)) return std::unexpected(error_of(in));
    return decoded->bytes_read;
  }

  base::Result<T, avro::DecodeError> decode(std::span<const std::uint8_t> bytes) {
    base::Result<T, avro::DecodeError> out;
    if (auto read = decode(bytes, *out); !read) out = std::unexpected(std::move(read.error()));
    return out;
  }

  const TypedPlan<T>& plan() const noexcept { return plan_; }

 private:
  static bool fill(const avro::Decoded& decoded, T& out, Reading& in) {
    try {
      return Codec<T>::read(decoded.value.cell(), in.schema->root(), out, in);
    } catch (const std::bad_alloc&) {
      return in.fail(avro::DecodeFault::OutputLimit);
    }
  }

  [[gnu::cold]] static avro::DecodeError error_of(Reading& in) {
    return {.fault = in.fault,
            .offset = 0,
            .path = std::move(in.path),
            .message = std::string(avro::to_text(in.fault))};
  }

  TypedPlan<T> plan_;
  avro::DecodeOptions options_;
  avro::Arena arena_;
};

// One datum; for several a Decoder is faster. Views in the T look into `bytes` or the plan.
template <class T>
base::Result<T, avro::DecodeError> decode(const TypedPlan<T>& plan,
                                          std::span<const std::uint8_t> bytes,
                                          avro::DecodeOptions options = {}) {
  options.strings = avro::Strings::Borrow;
  return Decoder<T>(plan, options).decode(bytes);
}

}  // namespace avocet::structs
