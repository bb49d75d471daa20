// codec.h - what a C++ type is in Avro: one specialisation of Codec for each shape of type.
//
//   Codec<T>::schema   its schema            schema_of.h
//   Codec<T>::read     a cell becomes a T    decode.h
//   Codec<T>::bound,
//   Codec<T>::write    a T becomes bytes     encode.h
//   Codec<T>::bind     a T as a type of a    encode.h, where the schema is not the struct's own
//                      schema that is given
//
// A type of your own may have a Codec too. codec_*.h hold those for numbers, text, time, enums,
// collections, unions, records and logical types; codecs.h is all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "avocet/avro/arena.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/schema.h"

namespace avocet::structs {

template <class... T>
struct Types {};

// Members of a specialisation:
//
//   using Parts = Types<…>;              the types directly inside it
//   static constexpr avro::Kind kKind;   of the schema
//   static constexpr avro::Logical kLogical;
//   static constexpr bool kBorrows;      it holds a view of the input
//   static constexpr bool kNeedsType;    what it is depends on its schema (a Decimal's scale)
//   static void schema(SchemaText& out);
//   static bool read(const avro::Cell& cell, avro::NodeId type, T& out, Reading& in);
//   static std::size_t bound(const T& value, Writing& to);
//   static std::uint8_t* write(std::uint8_t* p, const T& value, Writing& to);
//   static bool check(const T& value, Writing& to);
//   static bool bind(Binder& binder, avro::NodeId type, WriteNode& node);
//
// `read` is handed a cell whose reader's schema is the codec's own, so its layout is known. It
// replaces all that `out` held. False: `in` says why. `bound` is how many bytes `write` writes at
// most. What cannot be written makes `write` set to.bad and go on; `check` then finds where and
// why.
template <class T>
struct Codec;

// The state of one struct being filled from the tape.
struct Reading {
  std::size_t budget_bytes;    // memory that the struct may still take
  const avro::Schema* schema;  // the reader's
  avro::DecodeFault fault{};
  std::string path{};  // grows at the front on the way out

  bool charge(std::size_t bytes) noexcept {
    if (bytes > budget_bytes) return fail(avro::DecodeFault::OutputLimit);
    budget_bytes -= bytes;
    return true;
  }
  [[gnu::cold]] bool fail(avro::DecodeFault why) noexcept {
    fault = why;
    return false;
  }
  [[gnu::cold]] bool fail_in(std::string_view step);
};

// The state of one struct being written.
struct Writing {
  bool trust_utf8 = false;
  bool bad = false;            // something could not be written
  std::size_t depth_left = 0;  // records and collections that may still be inside one another
  avro::EncodeError error{};

  bool fail(avro::EncodeFault why, std::string message);
  bool fail_in(std::string_view step);
};

namespace walking {

template <template <class> class Is, class T, class... Seen>
consteval bool contains() {
  if constexpr (Is<T>::value) {
    return true;
  } else if constexpr ((std::is_same_v<T, Seen> || ...)) {
    return false;
  } else {
    return []<class... Part>(Types<Part...>) {
      return (contains<Is, Part, T, Seen...>() || ...);
    }(typename Codec<T>::Parts{});
  }
}

template <class T>
struct Borrows : std::bool_constant<Codec<T>::kBorrows> {};
template <class T>
struct NeedsType : std::bool_constant<Codec<T>::kNeedsType> {};
template <class T>
struct Same {
  template <class U>
  struct As : std::is_same<T, U> {};
};

template <class T>
consteval bool is_recursive() {
  return []<class... Part>(Types<Part...>) {
    return (contains<Same<T>::template As, Part>() || ...);
  }(typename Codec<T>::Parts{});
}

}  // namespace walking

// T, or something in it, is a view of the input.
template <class T>
inline constexpr bool kBorrows = walking::contains<walking::Borrows, T>();

// T, or something in it, is read and written as its schema says.
template <class T>
inline constexpr bool kNeedsType = walking::contains<walking::NeedsType, T>();

// A value of T may hold another one, and so be as deep as it likes.
template <class T>
inline constexpr bool kRecursive = walking::is_recursive<T>();

// The type of a part, where someone inside it will ask.
template <class Part>
avro::NodeId child_type(const Reading& in, avro::NodeId type, std::size_t index) {
  if constexpr (kNeedsType<Part>) {
    return in.schema->node(type).children[index];
  } else {
    return {};
  }
}

// A level of a value that may be as deep as it likes.
template <class T>
class Level {
 public:
  explicit Level(Writing& to) noexcept : to_(to) {
    if constexpr (kRecursive<T>) {
      is_too_deep_ = to.depth_left == 0;
      if (!is_too_deep_) --to.depth_left;
    }
  }
  ~Level() {
    if constexpr (kRecursive<T>) to_.depth_left += is_too_deep_ ? 0 : 1;
  }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  bool is_too_deep() const noexcept { return is_too_deep_; }

 private:
  Writing& to_;
  bool is_too_deep_ = false;
};

}  // namespace avocet::structs
