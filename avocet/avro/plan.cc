// plan.cc - a plan as text.
#include "avocet/avro/plan.h"

#include <array>

#include "avocet/avro/internal/lower.h"
#include "avocet/avro/tape.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

std::string cell_text(std::uint16_t field, std::uint8_t branch) {
  std::string text = base::cat(" [", field, ']');
  if (branch != 0) text += base::cat(" branch ", static_cast<unsigned>(branch));
  return text;
}

std::string loop_text(const Loop& loop) {
  std::string text = base::cat(" min ", loop.min_bytes);
  if (loop.item_bytes != 0) text += base::cat(" each ", loop.item_bytes);
  if (loop.item_cells > 1 || loop.stride != loop.item_cells) {
    text += base::cat(" cells ", static_cast<unsigned>(loop.item_cells));
  }
  if (loop.nest != 0) text += base::cat(" nest ", loop.nest);
  return text;
}

std::string details(const Program& p, const Step& step) {
  std::string text;
  switch (step.op) {
    case Op::Fixed:
    case Op::Enum:
      return base::cat(cell_text(step.field, step.branch), " of ", step.arg);
    case Op::EnumMap: {
      text = base::cat(cell_text(step.field, step.branch), " to");
      const Range& map = p.enums[step.arg];
      for (std::uint32_t i = 0; i < map.count; ++i) {
        const std::uint32_t symbol = p.symbols[map.first + i];
        text += symbol == kNoIndex ? " none" : base::cat(' ', symbol);
      }
      return text;
    }
    case Op::Integers:
    case Op::Doubles: {
      const Run& run = p.runs[step.arg];
      for (std::uint32_t i = 0; i < run.count; ++i) {
        const Lane& lane = p.lanes[run.first + i];
        text +=
            base::cat(i == 0 ? " " : ", ", to_text(lane.op), cell_text(lane.field, lane.branch));
      }
      return text;
    }
    case Op::Default:
      return base::cat(" [", step.field, "]");
    case Op::Record:
      text = base::cat(cell_text(step.field, step.branch), " at ", step.arg & 0xffff);
      return step.arg >> 16 == 0 ? text : base::cat(text, " nest ", step.arg >> 16);
    case Op::Frame:
    case Op::Call:
    case Op::SkipCall: {
      const Call& call = p.calls[step.arg];
      if (step.op != Op::SkipCall) {
        text = base::cat(cell_text(step.field, step.branch), " cells ", call.cells);
      }
      if (step.op != Op::Frame) text += base::cat(" -> ", call.entry);
      return call.nest == 0 ? text : base::cat(text, " nest ", call.nest);
    }
    case Op::Array:
    case Op::Map:
      return cell_text(step.field, step.branch) + loop_text(p.loops[step.arg]);
    case Op::Packed:
      return base::cat(cell_text(step.field, step.branch), ' ', to_text(p.loops[step.arg].item),
                       loop_text(p.loops[step.arg]));
    case Op::SkipLoop:
      return loop_text(p.loops[step.arg]);
    case Op::Skip:
    case Op::SkipEnum:
      return base::cat(' ', step.arg);
    case Op::Union: {
      const Range& branches = p.unions[step.arg];
      for (std::uint32_t i = 0; i < branches.count; ++i) {
        text += base::cat(i == 0 ? " -> " : ", ", p.targets[branches.first + i]);
      }
      return text;
    }
    case Op::NullOr:
    case Op::OrNull:
      return base::cat(cell_text(step.field, step.branch), " -> ", step.arg);
    case Op::Jump:
      return base::cat(" -> ", step.arg);
    case Op::Branch:
      return base::cat(" [", step.field, "] ", step.arg);
    case Op::Fail:
      return base::cat(' ', p.failures[step.arg]);
    case Op::EndFrame:
    case Op::Next:
    case Op::SkipNext:
    case Op::SkipInt:
    case Op::SkipLong:
    case Op::SkipBytes:
    case Op::End:
      return text;
    default:
      return cell_text(step.field, step.branch);
  }
}

// What a default is needs its type, which its place knows.
std::string default_text(const Program& p, std::size_t step) {
  const Place& place = p.places[p.step_places[step]];
  const NodeId type = p.reader.node(place.record).fields[place.index].type;
  return base::cat(' ', to_text(to_value(View(p.defaults[p.steps[step].arg], p.reader, type))));
}

}  // namespace

std::string_view to_text(Op op) noexcept {
  static constexpr std::array<std::string_view, 45> kWords = {
      "Null",         "Boolean",       "Int",           "Long",          "Float",
      "Double",       "Bytes",         "String",        "Fixed",         "Enum",
      "EnumMap",      "IntToLong",     "IntToFloat",    "IntToDouble",   "LongToFloat",
      "LongToDouble", "FloatToDouble", "BytesToString", "StringToBytes", "Integers",
      "Doubles",      "Default",       "Record",        "Frame",         "EndFrame",
      "Call",         "SkipCall",      "Array",         "Map",           "Next",
      "Packed",       "SkipLoop",      "SkipNext",      "Skip",          "SkipInt",
      "SkipLong",     "SkipEnum",      "SkipBytes",     "Union",         "NullOr",
      "OrNull",       "Jump",          "Branch",        "Fail",          "End"};
  return kWords[static_cast<std::size_t>(op)];
}

Plan::Plan(std::shared_ptr<const Program> program)
    : program_(std::move(program)), code_(std::make_shared<const Code>(lower(*program_))) {}

std::string Plan::dump() const {
  const Program& p = *program_;
  std::string out;
  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    out += base::cat(i, ' ', to_text(p.steps[i].op), details(p, p.steps[i]));
    if (p.steps[i].op == Op::Default) out += default_text(p, i);
    out += '\n';
  }
  return out;
}

std::string schema_path(const Program& program, std::uint32_t place) {
  std::vector<std::string> pieces;
  for (std::uint32_t at = place; at != 0; at = program.places[at].parent) {
    const Place& step = program.places[at];
    switch (step.edge) {
      case Place::Edge::Root:
        break;
      case Place::Edge::Field:
        pieces.push_back(base::cat("/fields/", step.index, "/type"));
        break;
      case Place::Edge::Items:
        pieces.emplace_back("/items");
        break;
      case Place::Edge::Values:
        pieces.emplace_back("/values");
        break;
      case Place::Edge::Branch:
        pieces.push_back(base::cat('/', step.index));
        break;
    }
  }
  std::string path;
  for (; !pieces.empty(); pieces.pop_back()) path += pieces.back();
  return path;
}

}  // namespace avocet::avro
