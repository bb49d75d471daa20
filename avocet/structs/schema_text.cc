#include "avocet/structs/schema_text.h"

#include <algorithm>

#include "avocet/avro/parse.h"
#include "avocet/base/text.h"

namespace avocet::structs {

// "a::{anonymous}::B::C" in its pieces; what stands in brackets may hold colons of its own.
avro::Name name_from(std::string_view cpp_name, const Note& note) {
  std::vector<std::string_view> pieces;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < cpp_name.size(); ++i) {
    const char c = cpp_name[i];
    if (c == '<' || c == '(' || c == '{') ++depth;
    if (c == '>' || c == ')' || c == '}') --depth;
    if (depth != 0 || !cpp_name.substr(i).starts_with("::")) continue;
    pieces.push_back(cpp_name.substr(start, i - start));
    start = i + 2;
    ++i;
  }
  avro::Name name{.space = {}, .simple = std::string(cpp_name.substr(start))};
  for (const std::string_view piece : pieces) {
    if (piece.find_first_of("({") != std::string_view::npos) continue;
    if (!name.space.empty()) name.space += '.';
    name.space += piece;
  }
  if (!note.name.empty()) name.simple = note.name;
  if (note.space) name.space = *note.space;
  return name;
}

const MemberNote* find_note(const Note& note, std::string_view member) noexcept {
  const auto found = std::ranges::find(note.members, member, &MemberNote::member);
  return found == note.members.end() ? nullptr : &*found;
}

std::string_view schema_name(const Note& note, std::string_view member) noexcept {
  const MemberNote* const found = find_note(note, member);
  return found == nullptr || found->name.empty() ? member : std::string_view(found->name);
}

void SchemaText::primitive(avro::Kind kind, avro::Logical logical) {
  if (logical == avro::Logical::None) {
    json_.value(avro::to_text(kind));
    return;
  }
  json_.begin_object();
  json_.member("type", avro::to_text(kind)).member("logicalType", avro::to_text(logical));
  json_.end_object();
}

void SchemaText::fixed(std::uint32_t size_bytes) {
  const MemberNote* const member = member_note();
  const std::string name = member != nullptr && !member->type_name.empty()
                               ? member->type_name
                               : base::cat("Fixed", size_bytes);
  if (!begin_named({.space = space(), .simple = name}, "fixed", {})) return;
  json_.member("size", std::int64_t{size_bytes});
  json_.end_object();
}

void SchemaText::duration() {
  if (!begin_named({.space = space(), .simple = "Duration"}, "fixed", {})) return;
  json_.member("size", 12).member("logicalType", avro::to_text(avro::Logical::Duration));
  json_.end_object();
}

void SchemaText::decimal() {
  const MemberNote* const member = member_note();
  if (member == nullptr || member->precision <= 0) {
    error_ = "a Decimal needs a note that says its precision";
    json_.value("bytes");
    return;
  }
  if (member->size_bytes == 0) {
    json_.begin_object();
    json_.member("type", "bytes");
  } else {
    // Its precision and scale are part of the type, so they are part of the name.
    const std::string name =
        !member->type_name.empty()
            ? member->type_name
            : base::cat("Decimal", member->size_bytes, '_', member->precision, '_', member->scale);
    if (!begin_named({.space = space(), .simple = name}, "fixed", {})) return;
    json_.member("size", std::int64_t{member->size_bytes});
  }
  json_.member("logicalType", avro::to_text(avro::Logical::Decimal));
  json_.member("precision", member->precision).member("scale", member->scale);
  json_.end_object();
}

void SchemaText::begin_array() {
  json_.begin_object();
  json_.member("type", "array").key("items");
}

void SchemaText::begin_map() {
  json_.begin_object();
  json_.member("type", "map").key("values");
}

void SchemaText::begin_union() { json_.begin_array(); }

bool SchemaText::begin_named(const avro::Name& name, std::string_view kind, const Note& note) {
  if (!defined_.insert(name.full()).second) {
    json_.value(name.full());
    return false;
  }
  json_.begin_object();
  json_.member("type", kind).member("name", name.simple).member("namespace", name.space);
  add_doc(note.doc);
  add_aliases(note.aliases);
  if (kind == "record") spaces_.push_back(name.space);
  return true;
}

void SchemaText::begin_fields(const Note& note, std::span<const std::string_view> members) {
  refuse_unknown(note, members);
  scopes_.push_back({.note = &note, .member = nullptr, .is_optional = false});
  json_.key("fields").begin_array();
}

void SchemaText::begin_field(std::string_view member, bool is_optional) {
  Scope& scope = scopes_.back();
  scope.member = find_note(*scope.note, member);
  scope.is_optional = is_optional;
  json_.begin_object();
  json_.member("name", schema_name(*scope.note, member)).key("type");
}

void SchemaText::end_field() {
  const Scope& scope = scopes_.back();
  const MemberNote* const note = scope.member;
  if (note != nullptr) {
    add_doc(note->doc);
    add_aliases(note->aliases);
    if (note->order != avro::Order::Ascending) {
      json_.member("order", note->order == avro::Order::Ignore ? "ignore" : "descending");
    }
  }
  if (note != nullptr && note->default_json) {
    json_.key("default").raw(*note->default_json);
  } else if (scope.is_optional) {
    json_.key("default").null();
  }
  json_.end_object();
}

void SchemaText::end_fields() {
  scopes_.pop_back();
  spaces_.pop_back();
  json_.end_array();
  json_.end_object();
}

void SchemaText::symbols(const Note& note, std::span<const std::string_view> members) {
  refuse_unknown(note, members);
  json_.key("symbols").begin_array();
  for (const std::string_view member : members) json_.value(schema_name(note, member));
  json_.end_array();
  if (!note.default_symbol.empty()) json_.member("default", note.default_symbol);
  json_.end_object();
}

void SchemaText::add_doc(const std::optional<std::string>& doc) {
  if (doc) json_.member("doc", *doc);
}

void SchemaText::add_aliases(const std::vector<std::string>& aliases) {
  if (aliases.empty()) return;
  json_.key("aliases").begin_array();
  for (const std::string& alias : aliases) json_.value(alias);
  json_.end_array();
}

void SchemaText::refuse_unknown(const Note& note, std::span<const std::string_view> members) {
  for (const MemberNote& noted : note.members) {
    if (std::ranges::find(members, noted.member) != members.end()) continue;
    error_ = base::cat("a note about \"", noted.member, "\", which is no member");
  }
}

avro::Result<avro::Schema> SchemaText::finish() {
  if (!error_.empty()) {
    return std::unexpected(avro::SchemaError{
        .fault = avro::SchemaFault::Field, .path = {}, .message = std::move(error_)});
  }
  return avro::parse(json_.text());
}

}  // namespace avocet::structs
