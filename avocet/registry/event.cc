#include "avocet/registry/event.h"

#include "avocet/base/json.h"
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/registry/documents.h"

namespace avocet::registry {
namespace {

using base::cat;
using base::Json;
using base::JsonWriter;

using Decoded = base::Result<Event, std::string>;

JsonWriter open_key(std::string_view type) {
  JsonWriter json(base::JsonEscapes::SurrogatePairs);
  json.begin_object().member("keytype", type);
  return json;
}

std::string close_key(JsonWriter json, std::int32_t magic = 0) {
  return json.member("magic", magic).end_object().take();
}

std::string scoped_key(std::string_view type, const std::optional<Subject>& scope) {
  JsonWriter json = open_key(type);
  if (scope) json.member("subject", scope->qualified());
  return close_key(std::move(json));
}

std::string version_key(const Subject& subject, Version version) {
  JsonWriter json = open_key("SCHEMA");
  json.member("subject", subject.qualified()).member("version", version.value);
  return close_key(std::move(json), 1);
}

// Opens a value and puts the scope in front, as all values of settings have it.
JsonWriter open_value(const std::optional<Subject>& scope) {
  JsonWriter json(base::JsonEscapes::SurrogatePairs);
  json.begin_object();
  if (scope) json.member("subject", scope->qualified());
  return json;
}

struct Encoder {
  base::Timestamp time;

  Record operator()(const VersionStored& e) const {
    const Content& content = e.content->content;
    JsonWriter json = open_value(e.subject);
    json.member("version", e.version.value).member("id", e.id.value);
    json.member("schemaType", schema::to_text(content.type));
    if (!content.references.empty()) {
      json.key("references");
      write(json, content.references);
    }
    if (content.metadata) {
      json.key("metadata");
      write(json, *content.metadata);
    }
    if (!content.text.empty()) json.member("schema", content.text);
    json.member("deleted", e.deleted == Deleted::Yes).end_object();
    return {version_key(e.subject, e.version), json.take(), time};
  }

  Record operator()(const VersionRemoved& e) const {
    return {version_key(e.subject, e.version), std::nullopt, time};
  }

  Record operator()(const SubjectDeleted& e) const {
    JsonWriter json = open_value(e.subject);
    json.member("version", e.up_to.value).end_object();
    return {scoped_key("DELETE_SUBJECT", e.subject), json.take(), time};
  }

  Record operator()(const SubjectCleared& e) const {
    return {scoped_key("CLEAR_SUBJECT", e.scope), open_value(e.scope).end_object().take(), time};
  }

  Record operator()(const ConfigSet& e) const {
    if (!e.config) return {scoped_key("CONFIG", e.scope), std::nullopt, time};
    JsonWriter json = open_value(e.scope);
    write_members(json, *e.config, "compatibilityLevel");
    return {scoped_key("CONFIG", e.scope), json.end_object().take(), time};
  }

  Record operator()(const ModeSet& e) const {
    if (!e.mode) return {scoped_key("MODE", e.scope), std::nullopt, time};
    JsonWriter json = open_value(e.scope);
    json.member("mode", to_text(*e.mode)).end_object();
    return {scoped_key("MODE", e.scope), json.take(), time};
  }

  Record operator()(const ContextSeen& e) const {
    JsonWriter key = open_key("CONTEXT");
    key.member("tenant", "default").member("context", e.context);
    if (!e.exists) return {close_key(std::move(key)), std::nullopt, time};
    JsonWriter json(base::JsonEscapes::SurrogatePairs);
    json.begin_object().member("tenant", "default").member("context", e.context).end_object();
    return {close_key(std::move(key)), json.take(), time};
  }

  Record operator()(const IdsGiven& e) const {
    JsonWriter json(base::JsonEscapes::SurrogatePairs);
    json.begin_object().member("v", 1).key("maxId").begin_object();
    for (const auto& [context, id] : e.highest) json.member(context, id);
    json.end_object().end_object();
    return {close_key(open_key("NOOP")), json.take(), time};
  }
};

// A key and value taken apart; the key's subject and version win over the value's.
struct Parts {
  Json key;
  std::optional<Json> value;  // nothing: the key is deleted

  std::optional<Subject> scope() const {
    const auto text = read_text(key.find("subject"));
    return text && !text->empty() ? std::optional(Subject::parse(*text)) : std::nullopt;
  }
};

Decoded decode_version(const Parts& parts) {
  const auto subject = parts.scope();
  const auto version = read_int(parts.key.find("version"));
  if (!subject || !version || *version < 1)
    return std::unexpected("the key of a SCHEMA record lacks its subject or version");
  if (!parts.value) return VersionRemoved{*subject, Version{*version}};
  const auto id = read_int(parts.value->find("id"));
  if (!id || *id < 0) return std::unexpected("a SCHEMA record lacks its id");
  const auto type = schema::parse_type(read_text(parts.value->find("schemaType")).value_or("AVRO"));
  if (!type) return std::unexpected("a SCHEMA record has an unknown schemaType");
  Content content{.type = *type,
                  .text = read_text(parts.value->find("schema")).value_or(""),
                  .references = read_references(parts.value->find("references")),
                  .metadata = read_metadata(parts.value->find("metadata"))};
  const bool deleted = read_bool(parts.value->find("deleted")).value_or(false);
  return VersionStored{*subject, Version{*version}, SchemaId{*id}, store(std::move(content)),
                       deleted ? Deleted::Yes : Deleted::No};
}

Decoded decode_subject_deleted(const Parts& parts) {
  const auto subject = parts.scope();
  if (!subject) return std::unexpected("the key of a DELETE_SUBJECT record lacks its subject");
  if (!parts.value) return SubjectDeleted{*subject, Version{0}};  // no state change
  return SubjectDeleted{*subject,
                        Version{read_int(parts.value->find("version")).value_or(INT32_MAX)}};
}

Decoded decode_mode(const Parts& parts) {
  if (!parts.value) return ModeSet{parts.scope(), std::nullopt};
  const auto mode = parse_mode(read_text(parts.value->find("mode")).value_or(""));
  if (!mode) return std::unexpected("a MODE record has an unknown mode");
  return ModeSet{parts.scope(), *mode};
}

Decoded decode_context(const Parts& parts) {
  auto context = read_text(parts.key.find("context"));
  if (!context) return std::unexpected("the key of a CONTEXT record lacks its context");
  return ContextSeen{std::move(*context), parts.value.has_value()};
}

Decoded decode_ids(const Parts& parts) {
  IdsGiven given;
  const Json* ids = parts.value ? parts.value->find("maxId") : nullptr;
  if (ids != nullptr && ids->is_object()) {
    for (const auto& [context, id] : ids->members())
      given.highest[context] = read_int(&id).value_or(0);
  }
  return given;
}

}  // namespace

Record encode(const Event& event, base::Timestamp time) { return std::visit(Encoder{time}, event); }

Decoded decode(std::string_view key, std::optional<std::string_view> value) {
  auto key_json = base::parse_json(key);
  if (!key_json || !key_json->is_object()) return std::unexpected("the key is not a JSON object");
  Parts parts{std::move(*key_json), std::nullopt};
  const std::string type = read_text(parts.key.find("keytype")).value_or("");
  if (value && !value->empty()) {
    auto value_json = base::parse_json(*value);
    if (value_json && value_json->is_object()) {
      parts.value = std::move(*value_json);
    } else if (type != "NOOP") {
      return std::unexpected(cat("the value of a ", type, " record is not a JSON object"));
    }
  }
  if (type == "SCHEMA") return decode_version(parts);
  if (type == "CONFIG") {
    return ConfigSet{parts.scope(),
                     parts.value ? std::optional(read_config(*parts.value)) : std::nullopt};
  }
  if (type == "MODE") return decode_mode(parts);
  if (type == "DELETE_SUBJECT") return decode_subject_deleted(parts);
  if (type == "CLEAR_SUBJECT" && parts.value) return SubjectCleared{parts.scope()};
  if (type == "CLEAR_SUBJECT") return IdsGiven{};  // no state change
  if (type == "CONTEXT") return decode_context(parts);
  if (type == "NOOP") return decode_ids(parts);
  return std::unexpected(cat("unknown keytype \"", type, "\""));
}

}  // namespace avocet::registry
