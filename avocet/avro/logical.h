// logical.h - what a type's logicalType attribute means, if it is well used.
#pragma once

#include <cstdint>
#include <string_view>

#include "avocet/avro/schema.h"

namespace avocet::avro {

enum class Logical : std::uint8_t {
  None,  // no logicalType, an unknown one, or one on the wrong type or with bad parameters: the
         // attributes are kept
  Decimal,
  BigDecimal,
  Uuid,
  Date,
  TimeMillis,
  TimeMicros,
  TimestampMillis,
  TimestampMicros,
  TimestampNanos,
  LocalTimestampMillis,
  LocalTimestampMicros,
  LocalTimestampNanos,
  Duration,
};

// The value of the attribute: "timestamp-millis"; "" for None.
std::string_view to_text(Logical logical) noexcept;

struct LogicalType {
  Logical kind = Logical::None;
  std::int32_t precision = 0;  // Decimal: digits, at least 1
  std::int32_t scale = 0;      // Decimal: digits behind the point, at most `precision`
  friend bool operator==(const LogicalType&, const LogicalType&) = default;
};

// Never an error: a logical type that cannot be used is ignored. Source: Avro 1.12 "Logical Types",
// spec/avro.md 1.7.
LogicalType logical_type(const Node& node);

// The digits that every decimal in a fixed of that size can have: of 2^(8·size−1) − 1 all but the
// first. 0 for no bytes.
std::int32_t max_precision(std::uint32_t size_bytes) noexcept;

}  // namespace avocet::avro
