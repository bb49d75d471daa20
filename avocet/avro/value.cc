#include "avocet/avro/value.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <ranges>
#include <type_traits>

#include "avocet/base/bytes.h"
#include "avocet/base/json_writer.h"

namespace avocet::avro {
namespace {

template <class Float>
bool same_bits(Float a, Float b) {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

template <class Float>
void append_float(std::string& out, Float value) {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  if (std::isnan(value)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const Bits bits = std::bit_cast<Bits>(value);
    out += "NaN(";
    for (int shift = 8 * sizeof(Float) - 4; shift >= 0; shift -= 4) {
      out += kDigits[(bits >> shift) & 0xf];
    }
    out += ')';
    return;
  }
  if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  const std::string_view digits(text.data(), end);
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_text(std::string& out, const Value& value);

void append_members(std::string& out, const std::vector<Member>& members) {
  out += '{';
  for (const Member& member : members) {
    if (&member != members.data()) out += ',';
    base::append_json_string(out, member.name);
    out += ':';
    append_text(out, member.value);
  }
  out += '}';
}

void append_hex(std::string& out, const Bytes& bytes) {
  out += "0x";
  out += base::to_hex(bytes);
}

void append_items(std::string& out, const ArrayValue& items) {
  out += '[';
  for (const Value& item : items) {
    if (&item != items.data()) out += ',';
    append_text(out, item);
  }
  out += ']';
}

void append_union(std::string& out, const UnionValue& value) {
  out += '{';
  base::append_json_string(out, value.name());
  out += ':';
  append_text(out, value.value());
  out += '}';
}

void append_text(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::Null:
      out += "null";
      return;
    case Kind::Boolean:
      out += value.as<bool>() ? "true" : "false";
      return;
    case Kind::Int:
      out += std::to_string(value.as<std::int32_t>());
      return;
    case Kind::Long:
      out += std::to_string(value.as<std::int64_t>());
      return;
    case Kind::Float:
      return append_float(out, value.as<float>());
    case Kind::Double:
      return append_float(out, value.as<double>());
    case Kind::Bytes:
      return append_hex(out, value.as<Bytes>());
    case Kind::String:
      return base::append_json_string(out, value.as<std::string>());
    case Kind::Record:
      return append_members(out, value.as<RecordValue>().fields);
    case Kind::Enum:
      return base::append_json_string(out, value.as<EnumValue>().symbol);
    case Kind::Array:
      return append_items(out, value.as<ArrayValue>());
    case Kind::Map:
      return append_members(out, value.as<MapValue>().entries);
    case Kind::Union:
      return append_union(out, value.as<UnionValue>());
    case Kind::Fixed:
      return append_hex(out, value.as<FixedValue>().bytes);
  }
}

}  // namespace

Value* RecordValue::find(std::string_view name) noexcept {
  const auto field = std::ranges::find(fields, name, &Member::name);
  return field == fields.end() ? nullptr : &field->value;
}

const Value* RecordValue::find(std::string_view name) const noexcept {
  const auto field = std::ranges::find(fields, name, &Member::name);
  return field == fields.end() ? nullptr : &field->value;
}

Value* MapValue::find(std::string_view key) noexcept {
  const auto reversed = std::views::reverse(entries);
  const auto entry = std::ranges::find(reversed, key, &Member::name);
  return entry == reversed.end() ? nullptr : &entry->value;
}

const Value* MapValue::find(std::string_view key) const noexcept {
  const auto reversed = std::views::reverse(entries);
  const auto entry = std::ranges::find(reversed, key, &Member::name);
  return entry == reversed.end() ? nullptr : &entry->value;
}

UnionValue::UnionValue(std::uint32_t branch, std::string name, Value value)
    : branch_(branch), name_(std::move(name)), value_(std::make_unique<Value>(std::move(value))) {}

UnionValue::UnionValue(const UnionValue& other)
    : branch_(other.branch_), name_(other.name_), value_(std::make_unique<Value>(*other.value_)) {}

UnionValue& UnionValue::operator=(const UnionValue& other) {
  UnionValue copy(other);
  return *this = std::move(copy);
}

UnionValue::~UnionValue() = default;

// Here, where a member is complete: clang 19 refuses them inside the class.
Value::Value() noexcept = default;
Value::Value(bool value) : data_(value) {}
Value::Value(std::int32_t value) : data_(value) {}
Value::Value(std::int64_t value) : data_(value) {}
Value::Value(float value) : data_(value) {}
Value::Value(double value) : data_(value) {}
Value::Value(Bytes value) : data_(std::move(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(RecordValue value) : data_(std::move(value)) {}
Value::Value(EnumValue value) : data_(std::move(value)) {}
Value::Value(ArrayValue value) : data_(std::move(value)) {}
Value::Value(MapValue value) : data_(std::move(value)) {}
Value::Value(UnionValue value) : data_(std::move(value)) {}
Value::Value(FixedValue value) : data_(std::move(value)) {}

bool operator==(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  return std::visit(
      [&]<class T>(const T& content) {
        const T& other = b.as<T>();
        if constexpr (std::is_floating_point_v<T>) {
          return same_bits(content, other);
        } else if constexpr (std::is_same_v<T, RecordValue>) {
          return content.fields == other.fields;
        } else if constexpr (std::is_same_v<T, MapValue>) {
          return content.entries == other.entries;
        } else if constexpr (std::is_same_v<T, UnionValue>) {
          return content.branch() == other.branch() && content.name() == other.name() &&
                 content.value() == other.value();
        } else {
          return content == other;
        }
      },
      a.data_);
}

std::string to_text(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

std::string branch_name(const Node& branch) {
  return is_named(branch.kind) ? branch.name.full() : std::string(to_text(branch.kind));
}

}  // namespace avocet::avro
