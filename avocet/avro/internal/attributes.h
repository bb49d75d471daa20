// attributes.h - which members of a JSON object are attributes without a meaning, and are kept
// (spec/avro.md 1.5).
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// Members that are never attributes, even where they have no meaning: there they are dropped.
inline constexpr std::array<std::string_view, 11> kReservedInEnum = {
    "doc",     "fields", "items", "name",    "namespace", "size",
    "symbols", "values", "type",  "aliases", "default"};
inline constexpr std::span<const std::string_view> kReservedInSchema{kReservedInEnum.data(), 10};
inline constexpr std::array<std::string_view, 6> kReservedInField = {"default", "doc",  "name",
                                                                     "order",   "type", "aliases"};

// The other members of `object`, in order, numbers in their stored spelling.
std::vector<Attribute> attributes_of(const base::Json& object,
                                     std::span<const std::string_view> reserved);

}  // namespace avocet::avro
