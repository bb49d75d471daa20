#include "avocet/transcode/internal/print_program.h"

#include <utility>

#include "avocet/avro/value.h"
#include "avocet/base/json_writer.h"

namespace avocet::transcode {
namespace {

using avro::Kind;
using avro::Node;
using avro::NodeId;

constexpr std::size_t kLiteralPadding = 32;  // the printer copies that many bytes at once

std::string quoted(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

}  // namespace

PrintProgram::PrintProgram(const avro::Schema& schema, const JsonForm& form)
    : schema_(schema), form_(form) {
  value(schema_.root(), 0);
  emit(PrintOp::End, 0);
  while (!waiting_.empty()) {
    const NodeId record = waiting_.back();
    waiting_.pop_back();
    routine(record);
  }
  literals_.append(kLiteralPadding, '\0');
  kept_.clear();
  callers_.clear();
}

void PrintProgram::routine(NodeId record) {
  const auto number = static_cast<std::uint32_t>(record);
  const std::uint32_t entry = next();
  routines_[number] = entry;
  for (const std::uint32_t caller : callers_[number]) steps_[caller].arg = entry;
  const Node& node = schema_.node(record);
  text("{");
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    if (i != 0) text(",");
    text(quoted(node.fields[i].name) + ":");
    value(node.fields[i].type, static_cast<std::uint16_t>(i));
  }
  text("}");
  emit(PrintOp::Return, 0);
}

void PrintProgram::value(NodeId type, std::uint16_t field) {
  const Node& node = schema_.node(type);
  switch (node.kind) {
    case Kind::Null:
      return text("null");
    case Kind::Boolean:
    case Kind::Int:
    case Kind::Long:
    case Kind::Float:
    case Kind::Double:
    case Kind::Bytes:
    case Kind::String:
    case Kind::Fixed:
      return scalar(node, field);
    case Kind::Enum:
      emit(PrintOp::Symbol, field, first_symbol(type));
      return;
    case Kind::Array:
      return loop(PrintOp::Array, PrintOp::NextItem, node.children[0], 0, field);
    case Kind::Map:
      return loop(PrintOp::Map, PrintOp::NextEntry, node.children[0], 1, field);
    case Kind::Union:
      return union_of(type, field);
    case Kind::Record: {
      const auto number = static_cast<std::uint32_t>(type);
      const std::uint32_t step = emit(PrintOp::Record, field);
      const auto found = routines_.find(number);
      if (found != routines_.end()) {
        steps_[step].arg = found->second;
        return;
      }
      auto& callers = callers_[number];
      if (callers.empty()) waiting_.push_back(type);
      callers.push_back(step);
      return;
    }
  }
}

// The steps of an item begin behind the first step; `next` goes back there.
void PrintProgram::loop(PrintOp begin, PrintOp next_op, NodeId item, std::uint16_t item_field,
                        std::uint16_t field) {
  const std::uint32_t first = emit(begin, field);
  value(item, item_field);
  emit(next_op, 0);
  steps_[first].arg = next();
}

void PrintProgram::union_of(NodeId type, std::uint16_t field) {
  const Node& node = schema_.node(type);
  const auto first = static_cast<std::uint32_t>(targets_.size());
  emit(PrintOp::Union, field, first);
  targets_.resize(targets_.size() + node.children.size());
  std::vector<std::uint32_t> jumps;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    targets_[first + i] = next();
    const Node& branch = schema_.node(node.children[i]);
    const bool tagged = form_.unions == Unions::Tagged && branch.kind != Kind::Null;
    if (tagged) text("{" + quoted(branch_name(branch)) + ":");
    value(node.children[i], field);
    if (tagged) text("}");
    jumps.push_back(emit(PrintOp::Jump, 0));
  }
  for (const std::uint32_t jump : jumps) steps_[jump].arg = next();
}

// A uuid that is a string is its own text.
void PrintProgram::scalar(const Node& node, std::uint16_t field) {
  const PrintOp raw = scalar_op(node.kind);
  const avro::LogicalType type = avro::logical_type(node);
  if (form_.logicals == Logicals::Raw || type.kind == avro::Logical::None ||
      node.kind == Kind::String) {
    emit(raw, field);
    return;
  }
  logicals_.push_back({.type = type, .raw = raw});
  emit(PrintOp::Logical, field, static_cast<std::uint32_t>(logicals_.size() - 1));
}

PrintOp PrintProgram::scalar_op(Kind kind) const noexcept {
  switch (kind) {
    case Kind::Boolean:
      return PrintOp::Boolean;
    case Kind::Float:
      return PrintOp::Float;
    case Kind::Double:
      return PrintOp::Double;
    case Kind::String:
      return PrintOp::String;
    case Kind::Bytes:
    case Kind::Fixed:
      return form_.bytes == BytesText::Latin1   ? PrintOp::Latin1
             : form_.bytes == BytesText::Base64 ? PrintOp::Base64
                                                : PrintOp::Hex;
    default:
      return PrintOp::Integer;
  }
}

std::uint32_t PrintProgram::first_symbol(NodeId type) {
  const auto [found, is_new] = symbols_of_.try_emplace(static_cast<std::uint32_t>(type),
                                                       static_cast<std::uint32_t>(symbols_.size()));
  if (is_new) {
    for (const std::string& symbol : schema_.node(type).symbols) {
      symbols_.push_back(keep(quoted(symbol)));
    }
  }
  return found->second;
}

std::uint32_t PrintProgram::emit(PrintOp op, std::uint16_t field, std::uint32_t arg) {
  const Literal literal = keep(std::exchange(pending_, {}));
  steps_.push_back({.literal = literal.offset,
                    .literal_bytes = literal.bytes,
                    .arg = arg,
                    .field = field,
                    .op = op});
  return next() - 1;
}

Literal PrintProgram::keep(std::string_view text) {
  const auto [found, is_new] = kept_.try_emplace(
      std::string(text), Literal{.offset = static_cast<std::uint32_t>(literals_.size()),
                                 .bytes = static_cast<std::uint32_t>(text.size())});
  if (is_new) literals_ += text;
  return found->second;
}

}  // namespace avocet::transcode
