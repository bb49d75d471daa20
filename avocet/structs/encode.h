// encode.h - your own structs become bytes.
//
//   T --encode(value, out)--> bytes of schema_of<T>()
//   T, Schema --encoder<T>(schema)--> Encoder<T> --encode(value)--> bytes of that schema
//
// One pass adds up how many bytes the value can take at most; then it is written without a
// question, by code that is made for T where the schema is T's own, by a plan (write_plan.h) where
// it is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"
#include "avocet/structs/codecs.h"
#include "avocet/structs/schema_of.h"
#include "avocet/structs/write_plan.h"

namespace avocet::structs {

struct EncodeOptions {
  avro::Utf8 utf8 = avro::Utf8::Check;  // of strings; Trust: whoever reads them must check
  std::size_t max_depth = 256;  // of values that hold values of their own type: levels of these
  BindOptions bind{};           // to a schema that is not the struct's own
};

// Writes one value after the other with memory that is used again. For one thread at a time.
template <class T>
class Encoder {
 public:
  // By encoder<T>(). Null: T's own schema.
  Encoder(std::shared_ptr<const WritePlan> plan, const EncodeOptions& options)
      : plan_(std::move(plan)), options_(options) {}

  // The datum, a view of this encoder until it encodes again. Errors: OutOfRange, InvalidUtf8,
  // UnknownSymbol (no enumerator, or one that the schema lacks), NoBranch, TooDeep; with the path
  // of the member. TooLarge, without one: there is no memory for it.
  base::Result<std::span<const std::uint8_t>, avro::EncodeError> encode(const T& value) & {
    Writing to{.trust_utf8 = options_.utf8 == avro::Utf8::Trust, .depth_left = options_.max_depth};
    sheet_.begin(plan_.get(), &to);
    try {
      if (!write(value)) return std::unexpected(std::move(to.error));
    } catch (const std::bad_alloc&) {
      return std::unexpected(too_large());
    }
    return sheet_.written();
  }

  // Appends the datum to `out`, which stays as it was on an error.
  base::Result<void, avro::EncodeError> encode(const T& value, avro::Bytes& out) {
    const auto bytes = encode(value);
    if (!bytes) return std::unexpected(bytes.error());
    try {
      out.insert(out.end(), bytes->begin(), bytes->end());
    } catch (const std::bad_alloc&) {
      return std::unexpected(too_large());
    }
    return {};
  }

 private:
  [[gnu::cold]] static avro::EncodeError too_large() {
    return {.fault = avro::EncodeFault::TooLarge,
            .path = {},
            .message = "more bytes than there is memory for"};
  }

  bool write(const T& value) {
    if constexpr (!kNeedsType<T>) {
      if (plan_ == nullptr) return write_straight<T>({}, &value, sheet_);
    }
    return sheet_.write(plan_->root, &value);
  }

  std::shared_ptr<const WritePlan> plan_;
  EncodeOptions options_;
  Sheet sheet_;
};

// Errors: SchemaError, with the path of the first member, or field, that does not fit: "/owner/id".
// Members find their fields by name. A field without a member is written as its default, unless the
// options refuse that or it has none; a member without a field is refused, unless they drop it.
// Ints are written as long or double, floats as double, text as bytes; a member that is always
// there also into a union that has a branch for it.
template <class T>
avro::Result<Encoder<T>> encoder(const avro::Schema& schema, const EncodeOptions& options = {}) {
  Binder binder(schema, options.bind);
  const auto root = binder.template bind<T>(schema.root());
  if (!root) return std::unexpected(binder.take_error());
  auto plan = std::make_shared<const WritePlan>(binder.take_plan(*root));
  if (plan->nodes[*root].is_straight) plan = nullptr;
  return Encoder<T>(std::move(plan), options);
}

// For T's own schema. Errors: those of schema_of.
template <class T>
avro::Result<Encoder<T>> encoder(const EncodeOptions& options = {}) {
  const auto& own = schema_of<T>();
  if (!own) return std::unexpected(own.error());
  if constexpr (kNeedsType<T>) {
    return encoder<T>(*own, options);
  } else {
    return Encoder<T>(nullptr, options);
  }
}

// Appends one value as its own schema says, in one go; `out` stays as it was on an error. For many
// values an Encoder is faster. Errors: as Encoder's. T has no Decimal in it: those need an Encoder.
template <class T>
  requires(!kNeedsType<T>)
base::Result<void, avro::EncodeError> encode(const T& value, avro::Bytes& out,
                                             const EncodeOptions& options = {}) {
  return Encoder<T>(nullptr, options).encode(value, out);
}

}  // namespace avocet::structs
