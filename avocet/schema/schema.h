// schema.h - one face for every type of schema: parse, identity, readability. Avro is the only type so far.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/parse.h"
#include "avocet/avro/schema.h"
#include "avocet/base/hash.h"
#include "avocet/base/result.h"

namespace avocet::schema {

enum class Type : std::uint8_t { Avro, Json, Protobuf };
std::string_view to_text(Type type) noexcept;                      // AVRO, JSON, PROTOBUF
std::optional<Type> parse_type(std::string_view text) noexcept;    // exactly these; case counts

// A schema's use of another: `name` is what its text says, subject and version are where the registry holds it.
struct Reference {
  std::string name;
  std::string subject;  // as written, perhaps unqualified
  std::int32_t version = 0;
  friend bool operator==(const Reference&, const Reference&) = default;
};

// A reference with the text it stands for.
struct ResolvedReference {
  std::string name;
  std::string text;
};

using Error = avro::SchemaError;
template <class T>
using Result = base::Result<T, Error>;

enum class Normalize : std::uint8_t { No, Yes };

// A parsed schema and its registry text. An immutable value; copies share.
class Schema {
 public:
  Schema(avro::Schema avro, std::string text) : avro_(std::move(avro)), text_(std::make_shared<const std::string>(std::move(text))) {}

  Type type() const noexcept { return Type::Avro; }
  const std::string& text() const noexcept { return *text_; }  // what is stored, hashed and returned
  const avro::Schema& avro() const noexcept { return avro_; }

 private:
  avro::Schema avro_;
  std::shared_ptr<const std::string> text_;
};

struct ParseOptions {
  avro::Validation validation = avro::Validation::RegistryNew;
  Normalize normalize = Normalize::No;
  avro::ParseLimits limits{};
};

// Parses a text of the given type. `references` come resolved, each before its users. Errors: what the text does wrong;
// a type that this build cannot read (Json, Protobuf).
Result<Schema> parse(Type type, std::string_view text, std::span<const ResolvedReference> references, const ParseOptions& options);

// Every reference written out in place (format=resolved).
std::string resolved_text(const Schema& schema);

// Structurally the same, though the texts differ.
bool equivalent(const Schema& a, const Schema& b);

// The same number for equivalent schemas, and hardly ever for others that differ in more than docs, aliases, defaults and attributes:
// CRC-64-AVRO of the canonical form.
std::uint64_t fingerprint(const Schema& schema);

}  // namespace avocet::schema
