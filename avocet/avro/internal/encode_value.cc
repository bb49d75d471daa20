// Writes a tree, and finds what is wrong with it: a value of another kind, a field that is missing,
// text that is not UTF-8.
#include <algorithm>
#include <cstring>
#include <utility>

#include "avocet/avro/internal/encode_output.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

// Whether two names are the same. Most are a few bytes long, too few for a call.
bool same_name(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  std::size_t at = 0;
  std::uint64_t different = 0;
  for (; at + 8 <= a.size(); at += 8) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, a.data() + at, 8);
    std::memcpy(&right, b.data() + at, 8);
    different |= left ^ right;
  }
  for (; at < a.size(); ++at) different |= static_cast<std::uint64_t>(a[at] ^ b[at]);
  return different == 0;
}

class ValueWriter : public DatumWriter {
 public:
  using DatumWriter::DatumWriter;

  // `rest`: what must have room behind the value when it returns. On entry there is room for that,
  // of which slot.bound is a part.
  std::uint8_t* write(const Slot& slot, const Value& value, std::uint8_t* p, std::size_t rest,
                      std::size_t depth) {
    if (value.kind() != slot.kind) return write_other(slot, value, p, rest, depth);
    switch (slot.kind) {
      case Kind::Null:
        return p;
      case Kind::Boolean:
        *p = value.as<bool>() ? 1 : 0;
        return p + 1;
      case Kind::Int:
        return put_long(p, value.as<std::int32_t>());
      case Kind::Long:
        return put_long(p, value.as<std::int64_t>());
      case Kind::Float:
        return put_float(p, value.as<float>());
      case Kind::Double:
        return put_double(p, value.as<double>());
      case Kind::Bytes:
        return bytes(value.as<Bytes>(), p, rest);
      case Kind::String:
        return text(value.as<std::string>(), p, rest);
      case Kind::Enum:
        return symbol(node(slot), value.as<EnumValue>(), p);
      case Kind::Fixed:
        return fixed(node(slot), value.as<FixedValue>().bytes, p, rest);
      case Kind::Union:
        return told_branch(slot, value.as<UnionValue>(), p, rest, depth);
      case Kind::Record:
      case Kind::Array:
      case Kind::Map:
        if (!may_go_deeper(depth)) return nullptr;
        p = nested(slot, value, p, depth + 1);
        return p == nullptr ? p : room(p, rest);
    }
    return p;
  }

 private:
  const Node& node(const Slot& slot) const { return program_.schema.node(slot.type); }

  // A value of another kind than its type: an int for a long and the other way round, or a branch.
  std::uint8_t* write_other(const Slot& slot, const Value& value, std::uint8_t* p, std::size_t rest,
                            std::size_t depth) {
    if (slot.kind == Kind::Union) return only_branch(slot, value, p, rest, depth);
    if (slot.kind == Kind::Long && value.kind() == Kind::Int) {
      return put_long(p, value.as<std::int32_t>());
    }
    if (slot.kind == Kind::Int && value.kind() == Kind::Long) {
      const auto number = value.as<std::int64_t>();
      if (std::in_range<std::int32_t>(number)) return put_long(p, number);
      return fail(EncodeFault::OutOfRange, base::cat(number, " does not fit an int"));
    }
    return fail(EncodeFault::WrongKind,
                base::cat("expected ", branch_name(node(slot)), ", got ", to_text(value.kind())));
  }

  std::uint8_t* bytes(const Bytes& bytes, std::uint8_t* p, std::size_t rest) {
    std::uint64_t seen = 0;
    p = room(p, rest + bytes.size());
    return p == nullptr ? p
                        : put_bytes(put_size(p, bytes.size()), bytes.data(), bytes.size(), seen);
  }

  std::uint8_t* text(const std::string& text, std::uint8_t* p, std::size_t rest) {
    std::uint64_t seen = 0;
    p = room(p, rest + text.size());
    if (p == nullptr) return p;
    p = put_bytes(put_size(p, text.size()), text.data(), text.size(), seen);
    if ((seen & kTopBits) == 0 || base::is_utf8(text)) return p;
    return fail(EncodeFault::InvalidUtf8, "a string that is not UTF-8");
  }

  std::uint8_t* symbol(const Node& type, const EnumValue& value, std::uint8_t* p) {
    auto index = static_cast<std::size_t>(value.index);  // a guess
    if (index >= type.symbols.size() || type.symbols[index] != value.symbol) {
      const auto found = std::ranges::find(type.symbols, value.symbol);
      if (found == type.symbols.end()) {
        return fail(EncodeFault::UnknownSymbol,
                    base::cat("enum ", type.name.full(), " has no symbol \"", value.symbol, '"'));
      }
      index = static_cast<std::size_t>(found - type.symbols.begin());
    }
    return put_size(p, index);
  }

  std::uint8_t* fixed(const Node& type, const Bytes& bytes, std::uint8_t* p, std::size_t rest) {
    if (bytes.size() != type.size_bytes) {
      return fail(EncodeFault::WrongSize,
                  base::cat("fixed ", type.name.full(), " has ", type.size_bytes,
                            " bytes, the value ", bytes.size()));
    }
    std::uint64_t seen = 0;
    p = room(p, rest + bytes.size());
    return p == nullptr ? p : put_bytes(p, bytes.data(), bytes.size(), seen);
  }

  std::uint8_t* nested(const Slot& slot, const Value& value, std::uint8_t* p, std::size_t depth) {
    const Form& form = program_.form(slot.type);
    if (slot.kind == Kind::Record) {
      return record(node(slot), form, value.as<RecordValue>(), p, depth);
    }
    const Slot& inside = program_.slots[form.first];
    if (slot.kind == Kind::Map) return map(inside, value.as<MapValue>(), p, depth);
    const auto& items = value.as<ArrayValue>();
    return blocks(items.size(), p, inside.bound, [&](std::size_t i, std::uint8_t* at) {
      at = write(inside, items[i], at, inside.bound, depth);
      return at == nullptr ? fail_inside(std::to_string(i)) : at;
    });
  }

  std::uint8_t* record(const Node& type, const Form& form, const RecordValue& record,
                       std::uint8_t* p, std::size_t depth) {
    p = room(p, form.bound);
    if (p == nullptr) return p;
    for (std::size_t i = 0; i < form.count; ++i) {
      const std::string& name = type.fields[i].name;
      const bool in_place = i < record.fields.size() && same_name(record.fields[i].name, name);
      const Value* const value = in_place ? &record.fields[i].value : record.find(name);
      if (value == nullptr) {
        return fail(EncodeFault::MissingField,
                    base::cat("record ", type.name.full(), " lacks its field \"", name, '"'));
      }
      p = write(program_.slots[form.first + i], *value, p, form.bound, depth);
      if (p == nullptr) [[unlikely]]
        return fail_inside(name);
    }
    if (record.fields.size() == form.count) return p;
    return fail(EncodeFault::UnknownField,
                base::cat("record ", type.name.full(), " has ", type.fields.size(),
                          " fields, the value ", record.fields.size()));
  }

  std::uint8_t* map(const Slot& values, const MapValue& map, std::uint8_t* p, std::size_t depth) {
    const std::size_t bound = kMaxLongBytes + values.bound;  // of a key's length and a value
    return blocks(map.entries.size(), p, bound, [&](std::size_t i, std::uint8_t* at) {
      const Member& entry = map.entries[i];
      at = text(entry.name, at, bound);
      if (at != nullptr) at = write(values, entry.value, at, bound, depth);
      return at == nullptr ? fail_inside(entry.name) : at;
    });
  }

  std::uint8_t* told_branch(const Slot& slot, const UnionValue& value, std::uint8_t* p,
                            std::size_t rest, std::size_t depth) {
    const Form& form = program_.form(slot.type);
    const Branches& branches = program_.unions[form.branches];
    std::uint32_t branch = value.branch();  // a guess, if there is a name
    if (!value.name().empty() && (branch >= form.count || branches.names[branch] != value.name())) {
      branch = branch_of_name(branches, value.name());
    }
    if (branch < form.count) return in_branch(form, branch, value.value(), p, rest, depth);
    return fail(EncodeFault::NoBranch,
                value.name().empty() ? base::cat("the union has no branch ", value.branch())
                                     : base::cat("the union has no branch \"", value.name(), '"'));
  }

  std::uint8_t* only_branch(const Slot& slot, const Value& value, std::uint8_t* p, std::size_t rest,
                            std::size_t depth) {
    const Form& form = program_.form(slot.type);
    const std::uint32_t branch =
        program_.unions[form.branches].by_kind[std::to_underlying(value.kind())];
    if (branch < form.count) return in_branch(form, branch, value, p, rest, depth);
    if (branch == kSeveralBranches) {
      return fail(EncodeFault::Ambiguous,
                  base::cat("the union has several branches of kind ", to_text(value.kind())));
    }
    return fail(EncodeFault::NoBranch,
                base::cat("the union has no branch for ", to_text(value.kind())));
  }

  std::uint8_t* in_branch(const Form& form, std::uint32_t branch, const Value& value,
                          std::uint8_t* p, std::size_t rest, std::size_t depth) {
    return write(program_.slots[form.first + branch], value, put_size(p, branch), rest, depth);
  }
};

}  // namespace

std::uint8_t* write_value(const EncodeProgram& program, const Value& value, Output& out,
                          const EncodeOptions& options, EncodeError& error) {
  ValueWriter writer(program, out, options, error);
  std::uint8_t* p = writer.begin();
  return p == nullptr ? p : writer.write(program.root, value, p, program.root.bound, 0);
}

}  // namespace avocet::avro
