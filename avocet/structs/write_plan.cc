#include "avocet/structs/write_plan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/encode.h"
#include "avocet/base/json_pointer.h"
#include "avocet/base/text.h"

namespace avocet::structs {

void Sheet::grow(std::size_t bytes) {
  if (bytes > PTRDIFF_MAX - size_) throw std::bad_alloc();
  const std::size_t capacity = std::max(size_ + bytes, 2 * capacity_);
  std::unique_ptr<std::uint8_t[]> memory(new std::uint8_t[capacity]);
  if (size_ != 0) std::memcpy(memory.get(), memory_.get(), size_);
  memory_ = std::move(memory);
  capacity_ = capacity;
}

bool Binder::fail(std::string message) {
  error_ = {.fault = avro::SchemaFault::Type, .path = {}, .message = std::move(message)};
  return false;
}

bool Binder::fail_in(std::string_view step) {
  base::put_in_front(error_.path, step);
  return false;
}

bool Binder::refuse(avro::NodeId type, std::string_view cpp_name) {
  const avro::Node& found = node(type);
  std::string to(avro::to_text(found.kind));
  if (avro::is_named(found.kind)) to += " " + found.name.full();
  const avro::Logical logical = avro::logical_type(found).kind;
  if (logical != avro::Logical::None) to += base::cat(" (", avro::to_text(logical), ')');
  return fail(base::cat(cpp_name, " cannot be written as ", to));
}

// A default is what a reader gives a field that the writer does not have; so it is read from a
// record without fields, and written.
std::optional<avro::Bytes> Binder::default_of(const avro::Node& record, std::size_t field) {
  const avro::Field& missing = record.fields[field];
  if (options_.missing_fields == MissingFields::Refuse || !missing.default_value) {
    fail("the struct has no such member");
    return std::nullopt;
  }
  avro::Node empty{.kind = avro::Kind::Record, .name = {.space = {}, .simple = "Defaults"}};
  const avro::Schema writer(avro::Schema::Graph{.nodes = {empty}, .root = {}, .referenced = {}});
  avro::Schema::Graph graph{.nodes = {schema_.nodes().begin(), schema_.nodes().end()},
                            .root = static_cast<avro::NodeId>(schema_.node_count()),
                            .referenced = {}};
  empty.fields = {missing};
  graph.nodes.push_back(std::move(empty));
  const auto plan = avro::compile(writer, avro::Schema(graph));
  if (!plan) {
    error_ = plan.error();
    return std::nullopt;
  }
  avro::Arena arena;
  const auto decoded = avro::decode(*plan, {}, arena);
  graph.root = missing.type;
  avro::Bytes bytes;
  if (!decoded || !avro::encode(avro::Schema(std::move(graph)),
                                avro::to_value(decoded->value.field(0)), bytes)) {
    fail("the default of the field cannot be written");
    return std::nullopt;
  }
  return bytes;
}

// A node is straight unless something in it is not; what contains itself is no exception. Parts
// mostly come behind what they are in, so going backwards settles most at once.
WritePlan Binder::take_plan(std::uint32_t root) {
  const auto is_bent = [&](const WriteNode& node) {
    const auto bends = [&](std::uint32_t part) { return !nodes_[part].is_straight; };
    return std::ranges::any_of(node.nodes, bends) ||
           std::ranges::any_of(node.parts, bends, &WriteNode::Part::node);
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (!nodes_[i].is_straight || !is_bent(nodes_[i])) continue;
      nodes_[i].is_straight = false;
      changed = true;
    }
  }
  for (WriteNode& node : nodes_) {
    if (node.is_straight) node.write = node.straight;
  }
  return {.nodes = std::move(nodes_), .root = root};
}

}  // namespace avocet::structs
