// check.cc - Java's SchemaCompatibility, with a stack on the heap: no schema is too deep for it.
// What is found is kept in internal/findings.h.
#include "avocet/avro/check.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "avocet/avro/internal/findings.h"
#include "avocet/avro/internal/pair_table.h"
#include "avocet/avro/print.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// K1. An alias in the null namespace of a type that has one is `.R1` to Java here, which is
// nobody's fullname (K2).
bool same_name(const Node& reader, const Node& writer) {
  if (reader.name.simple == writer.name.simple) return true;
  return std::ranges::any_of(reader.aliases, [&](const Name& alias) {
    return alias == writer.name && (!alias.space.empty() || reader.name.space.empty());
  });
}

bool promotes(Kind writer, Kind reader) noexcept {
  switch (reader) {
    case Kind::Long:
      return writer == Kind::Int;
    case Kind::Float:
      return writer == Kind::Int || writer == Kind::Long;
    case Kind::Double:
      return writer == Kind::Int || writer == Kind::Long || writer == Kind::Float;
    case Kind::Bytes:
      return writer == Kind::String;
    case Kind::String:
      return writer == Kind::Bytes;
    default:
      return false;
  }
}

class Checker {
 public:
  Checker(const Schema& reader, const Schema& writer, const CheckLimits& limits)
      : reader_(reader), writer_(writer), limits_(limits), found_(reader, writer) {}

  Result<std::vector<Difference>> run() {
    enter(reader_.root(), writer_.root(), kNone, Edge::Root, 0);
    while (!stack_.empty() && !fault_) advance();
    if (fault_) return std::unexpected(std::move(*fault_));
    return found_.list(limits_);
  }

 private:
  struct Frame {
    std::uint32_t pair = 0;
    std::uint32_t next = 0;  // field or branch to look at
  };

  // A pair that is being looked at from outside; kNone: it is readable and nothing more need be
  // known.
  struct Entered {
    std::uint32_t pair = kNone;
    bool pushed = false;  // its result comes later
  };

  const Node& reader(const Pair& pair) const noexcept { return reader_.node(pair.reader); }
  const Node& writer(const Pair& pair) const noexcept { return writer_.node(pair.writer); }

  void charge(std::size_t steps) {
    steps_ += steps;
    if (steps_ > limits_.max_steps && !fault_) {
      fault_ = SchemaError{
          .fault = SchemaFault::Limit,
          .path = {},
          .message = base::cat("the comparison takes more than ", limits_.max_steps, " steps")};
    }
  }

  // Looks at a pair. Primitive nodes occur once, so two of them never meet a second time and need
  // no place in the table.
  Entered enter(NodeId reader_id, NodeId writer_id, std::uint32_t parent, Edge edge,
                std::uint32_t index) {
    charge(1);
    const Kind r = reader_.node(reader_id).kind;
    const Kind w = writer_.node(writer_id).kind;
    const bool primitive = is_primitive(r) && is_primitive(w);
    if (primitive && (r == w || promotes(w, r))) return {};

    std::uint32_t* slot = nullptr;
    if (!primitive) {
      slot = &table_.slot(found_.pairs(), reader_id, writer_id);
      if (*slot != kNone) return {.pair = *slot};
    }
    const std::uint32_t id = found_.add_pair(
        {.reader = reader_id, .writer = writer_id, .parent = parent, .index = index, .edge = edge});
    if (slot != nullptr) *slot = id;
    begin(id, r, w);
    if (found_.pair(id).task == Task::Nothing) return {.pair = id};
    found_.pair(id).in_progress = true;
    stack_.push_back({.pair = id});
    return {.pair = id, .pushed = true};
  }

  // The differences of the pair itself, and what there is to do about what is inside.
  void begin(std::uint32_t id, Kind r, Kind w) {
    Pair& pair = found_.pair(id);
    if (r != w) {
      if (w == Kind::Union) {
        pair.task = Task::WriterUnion;
      } else if (r == Kind::Union) {
        pair.task = Task::TryReader;
      } else {
        found_.add_part(id, Part::What::Type);
      }
      return;
    }
    if (is_named(r)) {
      charge(reader(pair).aliases.size());
      if (!same_name(reader(pair), writer(pair))) found_.add_part(id, Part::What::Name);
    }
    switch (r) {
      case Kind::Array:
      case Kind::Map:
        pair.task = Task::Element;
        break;
      case Kind::Record:
        pair.task = Task::Fields;
        break;
      case Kind::Union:
        pair.task = Task::TryWriter;
        break;
      case Kind::Fixed:
        if (reader(pair).size_bytes != writer(pair).size_bytes)
          found_.add_part(id, Part::What::Size);
        break;
      case Kind::Enum:
        charge(reader(pair).symbols.size() + writer(pair).symbols.size());
        if (!reader(pair).enum_default && !missing_symbols(reader(pair), writer(pair)).empty()) {
          found_.add_part(id, Part::What::Symbols);
        }
        break;
      default:
        break;
    }
  }

  // Takes the pair on top of the stack one step further: to the next pair inside it, or to its end.
  void advance() {
    const Frame frame = stack_.back();
    const Pair pair = found_.pair(frame.pair);
    const Node& r = reader(pair);
    const Node& w = writer(pair);
    ++stack_.back().next;
    const std::uint32_t i = frame.next;
    switch (pair.task) {
      case Task::Nothing:
        return finish();
      case Task::Element: {
        if (i == 1) return finish();
        const Edge edge = r.kind == Kind::Array ? Edge::Items : Edge::Values;
        return receive(enter(r.children[0], w.children[0], frame.pair, edge, 0));
      }
      case Task::Fields:
        return i == r.fields.size() ? finish() : advance_field(frame.pair, i);
      case Task::WriterUnion:
        if (i == w.children.size()) return finish();
        return receive(enter(pair.reader, w.children[i], frame.pair, Edge::Branch, i));
      case Task::TryWriter:
        if (i == w.children.size()) return finish();
        return receive(enter(pair.reader, w.children[i], kNone, Edge::Root, 0));
      case Task::TryReader:
        if (i == r.children.size()) {
          found_.add_part(frame.pair, Part::What::Union);
          return finish();
        }
        return receive(enter(r.children[i], pair.writer, kNone, Edge::Root, 0));
    }
  }

  void advance_field(std::uint32_t id, std::uint32_t i) {
    const Pair pair = found_.pair(id);
    const Field& field = reader(pair).fields[i];
    const std::optional<NodeId> written = writer_field(pair, i);
    if (fault_) return;
    if (written) return receive(enter(field.type, *written, id, Edge::FieldType, i));
    if (field.default_value) return charge(1);
    // K4: Java compares an enum that has a default with the writer's whole record.
    const Node& type = reader_.node(field.type);
    if (type.kind == Kind::Enum && type.enum_default) {
      return receive(enter(field.type, pair.writer, id, Edge::FieldType, i));
    }
    charge(1);
    found_.add_part(id, Part::What::MissingDefault, i);
  }

  // The pair on top of the stack is worked out.
  void finish() {
    const std::uint32_t pair = stack_.back().pair;
    found_.pair(pair).in_progress = false;
    stack_.pop_back();
    if (!stack_.empty()) receive({.pair = pair});
  }

  // What the pair inside means for the pair on top of the stack.
  void receive(Entered inside) {
    if (inside.pushed) return;
    // K13: a pair in progress counts as readable.
    const bool readable = inside.pair == kNone || found_.pair(inside.pair).in_progress ||
                          !found_.has_differences(inside.pair);
    const Frame& frame = stack_.back();
    switch (found_.pair(frame.pair).task) {
      case Task::TryReader:
        if (readable) finish();
        break;
      case Task::TryWriter:
        if (!readable) found_.add_part(frame.pair, Part::What::UnionBranch, frame.next - 1);
        break;
      default:
        if (!readable) found_.add_part(frame.pair, Part::What::Nested, inside.pair);
    }
  }

  // The type of the writer's field that fills the reader's field `i`. K3: its name and its aliases
  // count alike.
  std::optional<NodeId> writer_field(const Pair& pair, std::uint32_t i) {
    const Node& w = writer(pair);
    const Field& field = reader(pair).fields[i];
    charge(field.aliases.size());
    std::optional<std::uint32_t> found;
    if (i < w.fields.size() && w.fields[i].name == field.name) {  // the usual case
      found = i;
    } else {
      found = find_field(pair.writer, field.name);
    }
    for (const std::string& alias : field.aliases) {
      const std::optional<std::uint32_t> other = find_field(pair.writer, alias);
      if (!other) continue;
      if (found) {
        fault_ = ambiguous(field, i, pair.writer);
        return std::nullopt;
      }
      found = other;
    }
    if (!found) return std::nullopt;
    return w.fields[*found].type;
  }

  // By binary search: no choice of names makes it slow, as it might a hash table.
  std::optional<std::uint32_t> find_field(NodeId record, std::string_view name) {
    const std::vector<Field>& fields = writer_.node(record).fields;
    auto [entry, fresh] = by_name_.try_emplace(static_cast<std::uint32_t>(record));
    std::vector<std::uint32_t>& order = entry->second;
    if (fresh) {
      charge(fields.size());
      order.resize(fields.size());
      for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
      std::ranges::sort(order, {},
                        [&](std::uint32_t i) { return std::string_view(fields[i].name); });
    }
    const auto place = std::ranges::lower_bound(
        order, name, {}, [&](std::uint32_t i) { return std::string_view(fields[i].name); });
    if (place == order.end() || fields[*place].name != name) return std::nullopt;
    return *place;
  }

  SchemaError ambiguous(const Field& field, std::uint32_t position, NodeId record) const {
    Schema::Graph graph;
    graph.root = record;
    for (std::size_t i = 0; i < writer_.node_count(); ++i) {
      graph.nodes.push_back(writer_.node(static_cast<NodeId>(i)));
    }
    return {
        .fault = SchemaFault::Ambiguous,
        .path = {},
        .message = base::cat("Reader record field ", field.name,
                             " type:", base::to_upper(to_text(reader_.node(field.type).kind)),
                             " pos:", position, " matches multiple fields in writer record schema ",
                             to_text(Schema(std::move(graph))))};
  }

  const Schema& reader_;
  const Schema& writer_;
  const CheckLimits& limits_;
  std::size_t steps_ = 0;
  std::optional<SchemaError> fault_;
  Findings found_;
  PairTable table_;
  std::vector<Frame> stack_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>
      by_name_;  // fields of a writer's record, sorted
};

}  // namespace

Result<std::vector<Difference>> check(const Schema& reader, const Schema& writer,
                                      const CheckLimits& limits) {
  return Checker(reader, writer, limits).run();
}

}  // namespace avocet::avro
