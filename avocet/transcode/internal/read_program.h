// read_program.h - what a reader of JSON asks of a schema, in tables: names, and which branches of
// a union a kind of JSON can be.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/logical.h"
#include "avocet/avro/schema.h"
#include "avocet/base/json.h"
#include "avocet/transcode/json_form.h"

namespace avocet::transcode {

inline constexpr std::uint32_t kNoName = ~std::uint32_t{0};
inline constexpr std::size_t kJsonKinds = 6;

struct ReadNode {
  avro::Kind kind{};
  avro::LogicalType logical{};  // None where values have no text of their own
  std::uint32_t first = 0;      // Record, Union: in parts(). Array, Map: the node of what is inside
  std::uint32_t count = 0;      // Record: fields. Union: branches. Fixed: bytes
  std::uint32_t names = 0;      // Record, Union, Enum: where their names begin
  std::uint32_t name_count = 0;
  std::uint32_t choices = 0;  // Union: in choices
};

// A field or a branch.
struct Part {
  std::string_view name;
  std::string_view quoted;  // a field's: in JSON
  std::uint32_t type = 0;   // the node
};

class ReadProgram {
 public:
  ReadProgram(const avro::Schema& schema, const JsonForm& form);
  ReadProgram(const ReadProgram&) = delete;  // its tables point into it
  ReadProgram& operator=(const ReadProgram&) = delete;

  const avro::Schema& schema() const noexcept { return schema_; }
  const JsonForm& form() const noexcept { return form_; }
  const ReadNode& node(std::uint32_t type) const noexcept { return nodes_[type]; }
  std::uint32_t root() const noexcept { return static_cast<std::uint32_t>(schema_.root()); }
  const Part* parts(const ReadNode& node) const noexcept { return parts_.data() + node.first; }

  // The index of a field, a branch or a symbol; kNoName.
  std::uint32_t find(const ReadNode& node, std::string_view name) const noexcept;

  std::string_view fullname(std::uint32_t type) const noexcept { return fullnames_[type]; }

  // The branches of a union that a value of that kind may be, untagged.
  std::span<const std::uint32_t> choices(const ReadNode& node,
                                         base::Json::Kind kind) const noexcept;
  // Whether a value of that kind of JSON may be of that type.
  bool may_be(std::uint32_t type, base::Json::Kind kind) const noexcept;

 private:
  struct Named {
    std::string_view name;
    std::uint32_t index;
  };
  using Choices = std::array<std::vector<std::uint32_t>, kJsonKinds>;

  void add_record(const avro::Node& from, ReadNode& node);
  void add_union(const avro::Node& from, ReadNode& node);
  void add_names(ReadNode& node, std::vector<Named> names);

  avro::Schema schema_;
  JsonForm form_;
  std::vector<ReadNode> nodes_;              // by NodeId
  std::vector<std::string_view> fullnames_;  // by NodeId, of named types
  std::vector<Part> parts_;
  std::vector<Named> names_;  // of each node sorted
  std::vector<Choices> choices_;
  std::deque<std::string> texts_;  // what views point to, unless it is in the schema
};

}  // namespace avocet::transcode
