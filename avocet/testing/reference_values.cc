#include "avocet/testing/reference_values.h"

#include "avocet/base/utf8.h"
#include "avocet/testing/reference_default.h"

namespace avocet::testing {

using avro::Field;
using avro::Kind;
using avro::Node;
using avro::NodeId;
using avro::Schema;
using avro::Value;

void refuse(ReferenceFault fault) { throw ReferenceRefusal{{.fault = fault, .path = {}}}; }

namespace {

// A value of the writer's type as one of the reader's.
class ValueResolver {
 public:
  explicit ValueResolver(Resolution& resolution)
      : resolution_(resolution), writer_(resolution.writer()), reader_(resolution.reader()) {}

  Value resolve(NodeId w_id, NodeId r_id, const Value& value) {
    const Node& w = writer_.node(w_id);
    const Node& r = reader_.node(r_id);
    if (w.kind == Kind::Union) return resolve_branch(w_id, r_id, value.as<avro::UnionValue>());
    if (r.kind == Kind::Union) {
      const auto branch = resolution_.branch(w_id, r_id);
      if (!branch) refuse(ReferenceFault::Unreadable);
      return in_union(r, *branch, resolve(w_id, r.children[*branch], value));
    }
    if (w.kind != r.kind) return promote(value, r.kind);
    switch (w.kind) {
      case Kind::Record:
        return resolve_record(w, r, value.as<avro::RecordValue>());
      case Kind::Enum:
        return resolve_symbol(r, value.as<avro::EnumValue>().symbol);
      case Kind::Array: {
        avro::ArrayValue items;
        for (const Value& item : value.as<avro::ArrayValue>()) {
          items.push_back(resolve(w.children[0], r.children[0], item));
        }
        return Value(std::move(items));
      }
      case Kind::Map: {
        avro::MapValue map;
        for (const avro::Member& entry : value.as<avro::MapValue>().entries) {
          map.entries.push_back({entry.name, resolve(w.children[0], r.children[0], entry.value)});
        }
        return Value(std::move(map));
      }
      default:
        return value;
    }
  }

 private:
  Value in_union(const Node& r, std::size_t branch, Value value) const {
    return Value(avro::UnionValue(static_cast<std::uint32_t>(branch),
                                  branch_name(reader_.node(r.children[branch])), std::move(value)));
  }

  // Rule 2: the branch against the whole reader, or against its twin if the unions are the same.
  Value resolve_branch(NodeId w_id, NodeId r_id, const avro::UnionValue& value) {
    const NodeId w = writer_.node(w_id).children[value.branch()];
    const bool same = resolution_.same_union(w_id, r_id);
    const Node& reader = reader_.node(r_id);
    const NodeId r = same ? reader.children[value.branch()] : r_id;
    if (!resolution_.readable(w, r)) refuse(ReferenceFault::MissingBranch);
    Value resolved = resolve(w, r, value.value());
    return same ? in_union(reader, value.branch(), std::move(resolved)) : resolved;
  }

  Value resolve_record(const Node& w, const Node& r, const avro::RecordValue& record) {
    avro::RecordValue resolved;
    for (const Field& field : r.fields) {
      const auto written = Resolution::written_field(w, field);
      if (written) {
        resolved.fields.push_back({field.name, resolve(w.fields[*written].type, field.type,
                                                       record.fields[*written].value)});
        continue;
      }
      auto value = reference_default(reader_, field.type, *field.default_value);
      if (!value) refuse(ReferenceFault::Default);
      resolved.fields.push_back({field.name, *std::move(value)});
    }
    return Value(std::move(resolved));
  }

  static Value resolve_symbol(const Node& r, const std::string& symbol) {
    for (const std::string* wanted : {&symbol, r.enum_default ? &*r.enum_default : nullptr}) {
      for (std::size_t i = 0; wanted != nullptr && i < r.symbols.size(); ++i) {
        if (r.symbols[i] != *wanted) continue;
        return Value(avro::EnumValue{static_cast<std::int32_t>(i), *wanted});
      }
    }
    refuse(ReferenceFault::MissingSymbol);
  }

  // Rule 5; numbers are rounded to the nearest, ties to even.
  static Value promote(const Value& value, Kind to) {
    switch (value.kind()) {
      case Kind::Int:
        return promote_number(value.as<std::int32_t>(), to);
      case Kind::Long:
        return promote_number(value.as<std::int64_t>(), to);
      case Kind::Float:
        return Value(static_cast<double>(value.as<float>()));
      case Kind::String: {
        const auto& text = value.as<std::string>();
        return Value(avro::Bytes(text.begin(), text.end()));
      }
      default: {
        const auto& bytes = value.as<avro::Bytes>();
        std::string text(bytes.begin(), bytes.end());
        if (!base::is_utf8(text)) refuse(ReferenceFault::Utf8);
        return Value(std::move(text));
      }
    }
  }

  template <class Integer>
  static Value promote_number(Integer number, Kind to) {
    if (to == Kind::Long) return Value(std::int64_t{number});
    return to == Kind::Float ? Value(static_cast<float>(number))
                             : Value(static_cast<double>(number));
  }

  Resolution& resolution_;
  const Schema& writer_;
  const Schema& reader_;
};

}  // namespace

Value resolved_value(Resolution& resolution, NodeId w, NodeId r, const Value& value) {
  return ValueResolver(resolution).resolve(w, r, value);
}

}  // namespace avocet::testing
