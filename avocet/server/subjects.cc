// subjects.cc - the list of subjects, the look-up of a schema under one, its deletion.
#include "avocet/base/json_writer.h"
#include "avocet/server/answers.h"
#include "avocet/server/handlers.h"
#include "avocet/server/requests.h"

namespace avocet::server {

using registry::Show;
using registry::State;

// GET /subjects
http::Reply get_subjects(const Call& call) {
  const auto page = read_page(call.query, kNoPageLimit);
  if (!page) return call.error(page.error());
  const Show show = call.query.flag("deletedOnly") ? Show::DeletedOnly
                    : call.query.flag("deleted")   ? Show::All
                                                   : Show::Live;
  const std::string_view prefix =
      call.query.has("subjectPrefix") ? call.query.text("subjectPrefix") : ":*:";
  auto names = call.registry().read(
      [&](const State& state) { return registry::subjects(state, prefix, show); });
  page->cut(names);
  return json_reply(write_names(names));
}

// POST /subjects/{subject}
http::Reply look_up_schema(const Call& call) {
  auto request = read_schema_request(call.request, "lookUpSchemaUnderSubject");
  if (!request) return call.error(request.error());
  const auto schema = schema_of(std::move(*request));
  if (!schema) return call.error(schema.error());
  const registry::Subject subject = call.subject();
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found =
        registry::look_up(state, call.registry().cache(), subject, *schema,
                          call.query.flag_if_true("normalize"), include_deleted(call.query));
    if (!found) return call.error(found.error());
    const auto text = text_of(state, call.registry().cache(), found->subject, found->stored.content,
                              read_format(call.query));
    if (!text) return call.error(text.error());
    return json_reply(write_schema(*found, *text, ReferenceFormat::Stored));
  });
}

// GET /subjects/{subject}/metadata: the newest version with these properties
http::Reply get_by_metadata(const Call& call) {
  const auto keys = call.query.all("key");
  const auto values = call.query.all("value");
  std::vector<std::pair<std::string, std::string>> properties;  // surplus ones are dropped
  for (std::size_t i = 0; i < std::min(keys.size(), values.size()); ++i) {
    properties.emplace_back(keys[i], values[i]);
  }
  const registry::Subject subject = call.subject();
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found =
        registry::version_with_metadata(state, subject, properties, include_deleted(call.query));
    if (!found) return call.error(found.error());
    const auto text = text_of(state, call.registry().cache(), found->subject, found->stored.content,
                              read_format(call.query));
    if (!text) return call.error(text.error());
    return json_reply(write_schema(*found, *text, ReferenceFormat::Stored));
  });
}

// DELETE /subjects/{subject}
void delete_subject(const Call& call, http::Respond respond) {
  registry::DeleteSubject command{
      .subject = call.subject(),
      .how = call.query.flag("permanent") ? registry::Delete::Permanent : registry::Delete::Soft};
  call.registry().submit(
      std::move(command),
      [respond = std::move(respond), options = call.services.options.incompatible](
          const registry::Result<std::vector<registry::Version>>& deleted) mutable {
        if (!deleted) return respond(error_reply(deleted.error(), options));
        std::vector<std::int32_t> numbers;
        for (const registry::Version version : *deleted) numbers.push_back(version.value);
        respond(json_reply(write_numbers(numbers)));
      });
}

}  // namespace avocet::server
