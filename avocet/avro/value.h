// value.h - one datum as a tree: to build, to edit, to compare and to print. Not for hot paths.
//
//   Value --encode()--> bytes --testing/reference_decoder.h--> Value
//         --to_text()--> one line
//
// The line is what case files and tests compare. It needs no schema:
//
//   null true -5               null, boolean, int and long
//   3.0 -0.0 1e+300 Infinity   float and double: the shortest digits that give the value back
//   NaN(7fc00000)              a NaN with its bits in hex: 8 digits for a float, 16 for a double
//   "x\n"                      string, and the symbol of an enum: JSON
//   0x00ff                     bytes and fixed; 0x when empty
//   [1,2]                      array
//   {"a":1,"b":"x"}            record: fields in schema order; map: entries as they came
//   {"long":3} {"null":null}   union: always one pair, the branch's name and the value
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

class Value;

using Bytes = std::vector<std::uint8_t>;

struct FixedValue {
  Bytes bytes;
  friend bool operator==(const FixedValue&, const FixedValue&) = default;
};

// `index` counts in the schema that the value belongs to. When encoding, the symbol decides.
struct EnumValue {
  std::int32_t index = 0;
  std::string symbol;
  friend bool operator==(const EnumValue&, const EnumValue&) = default;
};

struct Member;  // a name and a value: a record's field or a map's entry

struct RecordValue {
  std::vector<Member> fields;  // in schema order when decoded; in any order to be encoded

  Value* find(std::string_view name) noexcept;  // null: no such field
  const Value* find(std::string_view name) const noexcept;
};

struct MapValue {
  std::vector<Member> entries;  // as they came; a key may be there twice

  Value* find(std::string_view key) noexcept;  // the last entry of that key, or null
  const Value* find(std::string_view key) const noexcept;
};

using ArrayValue = std::vector<Value>;

// A branch and its value. `branch` counts in the schema; `name` is the branch's: "null", "int",
// "map" or a fullname. When encoding, the name decides unless it is empty.
class UnionValue {
 public:
  UnionValue(std::uint32_t branch, std::string name, Value value);
  UnionValue(const UnionValue& other);
  UnionValue(UnionValue&&) noexcept = default;
  UnionValue& operator=(const UnionValue& other);
  UnionValue& operator=(UnionValue&&) noexcept = default;
  ~UnionValue();

  std::uint32_t branch() const noexcept { return branch_; }
  const std::string& name() const noexcept { return name_; }
  Value& value() noexcept { return *value_; }
  const Value& value() const noexcept { return *value_; }

 private:
  std::uint32_t branch_;
  std::string name_;
  std::unique_ptr<Value> value_;  // never null but in a value moved from
};

// A datum of any kind; which schema it belongs to is known to its user. Equality is of the same
// kinds and bits: a NaN equals itself, 0.0 is not -0.0, members and entries are compared in order,
// unions by branch and name.
class Value {
 public:
  Value() noexcept;  // null
  explicit Value(bool value);
  explicit Value(std::int32_t value);
  explicit Value(std::int64_t value);
  explicit Value(float value);
  explicit Value(double value);
  explicit Value(Bytes value);
  explicit Value(std::string value);
  explicit Value(const char* value);
  explicit Value(RecordValue value);
  explicit Value(EnumValue value);
  explicit Value(ArrayValue value);
  explicit Value(MapValue value);
  explicit Value(UnionValue value);
  explicit Value(FixedValue value);

  Kind kind() const noexcept { return static_cast<Kind>(data_.index()); }

  // The content, of exactly its own kind (asserted): as<std::int32_t>(), as<std::string>(),
  // as<RecordValue>() …
  template <class T>
  T& as() {
    return std::get<T>(data_);
  }
  template <class T>
  const T& as() const {
    return std::get<T>(data_);
  }

  friend bool operator==(const Value& a, const Value& b);

 private:
  // In the order of Kind.
  std::variant<std::monostate, bool, std::int32_t, std::int64_t, float, double, Bytes, std::string,
               RecordValue, EnumValue, ArrayValue, MapValue, UnionValue, FixedValue>
      data_;
};

struct Member {
  std::string name;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

// The line described above.
std::string to_text(const Value& value);

// The name that tags a branch: that of its kind, or the fullname of a named type.
std::string branch_name(const Node& branch);

}  // namespace avocet::avro
