// write_plan.h - how the values of a struct become the bytes of a schema that is not its own: a
// node for each pair of a C++ type and a type of the schema, made once.
//
//   T, Schema --Binder--> WriteNode… --Sheet--> bytes
//
// Where a part of the schema is what the struct would have said itself, its node writes all of it
// in one go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/arena.h"
#include "avocet/avro/error.h"
#include "avocet/avro/logical.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/avro/write.h"
#include "avocet/structs/codec.h"
#include "avocet/structs/describe.h"

namespace avocet::structs {

class Sheet;

struct WriteNode {
  // A field of a record in the schema's order: a member of the struct, or the field's default.
  struct Part {
    const void* (*member)(const void* record) = nullptr;  // null: the default
    std::uint32_t node = 0;
    std::string name{};  // of the member
    avro::Bytes default_bytes{};
  };

  // False: sheet.to says why.
  bool (*write)(const WriteNode& node, const void* value, Sheet& sheet) = nullptr;
  // Writes the same in one go, by code made for the type; null: there is no such code.
  bool (*straight)(const WriteNode& node, const void* value, Sheet& sheet) = nullptr;
  // The schema says what the struct would have said: here, and once all is bound also further in.
  bool is_straight = false;
  std::vector<Part> parts{};             // Record
  std::vector<std::uint32_t> nodes{};    // of items, values, alternatives
  std::vector<std::uint32_t> numbers{};  // branches by alternative; the schema's symbols by ours
  std::uint32_t branch = 0;
  std::uint32_t size_bytes = 0;
  std::int32_t precision = 0;
  std::int32_t scale = 0;
};

struct WritePlan {
  std::vector<WriteNode> nodes;
  std::uint32_t root = 0;
};

// Where the bytes go; memory that is used again.
class Sheet {
 public:
  Sheet() = default;

  void begin(const WritePlan* plan, Writing* writing) noexcept {
    plan_ = plan;
    to = writing;
    size_ = 0;
  }

  // At least `bytes` and the slack of write.h. Throws bad_alloc, which Encoder catches.
  std::uint8_t* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes + avro::kWriteSlack) grow(bytes + avro::kWriteSlack);
    return memory_.get() + size_;
  }
  // `end` is behind what was written into the room asked for last.
  void advance(const std::uint8_t* end) noexcept {
    size_ = static_cast<std::size_t>(end - memory_.get());
  }
  void put_size(std::size_t size) { advance(avro::put_size(room(avro::kMaxLongBytes), size)); }

  bool write(std::uint32_t node, const void* value) {
    const WriteNode& found = plan_->nodes[node];
    return found.write(found, value, *this);
  }

  std::span<const std::uint8_t> written() const noexcept { return {memory_.get(), size_}; }

  Writing* to = nullptr;

 private:
  void grow(std::size_t bytes);

  const WritePlan* plan_ = nullptr;
  std::unique_ptr<std::uint8_t[]> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

enum class UnknownMembers : std::uint8_t { Refuse, Drop };  // of the struct, which the schema lacks
enum class MissingFields : std::uint8_t {
  Refuse,
  Default
};  // of the schema, which the struct lacks

struct BindOptions {
  UnknownMembers unknown_members = UnknownMembers::Refuse;
  MissingFields missing_fields = MissingFields::Default;
};

inline constexpr std::size_t kMostBindDepth = 500;  // types of a schema inside one another

template <class T>
inline constexpr char kTypeKey = 0;  // its address stands for T

// Makes the nodes. Errors are kept with the path of the first mismatch in the struct's members.
class Binder {
 public:
  Binder(const avro::Schema& schema, const BindOptions& options)
      : schema_(schema), options_(options) {}

  const avro::Schema& schema() const noexcept { return schema_; }
  const avro::Node& node(avro::NodeId type) const noexcept { return schema_.node(type); }
  const BindOptions& options() const noexcept { return options_; }

  // The node that writes a T as `type`. In a union that T is not itself, as its one branch for T.
  template <class T>
  std::optional<std::uint32_t> bind(avro::NodeId type);

  // The branch of `type`, a union, that a T can be written to: the first of its own kind (and name,
  // if there are several), else the first that takes it. Nothing: none.
  template <class T>
  std::optional<std::uint32_t> find_branch(avro::NodeId type);

  std::optional<avro::Bytes> default_of(const avro::Node& record, std::size_t field);

  // Both return false.
  bool fail(std::string message);
  bool fail_in(std::string_view step);
  bool refuse(avro::NodeId type, std::string_view cpp_name);  // "… cannot be written as …"

  // Once all is bound.
  WritePlan take_plan(std::uint32_t root);
  avro::SchemaError take_error() { return std::move(error_); }

 private:
  template <class T>
  bool bind_branch(avro::NodeId type, WriteNode& made);

  const avro::Schema& schema_;
  const BindOptions& options_;
  std::vector<WriteNode> nodes_;
  std::map<std::pair<const void*, avro::NodeId>, std::uint32_t> known_;
  std::size_t depth_ = 0;
  avro::SchemaError error_;
};

// Writes a T as its own schema says.
template <class T>
bool write_straight(const WriteNode&, const void* value, Sheet& sheet) {
  const T& it = *static_cast<const T*>(value);
  const std::size_t bytes = Codec<T>::bound(it, *sheet.to);
  if (!sheet.to->bad) sheet.advance(Codec<T>::write(sheet.room(bytes), it, *sheet.to));
  if (!sheet.to->bad) return true;
  Codec<T>::check(it, *sheet.to);
  return false;
}

// What a Codec<T>::bind does where only the kind and the logical type count.
template <class T>
bool bind_leaf(Binder& binder, avro::NodeId type, WriteNode& made);

}  // namespace avocet::structs
