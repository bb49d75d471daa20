// document.h - a decoded datum that borrows from nobody: it keeps its plan, and its strings are
// copies.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "avocet/avro/decode.h"

namespace avocet::avro {

// Owns all that its view looks at. Movable; the view of a document that was moved from is gone.
// Decoding into it again makes earlier views invalid and uses its memory again.
class Document {
 public:
  explicit Document(Plan plan) : plan_(std::move(plan)) {}

  // Errors: DecodeError; the document is then empty.
  base::Result<View, DecodeError> decode(std::span<const std::uint8_t> bytes,
                                         DecodeOptions options = {}) {
    options.strings = Strings::Copy;
    auto decoded = avro::decode(plan_, bytes, arena_, options);
    if (!decoded) return std::unexpected(std::move(decoded.error()));
    return decoded->value;
  }

  const Plan& plan() const noexcept { return plan_; }

 private:
  Plan plan_;
  Arena arena_;
};

}  // namespace avocet::avro
