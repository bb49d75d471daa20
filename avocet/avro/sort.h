// sort.h - the order of encoded data, found without decoding them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "avocet/avro/schema.h"
#include "avocet/base/result.h"

namespace avocet::avro {

enum class SortFault : std::uint8_t {
  Map,      // maps have no order, and this one is not in a field to be ignored
  BadData,  // bytes that are no datum of the schema, or one beyond a limit
  TooDeep,  // more records, arrays and maps inside one another than max_depth
};

// As the decoders' own.
struct SortLimits {
  std::size_t max_depth = 256;
  std::size_t max_empty_items = 1'048'576;  // items of arrays and maps that take no bytes, together
};

// How the datum at the beginning of `a` is ordered against that of `b`, both written with `schema`.
// Bytes are looked at up to the first difference only; those behind a datum do not count. Numbers
// by value, -0.0 before 0.0 and NaN last, all NaN equal; text, bytes and fixed by unsigned bytes;
// enums by index; unions by branch first; arrays by items, the shorter first, in whatever blocks
// they come; fields in schema order, as their `order` says. Source: Avro 1.12 "Sort Order",
// spec/avro.md 1.10.
base::Result<std::weak_ordering, SortFault> compare(const Schema& schema,
                                                    std::span<const std::uint8_t> a,
                                                    std::span<const std::uint8_t> b,
                                                    const SortLimits& limits = {});

}  // namespace avocet::avro
