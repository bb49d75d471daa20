// findings.cc - the results of pairs, and the texts of differences.
#include "avocet/avro/internal/findings.h"

#include <algorithm>
#include <cassert>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {

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

std::uint32_t Findings::add_pair(const Pair& pair) {
  pairs_.push_back(pair);
  return static_cast<std::uint32_t>(pairs_.size() - 1);
}

void Findings::add_part(std::uint32_t pair, Part::What what, std::uint32_t index) {
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

// All parts of the root pair, in order. A nested result that several pairs share is repeated for
// each (K12).
std::vector<Difference> Findings::list(const CheckLimits& limits) const {
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
    if (differences.size() == limits.max_differences || bytes > limits.max_report_bytes) break;
    differences.push_back(describe(pair, part));
    bytes += differences.back().path.size() + differences.back().info.size();
  }
  return differences;
}

Difference Findings::describe(std::uint32_t id, const Part& part) const {
  const Pair& pair = pairs_[id];
  const Node& r = reader_.node(pair.reader);
  const Node& w = writer_.node(pair.writer);
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
std::string Findings::path(std::uint32_t id, std::string_view last) const {
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

}  // namespace avocet::avro
