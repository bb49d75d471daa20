// compile_skip.cc - the steps that pass over what the reader does not want. Lengths, indexes and
// varints are checked, for a wrong one would lead astray; the bytes of values that are simply so
// long are not looked at.
#include "avocet/avro/internal/compiler.h"

namespace avocet::avro {

bool Compiler::skip(NodeId w, std::uint32_t place) {
  if (!begin_value(place)) return false;
  if (size(w).is_finite && size(w).is_constant) {
    out_.skip(size(w).min_bytes, place);
    return true;
  }
  switch (writer(w).kind) {
    case Kind::Int:
      out_.emit(Op::SkipInt, {}, 0, place);
      return true;
    case Kind::Long:
      out_.emit(Op::SkipLong, {}, 0, place);
      return true;
    case Kind::Enum:
      out_.emit(Op::SkipEnum, {}, static_cast<std::uint32_t>(writer(w).symbols.size()), place);
      return true;
    case Kind::Bytes:
    case Kind::String:
      out_.emit(Op::SkipBytes, {}, 0, place);
      return true;
    case Kind::Array:
    case Kind::Map:
      return skip_loop(w, place);
    case Kind::Record:
      return skip_record(w, place);
    default:
      return branches(w, place, [&](std::uint32_t i, std::uint32_t at) {
        return skip(writer(w).children[i], at);
      });
  }
}

bool Compiler::skip_loop(NodeId w, std::uint32_t place) {
  const bool is_map = writer(w).kind == Kind::Map;
  const NodeId item = writer(w).children[0];
  const std::uint32_t at = add_place(is_map ? Place::Edge::Values : Place::Edge::Items, place, 0);
  const auto index = static_cast<std::uint32_t>(program_->loops.size());
  const EncodedSize each = size(item);
  const std::uint32_t key_bytes = is_map && each.min_bytes != kNoIndex ? 1 : 0;
  program_->loops.push_back(
      {.min_bytes = each.min_bytes + key_bytes,
       .item_bytes = each.is_finite && each.is_constant && !is_map ? each.min_bytes : 0,
       .nest = static_cast<std::uint16_t>(level_.nest),
       .stride = 0,
       .item_cells = 0});
  out_.emit(Op::SkipLoop, {}, index, at);
  out_.label();
  const Level outer = std::exchange(level_, {});
  if (is_map) out_.emit(Op::SkipBytes, {}, 0, at);
  const bool good = skip(item, at);
  level_ = outer;
  if (!good) return false;
  out_.emit(Op::SkipNext, {}, index, at);
  program_->loops[index].after = out_.label();
  return true;
}

bool Compiler::skip_record(NodeId w, std::uint32_t place) {
  const std::uint64_t pair = std::uint64_t{static_cast<std::uint32_t>(w)} << 32 | kNoIndex;
  if (must_call(pair)) {
    call(Op::SkipCall, w, {}, {}, place);
    return true;
  }
  const auto& fields = writer(w).fields;
  if (!matcher_.charge(fields.size())) return within_limits(place);
  open_.push_back(pair);
  ++level_.nest;
  bool good = true;
  for (std::uint32_t i = 0; good && i < fields.size(); ++i) {
    good = skip(fields[i].type, add_place(Place::Edge::Field, place, i, w, true));
  }
  --level_.nest;
  open_.pop_back();
  return good;
}

}  // namespace avocet::avro
