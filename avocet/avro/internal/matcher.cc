// matcher.cc - Java's order of resolution: aliases, exact types, structure, promotions.
#include "avocet/avro/internal/matcher.h"

#include <algorithm>
#include <map>

#include "avocet/avro/internal/message.h"
#include "avocet/avro/logical.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// Nested types that are compared by recursion; a schema's own text nests at most half as deep.
constexpr std::size_t kMaxDepth = 2'000;

std::uint64_t key(NodeId w, NodeId r) {
  return std::uint64_t{static_cast<std::uint32_t>(w)} << 32 | static_cast<std::uint32_t>(r);
}

// Names to indexes, sorted: no choice of names makes it slow.
using Index = std::vector<std::pair<std::string_view, std::uint32_t>>;

std::uint32_t find(const Index& index, std::string_view name) {
  const auto at = std::ranges::lower_bound(index, name, {}, &Index::value_type::first);
  return at != index.end() && at->first == name ? at->second : kNoIndex;
}

Index by_name(const std::vector<Field>& fields) {
  Index index;
  for (std::uint32_t i = 0; i < fields.size(); ++i) index.emplace_back(fields[i].name, i);
  std::ranges::sort(index);
  return index;
}

// An alias that several fields have belongs to the last of them, as in Java.
Index by_alias(const std::vector<Field>& fields) {
  Index index;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    for (const std::string& alias : fields[i].aliases) index.emplace_back(alias, i);
  }
  std::ranges::sort(index, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  return index;
}

std::string words(const Node& node) {
  return is_named(node.kind) ? base::cat(to_text(node.kind), ' ', shown(node.name.full()))
                             : std::string(to_text(node.kind));
}

bool is_other_decimal(const Node& w, const Node& r) {
  if (w.attributes.empty() || r.attributes.empty()) return false;
  const LogicalType a = logical_type(w);
  const LogicalType b = logical_type(r);
  return a.kind == Logical::Decimal && b.kind == Logical::Decimal && a != b;
}

}  // namespace

bool promotes(Kind w, Kind r) noexcept {
  switch (r) {
    case Kind::Long:
      return w == Kind::Int;
    case Kind::Float:
      return w == Kind::Int || w == Kind::Long;
    case Kind::Double:
      return w == Kind::Int || w == Kind::Long || w == Kind::Float;
    case Kind::Bytes:
      return w == Kind::String;
    case Kind::String:
      return w == Kind::Bytes;
    default:
      return false;
  }
}

Matcher::Matcher(const Schema& writer, const Schema& reader, const CompileOptions& options)
    : writer_(writer), reader_(reader), options_(options), work_left_(options.limits.max_work) {
  std::map<Name, const Name*> renamed;
  for (const Node& node : reader.nodes()) {
    for (const Name& alias : node.aliases) renamed.insert_or_assign(alias, &node.name);
  }
  names_.reserve(writer.node_count());
  for (const Node& node : writer.nodes()) {
    const auto to = is_named(node.kind) ? renamed.find(node.name) : renamed.end();
    names_.push_back(to == renamed.end() ? &node.name : to->second);
  }
}

bool Matcher::charge(std::size_t steps) noexcept {
  exhausted_ = exhausted_ || steps > work_left_;
  work_left_ -= exhausted_ ? work_left_ : steps;
  return !exhausted_;
}

std::optional<Mismatch> Matcher::mismatch(NodeId w_id, NodeId r_id) const {
  const Node& w = writer(w_id);
  const Node& r = reader(r_id);
  if (w.kind != r.kind) {
    if (promotes(w.kind, r.kind)) return std::nullopt;
    return Mismatch{SchemaFault::Type,
                    base::cat("the writer's ", words(w), " cannot be read as ", words(r))};
  }
  const bool is_free = r.kind == Kind::Record && options_.record_names == RecordNames::Any;
  if (is_named(r.kind) && !is_free && writer_name(w_id).simple != r.name.simple) {
    return Mismatch{SchemaFault::Name,
                    base::cat("the writer's ", words(w), " is not the reader's ", words(r))};
  }
  if (r.kind == Kind::Fixed && w.size_bytes != r.size_bytes) {
    return Mismatch{SchemaFault::Size, base::cat("the writer's ", words(w), " has ", w.size_bytes,
                                                 " bytes, the reader's ", r.size_bytes)};
  }
  if (options_.decimals == Decimals::Match && is_other_decimal(w, r)) {
    return Mismatch{SchemaFault::Type,
                    "the writer's decimal has another precision or scale than the reader's"};
  }
  return std::nullopt;
}

// A field's aliases count where the reader's record is the writer's by its fullname, as in Java.
Matcher::Fields Matcher::fields(NodeId w_id, NodeId r_id) {
  const Node& w = writer(w_id);
  const Node& r = reader(r_id);
  charge(w.fields.size() + r.fields.size());
  Fields result;
  result.targets.assign(w.fields.size(), kNoIndex);
  const bool has_aliases =
      writer_name(w_id) == r.name &&
      std::ranges::any_of(r.fields, [](const Field& field) { return !field.aliases.empty(); });
  Index names;
  const Index aliases = has_aliases ? by_alias(r.fields) : Index{};
  charge(aliases.size());
  std::vector<bool> taken(r.fields.size());
  for (std::uint32_t i = 0; i < w.fields.size(); ++i) {
    const std::string& name = w.fields[i].name;
    std::uint32_t target = find(aliases, name);
    if (target == kNoIndex) {
      if (i < r.fields.size() && r.fields[i].name == name) {
        target = i;  // nearly always
      } else {
        if (names.empty()) names = by_name(r.fields);
        target = find(names, name);
      }
    }
    if (target == kNoIndex) continue;
    if (taken[target]) {
      result.field = target;
      result.error = Mismatch{SchemaFault::Ambiguous,
                              base::cat("the reader's field ", shown(r.fields[target].name),
                                        " matches several fields of the writer's ", words(w))};
      return result;
    }
    taken[target] = true;
    result.targets[i] = target;
  }
  return result;
}

std::optional<std::uint32_t> Matcher::branch(NodeId w, NodeId r_union) {
  const Node& r = reader(r_union);
  charge(r.children.size());
  if (const auto exact = exact_branch(w, r)) return exact;
  for (std::uint32_t i = 0; i < r.children.size(); ++i) {
    if (promotes(writer(w).kind, reader(r.children[i]).kind)) return i;
  }
  return std::nullopt;
}

// The branch of the same type. Of records the one with the same fullname, else the first that can
// be read, else a later one with the same short name (Java's order, spec/avro.md 1.14.4).
std::optional<std::uint32_t> Matcher::exact_branch(NodeId w_id, const Node& r_union) {
  const Node& w = writer(w_id);
  std::optional<std::uint32_t> structural;
  for (std::uint32_t i = 0; i < r_union.children.size(); ++i) {
    const NodeId r_id = r_union.children[i];
    const Node& r = reader(r_id);
    if (r.kind != w.kind) continue;
    if (!is_named(w.kind) || writer_name(w_id) == r.name) return i;
    if (w.kind != Kind::Record || !readable(w_id, r_id)) continue;
    if (!structural || writer_name(w_id).simple == r.name.simple) structural = i;
  }
  return structural;
}

bool Matcher::settle(Memo& memo, NodeId w, NodeId r, Decide decide) {
  if (!charge(1) || depth_ >= kMaxDepth) {
    exhausted_ = true;
    return false;
  }
  const std::uint64_t pair = key(w, r);
  const auto [known, is_new] = memo.verdicts.try_emplace(pair, Verdict::InProgress);
  if (!is_new) {
    if (known->second == Verdict::InProgress) known->second = Verdict::Assumed;
    return known->second != Verdict::No;
  }
  const std::size_t begun = memo.order.size();
  memo.order.push_back(pair);
  ++depth_;
  const bool verdict = (this->*decide)(w, r);
  --depth_;
  if (verdict) {
    memo.verdicts[pair] = Verdict::Yes;
    return true;
  }
  if (memo.verdicts[pair] == Verdict::Assumed) {
    for (std::size_t i = begun; i < memo.order.size(); ++i) {
      const auto since = memo.verdicts.find(memo.order[i]);
      if (since != memo.verdicts.end() && since->second == Verdict::Yes) memo.verdicts.erase(since);
    }
    memo.order.resize(begun);
  }
  memo.verdicts[pair] = Verdict::No;
  return false;
}

bool Matcher::readable(NodeId w, NodeId r) {
  if (is_primitive(writer(w).kind) && is_primitive(reader(r).kind)) return !mismatch(w, r);
  return settle(readable_, w, r, &Matcher::decide_readable);
}

// A union of the writer can always be read, as far as a plan goes: only a branch that is met may
// fail.
bool Matcher::decide_readable(NodeId w, NodeId r) {
  if (writer(w).kind == Kind::Union) return true;
  if (reader(r).kind == Kind::Union) {
    const auto chosen = branch(w, r);
    return chosen && readable(w, reader(r).children[*chosen]);
  }
  if (mismatch(w, r)) return false;
  switch (writer(w).kind) {
    case Kind::Array:
    case Kind::Map:
      return readable(writer(w).children[0], reader(r).children[0]);
    case Kind::Record:
      return record_readable(w, r);
    default:
      return true;
  }
}

bool Matcher::record_readable(NodeId w, NodeId r) {
  const Fields found = fields(w, r);
  if (found.error) return false;
  const auto& wanted = reader(r).fields;
  std::vector<bool> has(wanted.size());
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    const std::uint32_t target = found.targets[i];
    if (target == kNoIndex) continue;
    has[target] = true;
    if (!readable(writer(w).fields[i].type, wanted[target].type)) return false;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!has[i] && !wanted[i].default_value) return false;
  }
  return true;
}

bool Matcher::same_union(NodeId w, NodeId r) { return same(w, r); }

bool Matcher::same(NodeId w, NodeId r) {
  if (is_primitive(writer(w).kind)) return writer(w).kind == reader(r).kind;
  return settle(same_, w, r, &Matcher::decide_same);
}

bool Matcher::decide_same(NodeId w_id, NodeId r_id) {
  const Node& w = writer(w_id);
  const Node& r = reader(r_id);
  if (w.kind != r.kind) return false;
  if (is_named(w.kind) && writer_name(w_id).simple != r.name.simple) return false;
  if (w.size_bytes != r.size_bytes || w.children.size() != r.children.size() ||
      w.fields.size() != r.fields.size() || w.symbols != r.symbols) {
    return false;
  }
  charge(w.children.size() + w.fields.size() + w.symbols.size());
  for (std::size_t i = 0; i < w.children.size(); ++i) {
    if (!same(w.children[i], r.children[i])) return false;
  }
  if (w.kind != Kind::Record) return true;
  const Fields found = fields(w_id, r_id);  // by names after the reader's aliases
  for (std::uint32_t i = 0; i < found.targets.size(); ++i) {
    if (found.targets[i] != i || !same(w.fields[i].type, r.fields[i].type)) return false;
  }
  return !found.error;
}

std::vector<std::uint32_t> Matcher::symbols(NodeId w_id, NodeId r_id) {
  const Node& w = writer(w_id);
  const Node& r = reader(r_id);
  charge(w.symbols.size() + r.symbols.size());
  Index index;
  for (std::uint32_t i = 0; i < r.symbols.size(); ++i) index.emplace_back(r.symbols[i], i);
  std::ranges::sort(index);
  const std::uint32_t fallback = r.enum_default ? find(index, *r.enum_default) : kNoIndex;
  std::vector<std::uint32_t> targets;
  for (const std::string& symbol : w.symbols) {
    const std::uint32_t target = find(index, symbol);
    targets.push_back(target == kNoIndex ? fallback : target);
  }
  return targets;
}

}  // namespace avocet::avro
