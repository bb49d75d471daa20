// schema.cc - the registry's reading of a schema text, by the room of its type.
#include "avocet/schema/schema.h"

#include "avocet/avro/canonical.h"
#include "avocet/avro/equal.h"
#include "avocet/avro/print.h"
#include "avocet/base/text.h"

namespace avocet::schema {
namespace {

// normalize=true: the normal form is one more text to parse (spec/avro.md 2.5). It was a schema
// already, so only what any stored schema must keep is checked.
Result<avro::Schema> normalized(const avro::Schema& schema,
                                std::span<const std::string_view> references,
                                const avro::ParseLimits& limits) {
  const auto text = avro::normal_form(schema);
  if (!text) return std::unexpected(text.error());
  return avro::parse(*text, {.validation = avro::Validation::RegistryStored, .limits = limits},
                     references);
}

}  // namespace

std::string_view to_text(Type type) noexcept {
  switch (type) {
    case Type::Avro:
      return "AVRO";
    case Type::Json:
      return "JSON";
    case Type::Protobuf:
      return "PROTOBUF";
  }
  return "";
}

std::optional<Type> parse_type(std::string_view text) noexcept {
  for (const Type type : {Type::Avro, Type::Json, Type::Protobuf}) {
    if (text == to_text(type)) return type;
  }
  return std::nullopt;
}

Result<Schema> parse(Type type, std::string_view text,
                     std::span<const ResolvedReference> references, const ParseOptions& options) {
  if (type != Type::Avro) {
    return std::unexpected(Error{.fault = avro::SchemaFault::Type,
                                 .path = {},
                                 .message = base::cat("schemas of type ", to_text(type),
                                                      " are not supported by this build")});
  }
  std::vector<std::string_view> texts;
  texts.reserve(references.size());
  for (const ResolvedReference& reference : references) texts.push_back(reference.text);

  auto schema =
      avro::parse(text, {.validation = options.validation, .limits = options.limits}, texts);
  if (schema && options.normalize == Normalize::Yes) {
    schema = normalized(*schema, texts, options.limits);
  }
  if (!schema) return std::unexpected(std::move(schema.error()));
  std::string stored = avro::to_text(*schema);
  return Schema(std::move(*schema), std::move(stored));
}

std::string resolved_text(const Schema& schema) { return avro::to_resolved_text(schema.avro()); }

bool equivalent(const Schema& a, const Schema& b) {
  return a.type() == b.type() && avro::equivalent(a.avro(), b.avro());
}

std::uint64_t fingerprint(const Schema& schema) {
  return avro::crc64_avro(avro::canonical_form(schema.avro()));
}

}  // namespace avocet::schema
