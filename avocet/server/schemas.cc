// schemas.cc - schemas in a list, by their id, by their guid.
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/server/answers.h"
#include "avocet/server/handlers.h"

namespace avocet::server {
namespace {

using registry::IdEntry;
using registry::SchemaId;
using registry::State;

// The id that the path names. Errors: the generic 404 for what is no 32-bit number.
Decoded<SchemaId> read_id(const Call& call) {
  const auto number = base::parse_int32(call.path[0]);
  if (!number) return std::unexpected(not_found());
  return SchemaId{*number};
}

// The `subject` parameter, with its alias followed.
std::string read_subject(const Call& call, const State& state) {
  std::string text(call.query.text("subject"));
  if (text.empty()) return text;
  const registry::Config* config = state.config(registry::Subject::parse(text));
  const bool aliased = config != nullptr && !config->alias.value_or("").empty();
  return aliased ? *config->alias : text;
}

// What nearly every client asks: no parameters, the default context. Answers are made once and
// kept.
http::Reply get_plain_schema_by_id(const Call& call, SchemaId id) {
  return call.registry().read([&](const State& state) -> http::Reply {
    const IdEntry* entry = state.id(registry::kDefaultContext, id);
    if (entry == nullptr) return call.error(registry::schema_not_found(id));
    http::Reply reply;
    reply.shared_body = call.services.answers.find(id, entry->stamp);
    if (reply.shared_body) return reply;
    const auto found = registry::schema_by_id(state, id, "");
    if (!found) return call.error(registry::schema_not_found(id));
    reply.shared_body = std::make_shared<const std::string>(write_schema_string(
        *found, found->stored.content->content.text, ReferenceFormat::Stored, std::nullopt));
    call.services.answers.put(id, entry->stamp, reply.shared_body);
    return reply;
  });
}

}  // namespace

// GET /schemas. There are no associations and no rule sets, so a filter that asks for one finds
// nothing.
http::Reply get_schemas(const Call& call) {
  const auto page = read_page(call.query, kSchemaPageLimit);
  if (!page) return call.error(page.error());
  bool asks_for_association =
      !call.query.text("resourceType").empty() || !call.query.all("associationType").empty();
  bool takes_none = false;
  for (const std::string_view lifecycle : call.query.all("lifecycle")) {
    if (lifecycle == "NONE") {
      takes_none = true;
    } else if (lifecycle == "STRONG" || lifecycle == "WEAK") {
      asks_for_association = true;
    } else {
      return call.error(not_found());
    }
  }
  if ((asks_for_association && !takes_none) || !base::trim(call.query.text("ruleType")).empty()) {
    return json_reply("[]");
  }
  const registry::SchemaFilter filter{
      .prefix = std::string(call.query.text("subjectPrefix")),
      .include = include_deleted(call.query),
      .latest = call.query.flag("latestOnly") ? registry::Latest::Only : registry::Latest::All,
      .aliases = call.query.flag("aliases") ? registry::Aliases::Follow : registry::Aliases::Ignore,
      .offset = page->offset,
      .limit = page->limit};
  return json_reply(write_schemas(
      call.registry().read([&](const State& state) { return registry::schemas(state, filter); })));
}

// GET /schemas/guids/{guid}
http::Reply get_schema_by_guid(const Call& call) {
  const auto guid = registry::parse_guid(call.path[0]);
  if (!guid) return call.error(registry::schema_not_found_by_guid(call.path[0]));
  const Format format = read_format(call.query);
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found = registry::schema_by_guid(state, *guid);
    if (!found) return call.error(registry::schema_not_found_by_guid(call.path[0]));
    const auto text =
        text_of(state, call.registry().cache(), found->subject, found->stored.content, format);
    if (!text) return call.error(text.error());
    return json_reply(write_schema_of_guid(*found, *text));
  });
}

// GET /schemas/guids/{guid}/ids
http::Reply get_ids_by_guid(const Call& call) {
  const auto guid = registry::parse_guid(call.path[0]);
  base::JsonWriter json;
  json.begin_array();
  if (guid) {
    const auto ids = call.registry().read(
        [&](const State& state) { return registry::ids_of_guid(state, *guid); });
    for (const registry::ContextId& one : ids) {
      json.begin_object().member("context", one.context).member("id", one.id.value).end_object();
    }
  }
  json.end_array();
  return json_reply(json.take());
}

// GET /schemas/types
http::Reply get_schema_types(const Call&) {
  return json_reply(write_names({std::string(schema::to_text(schema::Type::Avro))}));
}

// GET /schemas/ids/{id}
http::Reply get_schema_by_id(const Call& call) {
  const auto id = read_id(call);
  if (!id) return call.error(id.error());
  if (call.query.empty()) return get_plain_schema_by_id(call, *id);
  const Format format = read_format(call.query);
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found = registry::schema_by_id(state, *id, read_subject(call, state));
    if (!found) return call.error(registry::schema_not_found(*id));
    const auto text =
        text_of(state, call.registry().cache(), found->subject, found->stored.content, format);
    if (!text) return call.error(text.error());
    std::optional<std::int32_t> max_id;
    if (call.query.flag("fetchMaxId")) max_id = state.context(found->subject.context)->highest_id;
    return json_reply(
        write_schema_string(*found, *text, read_reference_format(call.query), max_id));
  });
}

// GET /schemas/ids/{id}/schema: the bare text
http::Reply get_schema_text_by_id(const Call& call) {
  const auto id = read_id(call);
  if (!id) return call.error(id.error());
  const Format format = read_format(call.query);
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found = registry::schema_by_id(state, *id, read_subject(call, state));
    if (!found) return call.error(registry::schema_not_found(*id));
    auto text =
        text_of(state, call.registry().cache(), found->subject, found->stored.content, format);
    if (!text) return call.error(text.error());
    return json_reply(std::move(*text));
  });
}

namespace {

// The page of an id's holders that is asked for.
Decoded<std::vector<registry::Holder>> read_holders(const Call& call) {
  const auto id = read_id(call);
  if (!id) return std::unexpected(id.error());
  const auto page = read_page(call.query, kNoPageLimit);
  if (!page) return std::unexpected(page.error());
  auto holders = call.registry().read([&](const State& state) {
    return registry::holders(state, *id, read_subject(call, state), include_deleted(call.query));
  });
  if (!holders) return std::unexpected(refusal(holders.error()));
  page->cut(*holders);
  return std::move(*holders);
}

}  // namespace

// GET /schemas/ids/{id}/subjects
http::Reply get_subjects_by_id(const Call& call) {
  const auto holders = read_holders(call);
  if (!holders) return call.error(holders.error());
  base::JsonWriter json;
  json.begin_array();
  for (const registry::Holder& holder : *holders) json.value(holder.subject);
  json.end_array();
  return json_reply(json.take());
}

// GET /schemas/ids/{id}/versions
http::Reply get_versions_by_id(const Call& call) {
  const auto holders = read_holders(call);
  if (!holders) return call.error(holders.error());
  base::JsonWriter json;
  json.begin_array();
  for (const registry::Holder& holder : *holders) {
    json.begin_object().member("subject", holder.subject);
    json.member("version", holder.version.value).end_object();
  }
  json.end_array();
  return json_reply(json.take());
}

}  // namespace avocet::server
