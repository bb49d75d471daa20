#include "avocet/avro/tape.h"

#include <vector>

namespace avocet::avro {

std::size_t View::size() const noexcept {
  assert(kind() == Kind::Array || kind() == Kind::Map || kind() == Kind::Record);
  return kind() == Kind::Record ? type().fields.size() : cell_.count;
}

View View::field(std::size_t index) const noexcept {
  const Node& record = type();
  assert(record.kind == Kind::Record && index < record.fields.size());
  return {cell_.cells[index], *schema_, record.fields[index].type};
}

View View::item(std::size_t index) const noexcept {
  assert(kind() == Kind::Array && index < cell_.count);
  const NodeId items = type().children[0];
  Cell number{};
  switch (cell_.tag) {
    case Tag::Longs:
      number.integer = longs()[index];
      break;
    case Tag::Floats:
      number.bits = std::bit_cast<std::uint32_t>(floats()[index]);
      break;
    case Tag::Doubles:
      number.bits = std::bit_cast<std::uint64_t>(doubles()[index]);
      break;
    default:
      return {cell_.cells[index * cell_.stride], *schema_, items};
  }
  number.tag = static_cast<Tag>(schema_->node(items).kind);
  return {number, *schema_, items};
}

std::string_view View::key(std::size_t index) const noexcept {
  assert(kind() == Kind::Map && index < cell_.count);
  const Cell& key = cell_.cells[index * cell_.stride];
  return {static_cast<const char*>(key.data), key.count};
}

View View::value(std::size_t index) const noexcept {
  assert(kind() == Kind::Map && index < cell_.count);
  return {cell_.cells[index * cell_.stride + 1], *schema_, type().children[0]};
}

std::optional<View> View::find(std::string_view name) const noexcept {
  if (kind() == Kind::Record) {
    const auto index = field_index(type(), name);
    return index ? std::optional<View>(field(*index)) : std::nullopt;
  }
  for (std::size_t i = size(); i-- > 0;) {
    if (key(i) == name) return value(i);
  }
  return std::nullopt;
}

View View::operator[](std::string_view name) const noexcept {
  const auto found = find(name);
  assert(found);
  return *found;
}

std::span<const std::int64_t> View::longs() const noexcept {
  assert(cell_.tag == Tag::Longs);
  return {static_cast<const std::int64_t*>(cell_.data), cell_.count};
}

std::span<const float> View::floats() const noexcept {
  assert(cell_.tag == Tag::Floats);
  return {static_cast<const float*>(cell_.data), cell_.count};
}

std::span<const double> View::doubles() const noexcept {
  assert(cell_.tag == Tag::Doubles);
  return {static_cast<const double*>(cell_.data), cell_.count};
}

std::optional<std::size_t> field_index(const Node& record, std::string_view name) noexcept {
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (record.fields[i].name == name) return i;
  }
  return std::nullopt;
}

namespace {

Value branch_value(const View& view) {
  const auto own = [&](auto bytes) { return Bytes(bytes.begin(), bytes.end()); };
  switch (view.kind()) {
    case Kind::Null:
    case Kind::Union:  // a view is never of a union
      return Value();
    case Kind::Boolean:
      return Value(view.boolean());
    case Kind::Int:
      return Value(view.int32());
    case Kind::Long:
      return Value(view.int64());
    case Kind::Float:
      return Value(view.float32());
    case Kind::Double:
      return Value(view.float64());
    case Kind::Bytes:
      return Value(own(view.bytes()));
    case Kind::Fixed:
      return Value(FixedValue{own(view.bytes())});
    case Kind::String:
      return Value(std::string(view.text()));
    case Kind::Enum:
      return Value(
          EnumValue{static_cast<std::int32_t>(view.enum_index()), std::string(view.symbol())});
    case Kind::Array: {
      ArrayValue items;
      for (std::size_t i = 0; i < view.size(); ++i) items.push_back(to_value(view.item(i)));
      return Value(std::move(items));
    }
    case Kind::Map: {
      MapValue map;
      for (std::size_t i = 0; i < view.size(); ++i) {
        map.entries.push_back({std::string(view.key(i)), to_value(view.value(i))});
      }
      return Value(std::move(map));
    }
    case Kind::Record: {
      RecordValue record;
      for (std::size_t i = 0; i < view.size(); ++i) {
        record.fields.push_back({view.type().fields[i].name, to_value(view.field(i))});
      }
      return Value(std::move(record));
    }
  }
  return Value();
}

}  // namespace

Value to_value(const View& view) {
  Value value = branch_value(view);
  if (!view.is_in_union()) return value;
  return Value(UnionValue(view.branch(), branch_name(view.type()), std::move(value)));
}

}  // namespace avocet::avro
