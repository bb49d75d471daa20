#include "avocet/server/answers.h"

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/registry/documents.h"

namespace avocet::server {
namespace {

using base::JsonWriter;
using registry::Content;
using registry::StoredVersion;
using registry::Subject;

bool asks_for(const Query& query, std::string_view name, std::string_view value) {
  return base::equal_ignoring_case(base::trim(query.text(name)), value);
}

// The content as it is shown: references qualified if asked for and outside the default context.
Content shown(const Content& stored, const Subject& holder, ReferenceFormat format) {
  Content content = stored;
  if (format == ReferenceFormat::Stored || holder.in_default_context()) return content;
  for (schema::Reference& reference : content.references) {
    reference.subject = registry::reference_target(holder, reference).qualified();
  }
  return content;
}

// From guid to schema, as every answer with a schema has them.
void write_content(JsonWriter& json, const registry::Guid& guid, const Content& content,
                   std::string_view text) {
  json.member("guid", registry::to_text(guid));
  json.member("schemaType", schema::to_text(content.type));
  if (!content.references.empty()) {
    json.key("references");
    registry::write(json, content.references);
  }
  if (content.metadata) {
    json.key("metadata");
    registry::write(json, *content.metadata);
  }
  json.member("schema", text);
}

void write_record(JsonWriter& json, const StoredVersion& stored) {
  json.member("ts", std::int64_t{stored.time.time_since_epoch().count()});
  json.member("deleted", !stored.is_live());
}

}  // namespace

Format read_format(const Query& query) {
  return asks_for(query, "format", "resolved") ? Format::Resolved : Format::Stored;
}

ReferenceFormat read_reference_format(const Query& query) {
  return asks_for(query, "referenceFormat", "qualified") ? ReferenceFormat::Qualified
                                                         : ReferenceFormat::Stored;
}

registry::Result<std::string> text_of(const registry::State& state, registry::SchemaCache& cache,
                                      const Subject& subject, const registry::ContentPtr& content,
                                      Format format) {
  if (format == Format::Stored) return content->content.text;
  const auto parsed = cache.get(state, subject, content);
  if (!parsed) {
    return std::unexpected(
        registry::Error{registry::Code::InvalidSchema,
                        base::cat("Invalid schema: what is stored under ", subject.qualified(),
                                  " can no longer be read: ", parsed.error().message)});
  }
  return schema::resolved_text(*parsed);
}

std::string write_registered(const registry::Found& found, std::string_view text) {
  JsonWriter json;
  json.begin_object().member("id", found.stored.id.value);
  json.member("version", found.stored.version.value);
  write_content(json, found.stored.content->guid, found.stored.content->content, text);
  if (found.match == registry::Match::Equivalent) write_record(json, found.stored);
  json.end_object();
  return json.take();
}

namespace {

// The members of Schema, in an object that is open.
void write_schema_members(JsonWriter& json, const registry::Found& found, std::string_view text,
                          ReferenceFormat references) {
  json.member("subject", found.subject.qualified());
  json.member("version", found.stored.version.value).member("id", found.stored.id.value);
  if (references ==
      ReferenceFormat::Qualified) {  // the guid is then that of what is shown (recorded)
    const Content content = shown(found.stored.content->content, found.subject, references);
    write_content(json, registry::guid_of(content), content, text);
  } else {
    write_content(json, found.stored.content->guid, found.stored.content->content, text);
  }
  if (found.match == registry::Match::Equivalent) write_record(json, found.stored);
}

}  // namespace

std::string write_schema(const registry::Found& found, std::string_view text,
                         ReferenceFormat references) {
  JsonWriter json;
  json.begin_object();
  write_schema_members(json, found, text, references);
  json.end_object();
  return json.take();
}

std::string write_schemas(const std::vector<registry::Listed>& listed) {
  JsonWriter json;
  json.begin_array();
  for (const registry::Listed& one : listed) {
    json.begin_object();
    write_schema_members(json, one.found, one.found.stored.content->content.text,
                         ReferenceFormat::Stored);
    if (!one.aliases.empty()) {
      json.key("aliases").begin_array();
      for (const std::string& alias : one.aliases) json.value(alias);
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string write_schema_of_guid(const registry::IdFound& found, std::string_view text) {
  JsonWriter json;
  json.begin_object();
  write_content(json, found.stored.content->guid, found.stored.content->content, text);
  write_record(json, found.stored);
  json.end_object();
  return json.take();
}

std::string write_schema_string(const registry::IdFound& found, std::string_view text,
                                ReferenceFormat references, std::optional<std::int32_t> max_id) {
  JsonWriter json;
  json.begin_object().member("subject", found.subject.qualified());
  json.member("version", found.stored.version.value);
  write_content(json, found.stored.content->guid,
                shown(found.stored.content->content, found.subject, references), text);
  if (max_id) json.member("maxId", *max_id);
  write_record(json, found.stored);
  json.end_object();
  return json.take();
}

std::string write_names(const std::vector<std::string>& names) {
  JsonWriter json;
  json.begin_array();
  for (const std::string& name : names) json.value(name);
  json.end_array();
  return json.take();
}

std::string write_numbers(const std::vector<std::int32_t>& numbers) {
  JsonWriter json;
  json.begin_array();
  for (const std::int32_t number : numbers) json.value(number);
  json.end_array();
  return json.take();
}

}  // namespace avocet::server
