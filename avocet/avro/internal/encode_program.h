// encode_program.h - a schema as the encoders walk it: for each type the slots of what is inside
// it, each with how many bytes it can take.
//
//   Schema --EncodePlan--> EncodeProgram --TapeWriter, ValueWriter--> bytes
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// A value inside another: a record's field, an item, a map's value, a branch; or the datum itself.
struct Slot {
  Kind kind = Kind::Null;
  std::uint16_t run = 1;    // so many slots from here on are all integers, or all doubles
  std::uint32_t bound = 0;  // the most bytes it takes, but for what makes room for itself: text,
                            // fixed, records, arrays and maps
  NodeId type{};
};

struct Form {
  std::uint32_t first = 0;  // index of its slots: a record's fields, the items, the map's values,
  std::uint32_t count = 0;  // a union's branches
  std::uint32_t bound = 0;  // a record: of its slots together
  std::uint32_t branches = 0;  // a union: index of its Branches
};

inline constexpr std::uint32_t kNoBranch = ~std::uint32_t{0};
inline constexpr std::uint32_t kSeveralBranches = kNoBranch - 1;

// How a union's value finds its branch.
struct Branches {
  std::array<std::uint32_t, 14> by_kind{};  // kNoBranch, kSeveralBranches or the only one
  std::vector<std::string> names;           // of each branch
  std::vector<std::uint32_t> by_name;       // branches in the order of their names
};

struct EncodeProgram {
  explicit EncodeProgram(Schema of);

  const Form& form(NodeId type) const { return forms[static_cast<std::size_t>(type)]; }
  std::span<const Slot> slots_of(const Form& form) const {
    return {slots.data() + form.first, form.count};
  }

  Schema schema;
  Slot root;
  std::vector<Form> forms;  // indexed by NodeId
  std::vector<Slot> slots;
  std::vector<Branches> unions;
};

// The branch of that name; kNoBranch: there is none.
std::uint32_t branch_of_name(const Branches& branches, std::string_view name);

}  // namespace avocet::avro
