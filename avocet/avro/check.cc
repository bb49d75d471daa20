// check.cc - Java's SchemaCompatibility, with a stack on the heap and results that share their
// parts.
//
// The unit of work is a pair of nodes. A pair is worked out once; whoever meets it again links to
// its result, which keeps the path of the first visit. A result is a list of parts: differences of
// the pair itself, and links to nested pairs that have differences. Only at the end are the parts
// flattened into texts, and then no more than asked for.
#include "avocet/avro/check.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <unordered_map>

#include "avocet/avro/print.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

// How a pair was reached from its parent: one piece of a path.
enum class Edge : std::uint8_t { Root, FieldType, Items, Values, Branch };

// What there is to do for a pair, decided by its two kinds.
enum class Task : std::uint8_t {
  Nothing,      // its own differences are all
  Element,      // arrays and maps: the items or values
  Fields,       // two records
  WriterUnion,  // each branch of the writer, as a part of this pair
  TryWriter,    // two unions: each branch of the writer must be readable; why one is not does not
                // matter
  TryReader,    // a branch of the reader must be able to read the writer
};

struct Pair {
  NodeId reader{};
  NodeId writer{};
  std::uint32_t parent =
      kNone;  // kNone where a path begins: at the root, and where a union's branch is tried
  std::uint32_t index = 0;  // of the field or branch
  std::uint32_t first_part = kNone;
  std::uint32_t last_part = kNone;
  Edge edge = Edge::Root;
  Task task = Task::Nothing;
  bool in_progress = false;
};

// A piece of a pair's result.
struct Part {
  enum class What : std::uint8_t {
    Nested,  // all that pair `index` has
    Name,
    Size,
    Symbols,
    MissingDefault,  // of field `index`
    Type,
    Union,        // no branch of the reader reads the writer
    UnionBranch,  // nor branch `index` of the writer
  };
  What what{};
  std::uint32_t index = 0;
  std::uint32_t next = kNone;
};

std::size_t at(NodeId id) noexcept { return static_cast<std::size_t>(id); }

// The index of a pair by its two nodes: open addressing, at most half full.
class PairTable {
 public:
  // The slot where the pair is, or where it belongs (kNone).
  std::uint32_t& slot(const std::vector<Pair>& pairs, NodeId reader, NodeId writer) {
    if ((pairs.size() + 1) * 2 > slots_.size()) grow(pairs);
    std::size_t place = hash(reader, writer) & (slots_.size() - 1);
    while (slots_[place] != kNone &&
           (pairs[slots_[place]].reader != reader || pairs[slots_[place]].writer != writer)) {
      place = (place + 1) & (slots_.size() - 1);
    }
    return slots_[place];
  }

 private:
  static std::size_t hash(NodeId reader, NodeId writer) noexcept {
    std::uint64_t key = (std::uint64_t{at(reader)} << 32) | at(writer);
    key = (key ^ (key >> 31)) * 0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>(key ^ (key >> 29));
  }

  void grow(const std::vector<Pair>& pairs) {
    std::vector<std::uint32_t> old(std::max<std::size_t>(64, slots_.size() * 2), kNone);
    old.swap(slots_);
    for (const std::uint32_t pair : old) {
      if (pair == kNone) continue;
      std::size_t place = hash(pairs[pair].reader, pairs[pair].writer) & (slots_.size() - 1);
      while (slots_[place] != kNone) place = (place + 1) & (slots_.size() - 1);
      slots_[place] = pair;
    }
  }

  std::vector<std::uint32_t> slots_;
};

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

// The writer's symbols that the reader lacks, in Java's order.
std::vector<std::string_view> missing_symbols(const Node& reader, const Node& writer) {
  if (writer.symbols.size() <= reader.symbols.size() &&
      std::equal(writer.symbols.begin(), writer.symbols.end(), reader.symbols.begin())) {
    return {};
  }
  std::vector<std::string_view> known(reader.symbols.begin(), reader.symbols.end());
  std::ranges::sort(known);
  std::vector<std::string_view> missing;
  for (const std::string& symbol : writer.symbols) {
    if (!std::ranges::binary_search(known, std::string_view(symbol))) missing.push_back(symbol);
  }
  std::ranges::sort(missing, base::utf16_less);
  return missing;
}

class Checker {
 public:
  Checker(const Schema& reader, const Schema& writer, const CheckLimits& limits)
      : reader_(reader), writer_(writer), limits_(limits) {}

  Result<std::vector<Difference>> run() {
    enter(reader_.root(), writer_.root(), kNone, Edge::Root, 0);
    while (!stack_.empty() && !fault_) advance();
    if (fault_) return std::unexpected(std::move(*fault_));
    return report();
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

  void add_part(std::uint32_t pair, Part::What what, std::uint32_t index = 0) {
    const auto part = static_cast<std::uint32_t>(parts_.size());
    parts_.push_back({.what = what, .index = index});
    Pair& owner = pairs_[pair];
    if (owner.first_part == kNone) {
      owner.first_part = part;
    } else {
      parts_[owner.last_part].next = part;
    }
    owner.last_part = part;
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

    const auto id = static_cast<std::uint32_t>(pairs_.size());
    if (!primitive) {
      std::uint32_t& slot = table_.slot(pairs_, reader_id, writer_id);
      if (slot != kNone) return {.pair = slot};
      slot = id;
    }
    pairs_.push_back(
        {.reader = reader_id, .writer = writer_id, .parent = parent, .index = index, .edge = edge});
    begin(id, r, w);
    if (pairs_[id].task == Task::Nothing) return {.pair = id};
    pairs_[id].in_progress = true;
    stack_.push_back({.pair = id});
    return {.pair = id, .pushed = true};
  }

  // The differences of the pair itself, and what there is to do about what is inside.
  void begin(std::uint32_t id, Kind r, Kind w) {
    Pair& pair = pairs_[id];
    if (r != w) {
      if (w == Kind::Union) {
        pair.task = Task::WriterUnion;
      } else if (r == Kind::Union) {
        pair.task = Task::TryReader;
      } else {
        add_part(id, Part::What::Type);
      }
      return;
    }
    if (is_named(r)) {
      charge(reader(pair).aliases.size());
      if (!same_name(reader(pair), writer(pair))) add_part(id, Part::What::Name);
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
        if (reader(pair).size_bytes != writer(pair).size_bytes) add_part(id, Part::What::Size);
        break;
      case Kind::Enum:
        charge(reader(pair).symbols.size() + writer(pair).symbols.size());
        if (!reader(pair).enum_default && !missing_symbols(reader(pair), writer(pair)).empty()) {
          add_part(id, Part::What::Symbols);
        }
        break;
      default:
        break;
    }
  }

  // Takes the pair on top of the stack one step further: to the next pair inside it, or to its end.
  void advance() {
    const Frame frame = stack_.back();
    const Pair pair = pairs_[frame.pair];
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
          add_part(frame.pair, Part::What::Union);
          return finish();
        }
        return receive(enter(r.children[i], pair.writer, kNone, Edge::Root, 0));
    }
  }

  void advance_field(std::uint32_t id, std::uint32_t i) {
    const Pair pair = pairs_[id];
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
    add_part(id, Part::What::MissingDefault, i);
  }

  // The pair on top of the stack is worked out.
  void finish() {
    const std::uint32_t pair = stack_.back().pair;
    pairs_[pair].in_progress = false;
    stack_.pop_back();
    if (!stack_.empty()) receive({.pair = pair});
  }

  // What the pair inside means for the pair on top of the stack.
  void receive(Entered inside) {
    if (inside.pushed) return;
    // K13: a pair in progress counts as readable.
    const bool readable = inside.pair == kNone || pairs_[inside.pair].in_progress ||
                          pairs_[inside.pair].first_part == kNone;
    const Frame& frame = stack_.back();
    switch (pairs_[frame.pair].task) {
      case Task::TryReader:
        if (readable) finish();
        break;
      case Task::TryWriter:
        if (!readable) add_part(frame.pair, Part::What::UnionBranch, frame.next - 1);
        break;
      default:
        if (!readable) add_part(frame.pair, Part::What::Nested, inside.pair);
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

  // All parts of the root pair, in order. A nested result that several pairs share is repeated for
  // each (K12).
  std::vector<Difference> report() const {
    std::vector<Difference> differences;
    if (pairs_.empty()) return differences;
    struct Place {
      std::uint32_t pair;
      std::uint32_t part;
    };
    std::vector<Place> open{{0, pairs_[0].first_part}};
    std::size_t bytes = 0;
    while (!open.empty()) {
      Place& place = open.back();
      if (place.part == kNone) {
        open.pop_back();
        continue;
      }
      const Part& part = parts_[place.part];
      const std::uint32_t pair = place.pair;
      place.part = part.next;
      if (part.what == Part::What::Nested) {
        open.push_back({part.index, pairs_[part.index].first_part});
        continue;
      }
      if (differences.size() == limits_.max_differences || bytes > limits_.max_report_bytes) break;
      differences.push_back(describe(pair, part));
      bytes += differences.back().path.size() + differences.back().info.size();
    }
    return differences;
  }

  Difference describe(std::uint32_t id, const Part& part) const {
    const Pair& pair = pairs_[id];
    const Node& r = reader(pair);
    const Node& w = writer(pair);
    switch (part.what) {
      case Part::What::Nested:
        break;
      case Part::What::Name:
        return {DifferenceKind::NameMismatch, path(id, "/name"),
                base::cat("expected: ", w.name.full())};
      case Part::What::Size:
        return {DifferenceKind::FixedSizeMismatch, path(id, "/size"),
                base::cat("expected: ", w.size_bytes, ", found: ", r.size_bytes)};
      case Part::What::Symbols: {
        std::string symbols;
        for (const std::string_view symbol : missing_symbols(r, w)) {
          symbols += symbols.empty() ? "[" : ", ";
          symbols += symbol;
        }
        return {DifferenceKind::MissingEnumSymbols, path(id, "/symbols"), symbols + "]"};
      }
      case Part::What::MissingDefault:
        return {DifferenceKind::ReaderFieldMissingDefaultValue,
                path(id, base::cat("/fields/", part.index)), r.fields[part.index].name};
      case Part::What::Type:
        return {DifferenceKind::TypeMismatch, path(id, ""),
                base::cat("reader type: ", base::to_upper(to_text(r.kind)),
                          " not compatible with writer type: ", base::to_upper(to_text(w.kind)))};
      case Part::What::Union:
        return {DifferenceKind::MissingUnionBranch, path(id, ""),
                base::cat("reader union lacking writer type: ", base::to_upper(to_text(w.kind)))};
      case Part::What::UnionBranch: {
        const Kind branch = writer_.node(w.children[part.index]).kind;
        return {DifferenceKind::MissingUnionBranch, path(id, base::cat('/', part.index)),
                base::cat("reader union lacking writer type: ", base::to_upper(to_text(branch)))};
      }
    }
    assert(false);
    return {};
  }

  // The path of a pair's first visit, with `last` behind it.
  std::string path(std::uint32_t id, std::string_view last) const {
    std::vector<std::uint32_t> way;
    for (; id != kNone; id = pairs_[id].parent) way.push_back(id);
    std::string out;
    for (auto step = way.rbegin(); step != way.rend(); ++step) {
      const Pair& pair = pairs_[*step];
      switch (pair.edge) {
        case Edge::Root:
          break;
        case Edge::FieldType:
          out += base::cat("/fields/", pair.index, "/type");
          break;
        case Edge::Items:
          out += "/items";
          break;
        case Edge::Values:
          out += "/values";
          break;
        case Edge::Branch:
          out += base::cat('/', pair.index);
          break;
      }
    }
    out += last;
    return out.empty() ? "/" : out;
  }

  const Schema& reader_;
  const Schema& writer_;
  const CheckLimits& limits_;
  std::size_t steps_ = 0;
  std::optional<SchemaError> fault_;
  std::vector<Pair> pairs_;
  std::vector<Part> parts_;
  PairTable table_;
  std::vector<Frame> stack_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>>
      by_name_;  // fields of a writer's record, sorted
};

}  // namespace

std::string_view to_text(DifferenceKind kind) noexcept {
  switch (kind) {
    case DifferenceKind::NameMismatch:
      return "NAME_MISMATCH";
    case DifferenceKind::FixedSizeMismatch:
      return "FIXED_SIZE_MISMATCH";
    case DifferenceKind::MissingEnumSymbols:
      return "MISSING_ENUM_SYMBOLS";
    case DifferenceKind::ReaderFieldMissingDefaultValue:
      return "READER_FIELD_MISSING_DEFAULT_VALUE";
    case DifferenceKind::TypeMismatch:
      return "TYPE_MISMATCH";
    case DifferenceKind::MissingUnionBranch:
      return "MISSING_UNION_BRANCH";
  }
  return "";
}

Result<std::vector<Difference>> check(const Schema& reader, const Schema& writer,
                                      const CheckLimits& limits) {
  return Checker(reader, writer, limits).run();
}

}  // namespace avocet::avro
