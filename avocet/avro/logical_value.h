// logical_value.h - what a raw value stands for, by its logical type: a C++ value, and its text.
//
//   View, LogicalType --read_logical()--> LogicalValue --to_text()--> "2023-11-14T22:13:20.000Z"
//   raw Value <--to_raw()-- LogicalValue <--parse_logical()-- text
//
// Never in the way: the raw value is read, encoded and compared as if there were no logical type,
// and one that stands for nothing (a time of 25 hours) is an error only here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "avocet/avro/decimal.h"
#include "avocet/avro/duration.h"
#include "avocet/avro/logical.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/tape.h"
#include "avocet/avro/uuid.h"
#include "avocet/avro/value.h"
#include "avocet/base/result.h"

namespace avocet::avro {

// Times of day count from midnight.
using LogicalValue =
    std::variant<std::monostate,                                    // no logical type
                 Decimal,                                           // decimal, big-decimal
                 Uuid,                                              // uuid
                 std::chrono::sys_days,                             // date
                 std::chrono::milliseconds,                         // time-millis
                 std::chrono::microseconds,                         // time-micros
                 std::chrono::sys_time<std::chrono::milliseconds>,  // timestamp-millis …
                 std::chrono::sys_time<std::chrono::microseconds>,
                 std::chrono::sys_time<std::chrono::nanoseconds>,
                 std::chrono::local_time<std::chrono::milliseconds>,  // local-timestamp-millis …
                 std::chrono::local_time<std::chrono::microseconds>,
                 std::chrono::local_time<std::chrono::nanoseconds>,
                 Duration>;  // duration

enum class LogicalFault : std::uint8_t {
  TimeOfDay,  // less than 0, or a day or more
  Number,     // a decimal that is none, or one beyond the limits of decimal.h
  Uuid,       // a string that is no uuid
  Text,       // not the text of such a value
  Precision,  // finer than the type can say, or with more digits
  Range,      // too large for the type
  WrongType,  // not what the type's values are
};

struct LogicalError {
  LogicalFault fault{};
  std::string message;  // names the type and the value
};

// What the raw value stands for; std::monostate if there is no logical type. The overloads are for
// int and long, bytes and fixed, string. Errors: TimeOfDay, Number, Uuid. Source: spec/avro.md 1.7.
base::Result<LogicalValue, LogicalError> read_logical(const LogicalType& type, std::int64_t raw);
base::Result<LogicalValue, LogicalError> read_logical(const LogicalType& type,
                                                      std::span<const std::uint8_t> raw);
base::Result<LogicalValue, LogicalError> read_logical(const LogicalType& type,
                                                      std::string_view raw);

// The same for whatever kind the value is. Who reads many asks logical_type() once.
base::Result<LogicalValue, LogicalError> read_logical(const LogicalType& type, const View& view);
base::Result<LogicalValue, LogicalError> read_logical(const LogicalType& type, const Value& value);

// The view as a T of LogicalValue: logical_as<Uuid>(view). Nothing: it stands for another type, or
// for nothing.
template <class T>
std::optional<T> logical_as(const View& view) {
  auto value = read_logical(logical_type(view.type()), view);
  if (!value) return std::nullopt;
  T* const found = std::get_if<T>(&*value);
  return found == nullptr ? std::nullopt : std::optional<T>(std::move(*found));
}

// ISO 8601 with all digits of the type (time_text.h, duration.h); decimals plain; uuids in lower
// case; "" for std::monostate.
std::string to_text(const LogicalValue& value);
void append_text(std::string& out, const LogicalValue& value);

// The value that such a text, or another of the same value, stands for; std::monostate if there is
// no logical type. A decimal is brought to the type's scale. Errors: Text, Precision, Range.
base::Result<LogicalValue, LogicalError> parse_logical(const LogicalType& type,
                                                       std::string_view text);

// The raw value for data of type `node`, which has a logical type. A decimal is brought to the
// type's scale. Errors: WrongType; TimeOfDay; Precision; Range, also of a decimal that its fixed
// cannot hold.
base::Result<Value, LogicalError> to_raw(const Node& node, const LogicalValue& value);

}  // namespace avocet::avro
