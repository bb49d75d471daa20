// Writes a decoded datum. The loop over a record's slots is the hot one: numbers and text are
// written in it, all else in a call.
//
// Nothing here can be wrong with the tape: cells are made by the decoder alone, of the very schema
// that the program was made of. Text was checked, or trusted, when it was decoded.
#include "avocet/avro/arena.h"
#include "avocet/avro/internal/encode_output.h"

namespace avocet::avro {
namespace {

class TapeWriter : public DatumWriter {
 public:
  using DatumWriter::DatumWriter;

  // `rest`: what must have room behind the value when it returns. On entry there is room for that,
  // of which slot.bound is a part.
  std::uint8_t* write(const Slot& slot, const Cell& cell, std::uint8_t* p, std::size_t rest,
                      std::size_t depth) {
    switch (slot.kind) {
      case Kind::Null:
        return p;
      case Kind::Boolean:
        *p = static_cast<std::uint8_t>(cell.bits);
        return p + 1;
      case Kind::Int:
      case Kind::Long:
        return put_long(p, cell.integer);
      case Kind::Float:
        return put_word_of(p, cell.bits, 4);
      case Kind::Double:
        return put_word_of(p, cell.bits, 8);
      case Kind::Bytes:
      case Kind::String:
        return text(cell, p, rest);
      case Kind::Fixed:
        p = room(p, rest + cell.count);
        return p == nullptr ? p : append(cell, p);
      case Kind::Enum:
        return put_size(p, cell.bits);
      case Kind::Union:
        return write(branch_of(slot, cell), cell, put_size(p, cell.branch), rest, depth);
      case Kind::Record:
      case Kind::Array:
      case Kind::Map:
        if (!may_go_deeper(depth)) return nullptr;
        p = nested(slot, cell, p, depth + 1);
        return p == nullptr ? p : room(p, rest);
    }
    return p;
  }

 private:
  const Slot& branch_of(const Slot& slot, const Cell& cell) const {
    return program_.slots[program_.form(slot.type).first + cell.branch];
  }

  // As write(), with no call for what most values are.
  std::uint8_t* write_one(const Slot& slot, const Cell& cell, std::uint8_t* p, std::size_t rest,
                          std::size_t depth) {
    return slot.kind == Kind::String ? text(cell, p, rest) : write(slot, cell, p, rest, depth);
  }

  static std::uint8_t* put_word_of(std::uint8_t* p, std::uint64_t bits, std::size_t bytes) {
    put_word(p, bits);
    return p + bytes;
  }

  static std::uint8_t* append(const Cell& cell, std::uint8_t* p) {
    std::uint64_t seen = 0;
    return put_bytes(p, cell.data, cell.count, seen);
  }

  std::uint8_t* text(const Cell& cell, std::uint8_t* p, std::size_t rest) {
    p = room(p, rest + cell.count);
    return p == nullptr ? p : append(cell, put_size(p, cell.count));
  }

  std::uint8_t* nested(const Slot& slot, const Cell& cell, std::uint8_t* p, std::size_t depth) {
    const Form& form = program_.form(slot.type);
    if (slot.kind == Kind::Record) return record(slot.type, form, cell.cells, p, depth);
    const Slot& inside = program_.slots[form.first];
    if (slot.kind == Kind::Map) return map(inside, cell, p, depth);
    switch (cell.tag) {
      case Tag::Longs:
        return packed<std::int64_t>(cell, p, put_long, kMaxLongBytes);
      case Tag::Floats:
        return packed<float>(cell, p, put_float, sizeof(float));
      case Tag::Doubles:
        return packed<double>(cell, p, put_double, sizeof(double));
      default:
        break;
    }
    return blocks(cell.count, p, inside.bound, [&](std::size_t i, std::uint8_t* at) {
      at = write_one(inside, cell.cells[i * cell.stride], at, inside.bound, depth);
      return at == nullptr ? fail_inside(std::to_string(i)) : at;
    });
  }

  std::uint8_t* record(NodeId type, const Form& form, const Cell* cells, std::uint8_t* p,
                       std::size_t depth) {
    p = room(p, form.bound);
    if (p == nullptr) return p;
    const Slot* const slots = program_.slots.data() + form.first;
    for (std::size_t i = 0; i < form.count;) {
      const Slot& slot = slots[i];
      const Cell& cell = cells[i];
      switch (slot.kind) {
        case Kind::Int:
        case Kind::Long:
          for (const std::size_t end = i + slot.run; i < end; ++i) {
            p = put_long(p, cells[i].integer);
          }
          continue;
        case Kind::Double:
          for (const std::size_t end = i + slot.run; i < end; ++i) p = put_word(p, cells[i].bits);
          continue;
        case Kind::Union: {
          const Slot& branch = branch_of(slot, cell);
          p = put_size(p, cell.branch);
          if (branch.kind != Kind::Null) p = write_one(branch, cell, p, form.bound, depth);
          break;
        }
        default:
          p = write_one(slot, cell, p, form.bound, depth);
      }
      if (p == nullptr) [[unlikely]] {
        return fail_inside(program_.schema.node(type).fields[i].name);
      }
      ++i;
    }
    return p;
  }

  std::uint8_t* map(const Slot& values, const Cell& cell, std::uint8_t* p, std::size_t depth) {
    const std::size_t bound = kMaxLongBytes + values.bound;  // of a key's length and a value
    return blocks(cell.count, p, bound, [&](std::size_t i, std::uint8_t* at) -> std::uint8_t* {
      const Cell* const entry = cell.cells + i * cell.stride;
      at = text(entry[0], at, bound);
      if (at != nullptr) at = write_one(values, entry[1], at, bound, depth);
      if (at != nullptr) [[likely]]
        return at;
      return fail_inside({static_cast<const char*>(entry[0].data), entry[0].count});
    });
  }

  template <class Number, class Put>
  std::uint8_t* packed(const Cell& cell, std::uint8_t* p, const Put& put, std::size_t bound) {
    const auto* const numbers = static_cast<const Number*>(cell.data);
    return blocks(cell.count, p, bound,
                  [&](std::size_t i, std::uint8_t* at) { return put(at, numbers[i]); });
  }
};

}  // namespace

std::uint8_t* write_tape(const EncodeProgram& program, const Cell& cell, Output& out,
                         const EncodeOptions& options, EncodeError& error) {
  TapeWriter writer(program, out, options, error);
  std::uint8_t* p = writer.begin();
  return p == nullptr ? p : writer.write(program.root, cell, p, program.root.bound, 0);
}

}  // namespace avocet::avro
