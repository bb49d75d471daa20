// describe.h - what the schema of a struct or an enum says beyond what C++ knows.
//
//   template <>
//   struct avocet::structs::Describe<shop::Order> {
//     static Note note() {
//       return {.name = "Order",
//               .space = "com.acme.shop",
//               .members = {{.member = "id", .name = "order_id", .aliases = {"orderId"}},
//                           {.member = "total", .precision = 12, .scale = 2}}};
//     }
//   };
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::structs {

// About one member of a struct, or one enumerator (of which only `name` counts).
struct MemberNote {
  std::string member{};  // as it is called in C++
  std::string name{};    // in the schema; "": the same
  std::optional<std::string> doc{};
  std::optional<std::string> default_json{};  // a JSON text: "0", "\"none\"", "[]"
  // Names that writers use. As in Java they count where the record's full name, or one of its
  // aliases, is the writer's.
  std::vector<std::string> aliases{};
  avro::Order order = avro::Order::Ascending;
  std::string type_name{};       // of an array of bytes: the name of its fixed; "": "Fixed16"
  std::int32_t precision = 0;    // of a Decimal: digits, at least 1
  std::int32_t scale = 0;        // of a Decimal: digits behind the point
  std::uint32_t size_bytes = 0;  // of a Decimal: of its fixed; 0: it is bytes
};

// About a type. Names that are not given come from C++: Order of shop::v2 is shop.v2.Order;
// anonymous namespaces and functions around it do not count.
struct Note {
  std::string name{};
  std::optional<std::string> space{};  // the namespace; "": none
  std::optional<std::string> doc{};
  std::vector<std::string> aliases{};
  std::vector<MemberNote> members{};  // those about which there is something to say
  std::string default_symbol{};       // of an enum: what a symbol that the reader lacks becomes
};

// To be specialised for the types that have something to say, each with `static Note note()`.
template <class T>
struct Describe {};

template <class T>
Note note_of() {
  if constexpr (requires { Describe<T>::note(); }) {
    return Describe<T>::note();
  } else {
    return {};
  }
}

// The Avro name of a type that C++ calls `cpp_name`: "shop::v2::Order".
avro::Name name_from(std::string_view cpp_name, const Note& note);

}  // namespace avocet::structs
