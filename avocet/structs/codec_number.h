// codec_number.h - booleans, integers, floats, and points in time, which Avro keeps as integers.
//
//   bool; float; double                        boolean; float; double
//   (u)int8, (u)int16, int32                   int
//   uint32, int64, uint64                      long
//   sys_time / local_time of millis …          long, timestamp-… / local-timestamp-…
//   sys_days, year_month_day                   int, date
//   milliseconds; microseconds                 int, time-millis; long, time-micros: since midnight
//
// What a member cannot hold is an error and never cut: 300 in an int8, a negative long in a uint64,
// a uint64 beyond 2^63 - 1 when writing, a time of day beyond the day.
#pragma once

#include <bit>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <utility>

#include "avocet/avro/logical.h"
#include "avocet/avro/write.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/schema_text.h"
#include "avocet/structs/write_plan.h"

namespace avocet::structs {

// How T is kept: `Raw` is std::int32_t for int, std::int64_t for long. `get` and `put` convert and
// say whether they could; kChecked: they may fail.
template <class T>
struct Number;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                  !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <Integer T>
struct Number<T> {
  static constexpr bool kIsInt = sizeof(T) < 4 || (sizeof(T) == 4 && std::is_signed_v<T>);
  using Raw = std::conditional_t<kIsInt, std::int32_t, std::int64_t>;
  static constexpr avro::Logical kLogical = avro::Logical::None;
  static constexpr bool kChecked = !std::same_as<Raw, T> && sizeof(Raw) >= sizeof(T) &&
                                   !(std::is_signed_v<T> && sizeof(Raw) == sizeof(T));
  static constexpr bool get(Raw raw, T& out) noexcept {
    out = static_cast<T>(raw);
    return !kChecked || std::in_range<T>(raw);
  }
  static constexpr bool put(T value, Raw& raw) noexcept {
    raw = static_cast<Raw>(value);
    return std::in_range<Raw>(value);
  }
};

template <class Clock, class D>
consteval avro::Logical logical_of_time() {
  constexpr bool kIsLocal = std::same_as<Clock, std::chrono::local_t>;
  if constexpr (std::same_as<D, std::chrono::milliseconds>) {
    return kIsLocal ? avro::Logical::LocalTimestampMillis : avro::Logical::TimestampMillis;
  } else if constexpr (std::same_as<D, std::chrono::microseconds>) {
    return kIsLocal ? avro::Logical::LocalTimestampMicros : avro::Logical::TimestampMicros;
  } else {
    return kIsLocal ? avro::Logical::LocalTimestampNanos : avro::Logical::TimestampNanos;
  }
}

template <class T>
concept SubSecond =
    std::same_as<T, std::chrono::milliseconds> || std::same_as<T, std::chrono::microseconds> ||
    std::same_as<T, std::chrono::nanoseconds>;

template <class Clock, SubSecond D>
  requires std::same_as<Clock, std::chrono::system_clock> ||
           std::same_as<Clock, std::chrono::local_t>
struct Number<std::chrono::time_point<Clock, D>> {
  using T = std::chrono::time_point<Clock, D>;
  using Raw = std::int64_t;
  static constexpr avro::Logical kLogical = logical_of_time<Clock, D>();
  static constexpr bool kChecked = false;
  static constexpr bool get(Raw raw, T& out) noexcept {
    out = T(D(raw));
    return true;
  }
  static constexpr bool put(T value, Raw& raw) noexcept {
    raw = value.time_since_epoch().count();
    return true;
  }
};

template <>
struct Number<std::chrono::sys_days> {
  using Raw = std::int32_t;
  static constexpr avro::Logical kLogical = avro::Logical::Date;
  static constexpr bool kChecked = false;
  static constexpr bool get(Raw raw, std::chrono::sys_days& out) noexcept {
    out = std::chrono::sys_days(std::chrono::days(raw));
    return true;
  }
  static constexpr bool put(std::chrono::sys_days value, Raw& raw) noexcept {
    raw = static_cast<Raw>(value.time_since_epoch().count());
    return std::in_range<Raw>(value.time_since_epoch().count());
  }
};

template <>
struct Number<std::chrono::year_month_day> {
  using Raw = std::int32_t;
  static constexpr avro::Logical kLogical = avro::Logical::Date;
  static constexpr bool kChecked = true;
  static constexpr bool get(Raw raw, std::chrono::year_month_day& out) noexcept {
    using namespace std::chrono;
    constexpr sys_days kFirst(year::min() / January / 1);
    constexpr sys_days kLast(year::max() / December / 31);
    const sys_days day{days(raw)};
    if (day < kFirst || day > kLast) return false;
    out = year_month_day(day);
    return true;
  }
  static constexpr bool put(std::chrono::year_month_day value, Raw& raw) noexcept {
    if (!value.ok()) return false;
    raw = static_cast<Raw>(std::chrono::sys_days(value).time_since_epoch().count());
    return true;
  }
};

// A time of day.
template <class D>
  requires std::same_as<D, std::chrono::milliseconds> || std::same_as<D, std::chrono::microseconds>
struct Number<D> {
  static constexpr bool kIsMillis = std::same_as<D, std::chrono::milliseconds>;
  using Raw = std::conditional_t<kIsMillis, std::int32_t, std::int64_t>;
  static constexpr avro::Logical kLogical =
      kIsMillis ? avro::Logical::TimeMillis : avro::Logical::TimeMicros;
  static constexpr bool kChecked = true;
  static constexpr bool get(Raw raw, D& out) noexcept {
    out = D(raw);
    return out >= D::zero() && out < std::chrono::days(1);
  }
  static constexpr bool put(D value, Raw& raw) noexcept {
    raw = static_cast<Raw>(value.count());
    return value >= D::zero() && value < std::chrono::days(1);
  }
};

template <class T>
concept IsNumber = requires { typename Number<T>::Raw; };

// What all leaves share.
template <class T, avro::Kind Of, avro::Logical As = avro::Logical::None>
struct Leaf {
  using Parts = Types<>;
  static constexpr avro::Kind kKind = Of;
  static constexpr avro::Logical kLogical = As;
  static constexpr bool kBorrows = false;
  static constexpr bool kNeedsType = false;
  static void schema(SchemaText& out) { out.primitive(kKind, kLogical); }
  static bool check(const T&, Writing&) { return true; }
  static bool bind(Binder& binder, avro::NodeId type, WriteNode& made) {
    return bind_leaf<T>(binder, type, made);
  }
};

template <IsNumber T>
struct Codec<T> : Leaf<T, sizeof(typename Number<T>::Raw) == 4 ? avro::Kind::Int : avro::Kind::Long,
                       Number<T>::kLogical> {
  using As = Number<T>;
  using Raw = typename As::Raw;
  static constexpr std::size_t kBound = sizeof(Raw) == 4 ? avro::kMaxIntBytes : avro::kMaxLongBytes;

  static bool get(std::int64_t integer, T& out, Reading& in) noexcept {
    if (As::get(static_cast<Raw>(integer), out)) return true;
    return in.fail(avro::DecodeFault::Member);
  }
  static bool read(const avro::Cell& cell, avro::NodeId, T& out, Reading& in) noexcept {
    return get(cell.integer, out, in);
  }
  static std::size_t bound(const T&, Writing&) noexcept { return kBound; }
  [[gnu::always_inline]] static std::uint8_t* write(std::uint8_t* p, const T& value,
                                                    Writing& to) noexcept {
    Raw raw{};
    if (!As::put(value, raw)) to.bad = true;
    return avro::put_long(p, raw);
  }
  static bool check(const T& value, Writing& to) {
    Raw raw{};
    if (As::put(value, raw)) return true;
    return to.fail(avro::EncodeFault::OutOfRange,
                   "a value beyond what its type in the schema holds");
  }
};

template <>
struct Codec<bool> : Leaf<bool, avro::Kind::Boolean> {
  static bool read(const avro::Cell& cell, avro::NodeId, bool& out, Reading&) noexcept {
    out = cell.bits != 0;
    return true;
  }
  static std::size_t bound(bool, Writing&) noexcept { return 1; }
  [[gnu::always_inline]] static std::uint8_t* write(std::uint8_t* p, bool value,
                                                    Writing&) noexcept {
    *p = value ? 1 : 0;
    return p + 1;
  }
};

template <>
struct Codec<float> : Leaf<float, avro::Kind::Float> {
  static bool read(const avro::Cell& cell, avro::NodeId, float& out, Reading&) noexcept {
    out = std::bit_cast<float>(static_cast<std::uint32_t>(cell.bits));
    return true;
  }
  static std::size_t bound(float, Writing&) noexcept { return sizeof(float); }
  [[gnu::always_inline]] static std::uint8_t* write(std::uint8_t* p, float value,
                                                    Writing&) noexcept {
    return avro::put_float(p, value);
  }
};

template <>
struct Codec<double> : Leaf<double, avro::Kind::Double> {
  static bool read(const avro::Cell& cell, avro::NodeId, double& out, Reading&) noexcept {
    out = std::bit_cast<double>(cell.bits);
    return true;
  }
  static std::size_t bound(double, Writing&) noexcept { return sizeof(double); }
  [[gnu::always_inline]] static std::uint8_t* write(std::uint8_t* p, double value,
                                                    Writing&) noexcept {
    return avro::put_double(p, value);
  }
};

}  // namespace avocet::structs
