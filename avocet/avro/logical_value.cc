// Logical values: what counts time is described by a row of a table; decimals and uuids have a
// second form each.
#include "avocet/avro/logical_value.h"

#include <array>
#include <cassert>
#include <limits>
#include <type_traits>
#include <utility>

#include "avocet/avro/internal/input.h"
#include "avocet/avro/time_text.h"
#include "avocet/avro/write.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

using std::chrono::days;
using std::chrono::local_time;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

template <class T>
using Read = base::Result<T, LogicalError>;

std::unexpected<LogicalError> fail(LogicalFault fault, Logical type, std::string_view value,
                                   std::string_view what) {
  constexpr std::size_t kShownBytes = 80;  // of a value in a message
  const std::string_view shown = value.substr(0, kShownBytes);
  return std::unexpected(
      LogicalError{.fault = fault,
                   .message = base::cat(to_text(type), " \"", shown,
                                        shown.size() < value.size() ? "…" : "", "\" ", what)});
}

std::unexpected<LogicalError> wrong_type(Logical type) {
  if (type == Logical::None) {
    return std::unexpected(
        LogicalError{.fault = LogicalFault::WrongType, .message = "the type has no logical type"});
  }
  return std::unexpected(LogicalError{
      .fault = LogicalFault::WrongType,
      .message = base::cat("a value of another type where a ", to_text(type), " belongs")});
}

// What counts time: in which unit, and what of.
struct TimeType {
  enum class Shape : std::uint8_t { Date, TimeOfDay, Timestamp };
  Logical type;
  Shape shape;
  TimeUnit unit = TimeUnit::Millis;
  Zone zone = Zone::Utc;
};
using Shape = TimeType::Shape;

constexpr std::array<TimeType, 9> kTimeTypes = {{
    {Logical::Date, Shape::Date},
    {Logical::TimeMillis, Shape::TimeOfDay, TimeUnit::Millis},
    {Logical::TimeMicros, Shape::TimeOfDay, TimeUnit::Micros},
    {Logical::TimestampMillis, Shape::Timestamp, TimeUnit::Millis},
    {Logical::TimestampMicros, Shape::Timestamp, TimeUnit::Micros},
    {Logical::TimestampNanos, Shape::Timestamp, TimeUnit::Nanos},
    {Logical::LocalTimestampMillis, Shape::Timestamp, TimeUnit::Millis, Zone::Local},
    {Logical::LocalTimestampMicros, Shape::Timestamp, TimeUnit::Micros, Zone::Local},
    {Logical::LocalTimestampNanos, Shape::Timestamp, TimeUnit::Nanos, Zone::Local},
}};

const TimeType* time_type(Logical type) {
  for (const TimeType& row : kTimeTypes) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

template <class D>
constexpr TimeUnit unit_of = std::is_same_v<D, milliseconds>   ? TimeUnit::Millis
                             : std::is_same_v<D, microseconds> ? TimeUnit::Micros
                                                               : TimeUnit::Nanos;

LogicalValue from_count(const TimeType& type, std::int64_t count) {
  const auto timestamp = [&]<class D>(D duration) -> LogicalValue {
    if (type.zone == Zone::Utc) return sys_time<D>(duration);
    return local_time<D>(duration);
  };
  switch (type.shape) {
    case Shape::Date:
      return sys_days(days(count));
    case Shape::TimeOfDay:
      if (type.unit == TimeUnit::Millis) return milliseconds(count);
      return microseconds(count);
    case Shape::Timestamp:
      break;
  }
  switch (type.unit) {
    case TimeUnit::Millis:
      return timestamp(milliseconds(count));
    case TimeUnit::Micros:
      return timestamp(microseconds(count));
    case TimeUnit::Nanos:
      break;
  }
  return timestamp(nanoseconds(count));
}

// Nothing: it counts no time.
std::optional<std::int64_t> to_count(const LogicalValue& value) {
  return std::visit(
      []<class T>(const T& held) -> std::optional<std::int64_t> {
        if constexpr (requires { held.time_since_epoch(); }) {
          return held.time_since_epoch().count();
        } else if constexpr (requires { held.count(); }) {
          return held.count();
        } else {
          return std::nullopt;
        }
      },
      value);
}

// Whether the value is of the C++ type that `from_count` gives.
bool is_of(const LogicalValue& value, const TimeType& type) {
  return value.index() == from_count(type, 0).index();
}

bool is_within_a_day(const TimeType& type, std::int64_t count) {
  return type.shape != Shape::TimeOfDay || (count >= 0 && count < units_per_day(type.unit));
}

Read<LogicalValue> read_decimal(Logical type, std::span<const std::uint8_t> unscaled,
                                std::int32_t scale) {
  auto decimal = Decimal::from_bytes(unscaled, scale);
  if (decimal) return *std::move(decimal);
  return std::unexpected(
      LogicalError{.fault = LogicalFault::Number,
                   .message = base::cat(to_text(type), " of ", unscaled.size(), " bytes and scale ",
                                        scale, ' ', to_text(decimal.error()))});
}

Read<LogicalValue> read_big_decimal(std::span<const std::uint8_t> raw) {
  Input input(raw);
  const auto unscaled = input.read_sized();
  const std::int32_t scale = input.read_int();
  if (!input.failed() && input.left_bytes() == 0) {
    return read_decimal(Logical::BigDecimal, unscaled, scale);
  }
  return std::unexpected(
      LogicalError{.fault = LogicalFault::Number,
                   .message = "big-decimal is not made of the bytes of a number and its scale"});
}

// Appends the text of a value of each type.
struct Append {
  std::string& out;
  void operator()(std::monostate) const {}
  void operator()(const Decimal& decimal) const { out += decimal.to_text(); }
  void operator()(const Uuid& uuid) const { out += to_text(uuid); }
  void operator()(const Duration& duration) const { out += to_text(duration); }
  void operator()(sys_days date) const {
    append_date(out, static_cast<std::int32_t>(date.time_since_epoch().count()));
  }
  void operator()(milliseconds time) const {
    append_time_of_day(out, time.count(), TimeUnit::Millis);
  }
  void operator()(microseconds time) const {
    append_time_of_day(out, time.count(), TimeUnit::Micros);
  }
  template <class D>
  void operator()(sys_time<D> time) const {
    append_timestamp(out, time.time_since_epoch().count(), unit_of<D>, Zone::Utc);
  }
  template <class D>
  void operator()(local_time<D> time) const {
    append_timestamp(out, time.time_since_epoch().count(), unit_of<D>, Zone::Local);
  }
};

}  // namespace

Read<LogicalValue> read_logical(const LogicalType& type, std::int64_t raw) {
  if (type.kind == Logical::None) return LogicalValue();
  const TimeType* const time = time_type(type.kind);
  if (time == nullptr) return wrong_type(type.kind);
  if (is_within_a_day(*time, raw)) return from_count(*time, raw);
  return fail(LogicalFault::TimeOfDay, type.kind, std::to_string(raw), "is not within a day");
}

Read<LogicalValue> read_logical(const LogicalType& type, std::span<const std::uint8_t> raw) {
  switch (type.kind) {
    case Logical::None:
      return LogicalValue();
    case Logical::Decimal:
      return read_decimal(type.kind, raw, type.scale);
    case Logical::BigDecimal:
      return read_big_decimal(raw);
    case Logical::Uuid: {
      Uuid uuid;
      if (raw.size() != uuid.bytes.size()) return wrong_type(type.kind);
      std::ranges::copy(raw, uuid.bytes.begin());
      return uuid;
    }
    case Logical::Duration:
      if (raw.size() != kDurationBytes) return wrong_type(type.kind);
      return read_duration(raw.first<kDurationBytes>());
    default:
      return wrong_type(type.kind);
  }
}

Read<LogicalValue> read_logical(const LogicalType& type, std::string_view raw) {
  if (type.kind == Logical::None) return LogicalValue();
  if (type.kind != Logical::Uuid) return wrong_type(type.kind);
  if (const auto uuid = parse_uuid(raw)) return *uuid;
  return fail(LogicalFault::Uuid, type.kind, raw, "is not 8-4-4-4-12 hex digits");
}

Read<LogicalValue> read_logical(const LogicalType& type, const View& view) {
  if (type.kind == Logical::None) return LogicalValue();
  switch (view.kind()) {
    case Kind::Int:
    case Kind::Long:
      return read_logical(type, view.int64());
    case Kind::Bytes:
    case Kind::Fixed:
      return read_logical(type, view.bytes());
    case Kind::String:
      return read_logical(type, view.text());
    default:
      return wrong_type(type.kind);
  }
}

Read<LogicalValue> read_logical(const LogicalType& type, const Value& value) {
  if (type.kind == Logical::None) return LogicalValue();
  switch (value.kind()) {
    case Kind::Int:
      return read_logical(type, std::int64_t{value.as<std::int32_t>()});
    case Kind::Long:
      return read_logical(type, value.as<std::int64_t>());
    case Kind::Bytes:
      return read_logical(type, std::span<const std::uint8_t>(value.as<Bytes>()));
    case Kind::Fixed:
      return read_logical(type, std::span<const std::uint8_t>(value.as<FixedValue>().bytes));
    case Kind::String:
      return read_logical(type, std::string_view(value.as<std::string>()));
    default:
      return wrong_type(type.kind);
  }
}

void append_text(std::string& out, const LogicalValue& value) { std::visit(Append{out}, value); }

std::string to_text(const LogicalValue& value) {
  std::string text;
  append_text(text, value);
  return text;
}

namespace {

Read<std::int64_t> parse_count(const TimeType& type, std::string_view text) {
  const auto parse = [&]() -> base::Result<std::int64_t, TimeFault> {
    switch (type.shape) {
      case Shape::Date:
        return parse_date(text);
      case Shape::TimeOfDay:
        return parse_time_of_day(text, type.unit);
      case Shape::Timestamp:
        break;
    }
    return parse_timestamp(text, type.unit, type.zone);
  };
  const auto count = parse();
  if (count) return *count;
  switch (count.error()) {
    case TimeFault::Text:
      return fail(LogicalFault::Text, type.type, text, "is no such date or time");
    case TimeFault::Range:
      return fail(LogicalFault::Range, type.type, text, "is out of range");
    case TimeFault::Rounding:
      break;
  }
  return fail(LogicalFault::Precision, type.type, text, "is finer than the type");
}

std::unexpected<LogicalError> not_a_decimal(DecimalFault fault, Logical type,
                                            std::string_view text) {
  const LogicalFault kind = fault == DecimalFault::Text       ? LogicalFault::Text
                            : fault == DecimalFault::Rounding ? LogicalFault::Precision
                                                              : LogicalFault::Range;
  return fail(kind, type, text, to_text(fault));
}

Read<Decimal> parse_decimal(const LogicalType& type, std::string_view text) {
  auto decimal = Decimal::from_text(text);
  if (decimal && type.kind == Logical::Decimal) decimal = decimal->fit(type.precision, type.scale);
  if (!decimal) return not_a_decimal(decimal.error(), type.kind, text);
  return *std::move(decimal);
}

}  // namespace

Read<LogicalValue> parse_logical(const LogicalType& type, std::string_view text) {
  switch (type.kind) {
    case Logical::None:
      return LogicalValue();
    case Logical::Decimal:
    case Logical::BigDecimal:
      return parse_decimal(type, text);
    case Logical::Uuid:
      if (const auto uuid = parse_uuid(text)) return *uuid;
      return fail(LogicalFault::Text, type.kind, text, "is not 8-4-4-4-12 hex digits");
    case Logical::Duration:
      if (const auto duration = parse_duration(text)) return *duration;
      return fail(LogicalFault::Text, type.kind, text, "is no duration of ISO 8601");
    default:
      break;
  }
  const TimeType* const time = time_type(type.kind);
  assert(time != nullptr);
  const auto count = parse_count(*time, text);
  if (!count) return std::unexpected(count.error());
  return from_count(*time, *count);
}

namespace {

// Bytes of the kind that the type has; of a fixed as many as it has.
Value raw_bytes(const Node& node, std::span<const std::uint8_t> bytes) {
  Bytes own(bytes.begin(), bytes.end());
  return node.kind == Kind::Fixed ? Value(FixedValue{std::move(own)}) : Value(std::move(own));
}

Read<Value> raw_decimal(const Node& node, const LogicalType& type, const Decimal& decimal) {
  const auto fitted = decimal.fit(type.precision, type.scale);
  if (!fitted) return not_a_decimal(fitted.error(), type.kind, decimal.to_text());
  if (node.kind == Kind::Bytes) return raw_bytes(node, fitted->unscaled_bytes());
  FixedValue fixed{Bytes(node.size_bytes)};
  const bool written = fitted->write_fixed(fixed.bytes);
  assert(written);  // its precision is one that its size can have
  static_cast<void>(written);
  return Value(std::move(fixed));
}

Value raw_big_decimal(const Decimal& decimal) {
  const auto unscaled = decimal.unscaled_bytes();
  Bytes bytes(unscaled.size() + kMaxLongBytes + kMaxIntBytes + kWriteSlack);
  std::uint8_t* p = put_size(bytes.data(), unscaled.size());
  p = std::ranges::copy(unscaled, p).out;
  p = put_long(p, decimal.scale());
  bytes.resize(static_cast<std::size_t>(p - bytes.data()));
  return Value(std::move(bytes));
}

Read<Value> raw_count(const Node& node, const TimeType& type, const LogicalValue& value) {
  const auto count = to_count(value);
  if (!count || !is_of(value, type)) return wrong_type(type.type);
  if (!is_within_a_day(type, *count)) {
    return fail(LogicalFault::TimeOfDay, type.type, std::to_string(*count), "is not within a day");
  }
  if (node.kind == Kind::Long) return Value(*count);
  if (!std::in_range<std::int32_t>(*count)) {
    return fail(LogicalFault::Range, type.type, std::to_string(*count), "does not fit an int");
  }
  return Value(static_cast<std::int32_t>(*count));
}

}  // namespace

Read<Value> to_raw(const Node& node, const LogicalValue& value) {
  const LogicalType type = logical_type(node);
  if (const TimeType* const time = time_type(type.kind)) return raw_count(node, *time, value);
  if (const auto* const decimal = std::get_if<Decimal>(&value)) {
    if (type.kind == Logical::Decimal) return raw_decimal(node, type, *decimal);
    if (type.kind == Logical::BigDecimal) return raw_big_decimal(*decimal);
  }
  if (const auto* const uuid = std::get_if<Uuid>(&value); uuid && type.kind == Logical::Uuid) {
    return node.kind == Kind::String ? Value(to_text(*uuid)) : raw_bytes(node, uuid->bytes);
  }
  if (const auto* const duration = std::get_if<Duration>(&value);
      duration && type.kind == Logical::Duration) {
    return raw_bytes(node, to_bytes(*duration));
  }
  return wrong_type(type.kind);
}

}  // namespace avocet::avro
