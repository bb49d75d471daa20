// schema_text.h - the schema of a type as JSON, written by the codecs while they walk the type.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "avocet/avro/error.h"
#include "avocet/avro/logical.h"
#include "avocet/avro/schema.h"
#include "avocet/base/json_writer.h"
#include "avocet/structs/describe.h"

namespace avocet::structs {

class SchemaText {
 public:
  // "long", or an object when there is a logical type.
  void primitive(avro::Kind kind, avro::Logical logical = avro::Logical::None);
  void fixed(std::uint32_t size_bytes);  // named by the present member's note
  void duration();
  void decimal();  // as the present member's note says; without a precision it is an error

  void begin_array();  // then the items; end()
  void begin_map();    // then the values; end()
  void begin_union();  // then the branches; end_union()
  void end() { json_.end_object(); }
  void end_union() { json_.end_array(); }

  // A record or an enum. False: it was defined before, and its name was written.
  bool begin_named(const avro::Name& name, std::string_view kind, const Note& note);
  void begin_fields(const Note& note, std::span<const std::string_view> members);
  void begin_field(std::string_view member, bool is_optional);  // then its type; end_field()
  void end_field();
  void end_fields();
  void symbols(const Note& note, std::span<const std::string_view> members);

  // Parsed strictly. Errors: SchemaError: a note about a member that is not there, a name that Avro
  // does not allow, a default that its type does not accept.
  avro::Result<avro::Schema> finish();

 private:
  struct Scope {
    const Note* note;
    const MemberNote* member;  // the present one's; null: none
    bool is_optional;          // the present one
  };

  void add_doc(const std::optional<std::string>& doc);
  void add_aliases(const std::vector<std::string>& aliases);
  void refuse_unknown(const Note& note, std::span<const std::string_view> members);
  const MemberNote* member_note() const {
    return scopes_.empty() ? nullptr : scopes_.back().member;
  }
  std::string space() const { return spaces_.empty() ? std::string() : spaces_.back(); }

  base::JsonWriter json_;
  std::set<std::string> defined_;
  std::vector<Scope> scopes_;
  std::vector<std::string> spaces_;
  std::string error_;
};

// What a note calls a member.
const MemberNote* find_note(const Note& note, std::string_view member) noexcept;
std::string_view schema_name(const Note& note, std::string_view member) noexcept;

}  // namespace avocet::structs
