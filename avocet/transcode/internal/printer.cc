// printer.cc - the positions in the text, the steps and the cells are local, so that they stay in
// registers; what is longer or rarer is in functions of its own.
#include "avocet/transcode/internal/printer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "avocet/avro/logical_value.h"
#include "avocet/base/base64.h"
#include "avocet/base/json_escape.h"
#include "avocet/transcode/internal/number_text.h"

#define AVOCET_INLINE __attribute__((always_inline))

namespace avocet::transcode {
namespace {

using avro::Cell;
using avro::Tag;

constexpr std::size_t kLiteralCopy = 32;  // bytes copied at once; literals are padded by as many
constexpr std::size_t kRoom = kLiteralCopy + kMostNumberText + 16;  // beyond text of known length
constexpr std::size_t kChunkBytes = 1024;                           // escaped in one go

std::string_view text_of(const Cell& cell) noexcept {
  return {static_cast<const char*>(cell.data), cell.count};
}

inline char* put(char* at, const char* text, std::size_t bytes) noexcept {
  std::memcpy(at, text, kLiteralCopy);
  if (bytes > kLiteralCopy) std::memcpy(at, text, bytes);
  return at + bytes;
}

inline char* put_boolean(char* at, bool value) noexcept {
  std::memcpy(at, value ? "true   " : "false  ", 8);
  return at + (value ? 4 : 5);
}

}  // namespace

bool Printer::print(const PrintProgram& program, const Cell& root, std::string_view& text) {
  levels_.clear();
  const PrintStep* const steps = program.steps();
  const char* const literals = program.literals();
  const PrintStep* ip = steps;
  const Cell* base = &root;
  char* at = out_.begin();

  const auto string = [&](const Cell& cell) AVOCET_INLINE {
    const char* from = static_cast<const char*>(cell.data);
    const char* const end = from + cell.count;
    at = out_.need(at, cell.count + kRoom);
    if (at == nullptr) return false;
    *at++ = '"';
    for (;;) {
      base::copy_plain_json(at, from, end);
      if (from == end) break;
      at = base::write_json_escape(at, *from++);
      at = out_.need(at, static_cast<std::size_t>(end - from) + kRoom);
      if (at == nullptr) return false;
    }
    *at++ = '"';
    return true;
  };
  const auto enter = [&](const Cell& cell) AVOCET_INLINE {
    levels_.push_back({.resume = ip + 1, .base = base, .left = cell.count, .stride = cell.stride});
    base = cell.cells;
  };
  // Behind the last item.
  const auto leave_loop = [&]() AVOCET_INLINE {
    const Level& level = levels_.back();
    base = level.base;
    ip = steps + level.resume[-1].arg;
    levels_.pop_back();
  };

  for (;;) {
    const PrintStep step = *ip;
    at = out_.need(at, step.literal_bytes + kRoom);
    if (at == nullptr) return false;
    at = put(at, literals + step.literal, step.literal_bytes);
    const Cell& cell = base[step.field];
    switch (step.op) {
      case PrintOp::Boolean:
        at = put_boolean(at, cell.bits != 0);
        break;
      case PrintOp::Integer:
        at = write_integer(at, cell.integer);
        break;
      case PrintOp::Float:
        at = write_float(at, std::bit_cast<float>(static_cast<std::uint32_t>(cell.bits)));
        break;
      case PrintOp::Double:
        at = write_double(at, std::bit_cast<double>(cell.bits));
        break;
      case PrintOp::Latin1:
        at = latin1(at, text_of(cell));
        if (at == nullptr) return false;
        break;
      case PrintOp::Base64:
        at = base64(at, text_of(cell));
        if (at == nullptr) return false;
        break;
      case PrintOp::Hex:
        at = hex(at, text_of(cell));
        if (at == nullptr) return false;
        break;
      case PrintOp::String:
        if (!string(cell)) return false;
        break;
      case PrintOp::Symbol: {
        const Literal& symbol = program.symbols()[step.arg + cell.bits];
        at = out_.need(at, symbol.bytes + kRoom);
        if (at == nullptr) return false;
        at = put(at, literals + symbol.offset, symbol.bytes);
        break;
      }
      case PrintOp::Logical:
        at = logical(at, program.logical(step.arg), cell);
        if (at == nullptr) return false;
        break;

      case PrintOp::Record:
        enter(cell);
        ip = steps + step.arg;
        continue;
      case PrintOp::Return:
        ip = levels_.back().resume;
        base = levels_.back().base;
        levels_.pop_back();
        continue;

      case PrintOp::Array:
        if (cell.tag != Tag::Array) {
          at = packed(at, program, ip[1], cell);
          if (at == nullptr) return false;
          ip = steps + step.arg;
          continue;
        }
        *at++ = '[';
        if (cell.count == 0) {
          *at++ = ']';
          ip = steps + step.arg;
          continue;
        }
        enter(cell);
        break;
      case PrintOp::NextItem: {
        Level& level = levels_.back();
        if (--level.left == 0) {
          *at++ = ']';
          leave_loop();
          continue;
        }
        *at++ = ',';
        base += level.stride;
        ip = level.resume;
        continue;
      }
      case PrintOp::Map:
      case PrintOp::NextEntry:
        if (step.op == PrintOp::Map) {
          *at++ = '{';
          enter(cell);
        } else if (--levels_.back().left != 0) {
          *at++ = ',';
          base += levels_.back().stride;
        }
        if (levels_.back().left == 0) {
          *at++ = '}';
          leave_loop();
          continue;
        }
        if (!string(*base)) return false;
        *at++ = ':';
        ip = levels_.back().resume;
        continue;

      case PrintOp::Union:
        ip = steps + program.targets()[step.arg + cell.branch];
        continue;
      case PrintOp::Jump:
        ip = steps + step.arg;
        continue;
      case PrintOp::End:
        text = out_.text(at);
        return text.size() <= out_.max_bytes();
    }
    ++ip;
  }
}

// A byte from 80 on is a code point of two bytes in UTF-8.
char* Printer::latin1(char* at, std::string_view bytes) {
  *at++ = '"';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % kChunkBytes == 0) {
      at = out_.need(at, base::kMostEscapeBytes * std::min(bytes.size() - i, kChunkBytes) + kRoom);
      if (at == nullptr) return nullptr;
    }
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (base::needs_json_escape(bytes[i])) {
      at = base::write_json_escape(at, bytes[i]);
    } else if (byte < 0x80) {
      *at++ = bytes[i];
    } else {
      *at++ = static_cast<char>(0xc0 | byte >> 6);
      *at++ = static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  *at++ = '"';
  return at;
}

char* Printer::base64(char* at, std::string_view bytes) {
  at = out_.need(at, base::base64_size(bytes.size()) + kRoom);
  if (at == nullptr) return nullptr;
  *at++ = '"';
  at = base::write_base64(at, bytes);
  *at++ = '"';
  return at;
}

char* Printer::hex(char* at, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  at = out_.need(at, 2 * bytes.size() + kRoom);
  if (at == nullptr) return nullptr;
  *at++ = '"';
  for (const char c : bytes) {
    *at++ = kDigits[static_cast<unsigned char>(c) >> 4];
    *at++ = kDigits[static_cast<unsigned char>(c) & 15];
  }
  *at++ = '"';
  return at;
}

// An array of numbers, which have no cell of their own: `write` puts one at a position.
template <class Item, class Write>
char* Printer::packed_items(char* at, const Cell& cell, const Write& write) {
  const auto* item = static_cast<const Item*>(cell.data);
  *at++ = '[';
  for (std::uint32_t left = cell.count; left != 0; --left, ++item) {
    at = out_.need(at, kRoom);
    if (at == nullptr) return nullptr;
    at = write(at, *item);
    if (at == nullptr) return nullptr;
    if (left != 1) *at++ = ',';
  }
  *at++ = ']';
  return at;
}

char* Printer::packed(char* at, const PrintProgram& program, const PrintStep& item,
                      const Cell& cell) {
  if (cell.tag == Tag::Floats) {
    return packed_items<float>(at, cell, write_float);
  }
  if (cell.tag == Tag::Doubles) {
    return packed_items<double>(at, cell, write_double);
  }
  if (item.op != PrintOp::Logical) {
    return packed_items<std::int64_t>(at, cell, write_integer);
  }
  return packed_items<std::int64_t>(at, cell, [&](char* to, std::int64_t value) {
    Cell number{};
    number.integer = value;
    return logical(to, program.logical(item.arg), number);
  });
}

// Of an int or long, bytes or fixed.
char* Printer::logical(char* at, const LogicalCell& logical, const Cell& cell) {
  const bool is_number = logical.raw == PrintOp::Integer;
  const auto value =
      is_number
          ? avro::read_logical(logical.type, cell.integer)
          : avro::read_logical(logical.type,
                               std::span(static_cast<const std::uint8_t*>(cell.data), cell.count));
  if (!value) {
    return is_number                        ? write_integer(at, cell.integer)
           : logical.raw == PrintOp::Latin1 ? latin1(at, text_of(cell))
           : logical.raw == PrintOp::Base64 ? base64(at, text_of(cell))
                                            : hex(at, text_of(cell));
  }
  scratch_.assign(1, '"');
  avro::append_text(scratch_, *value);
  scratch_ += '"';
  at = out_.need(at, scratch_.size() + kRoom);
  if (at == nullptr) return nullptr;
  std::memcpy(at, scratch_.data(), scratch_.size());
  return at + scratch_.size();
}

}  // namespace avocet::transcode
