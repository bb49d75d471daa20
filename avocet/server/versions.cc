// versions.cc - the versions of a subject: list, register, get, delete, who refers to one.
#include "avocet/server/answers.h"
#include "avocet/server/handlers.h"
#include "avocet/server/requests.h"

namespace avocet::server {
namespace {

using registry::Found;
using registry::Show;
using registry::State;

// The version that the path names, found. `Get` makes the reply from it and its text.
template <class Write>
http::Reply with_version(const Call& call, const Write& write) {
  const auto choice = registry::parse_version(call.path[1]);
  if (!choice) return call.error(choice.error());
  const registry::Subject subject = call.subject();
  return call.registry().read([&](const State& state) -> http::Reply {
    const auto found = registry::version(state, subject, *choice, include_deleted(call.query));
    if (!found) return call.error(found.error());
    auto text = text_of(state, call.registry().cache(), found->subject, found->stored.content,
                        read_format(call.query));
    if (!text) return call.error(text.error());
    return json_reply(write(*found, std::move(*text)));
  });
}

}  // namespace

// GET /subjects/{subject}/versions
http::Reply get_versions(const Call& call) {
  const auto page = read_page(call.query, kNoPageLimit);
  if (!page) return call.error(page.error());
  const registry::Subject subject = call.subject();
  const Show show = call.query.flag("deletedAsNegative") ? Show::DeletedAsNegative
                    : call.query.flag("deletedOnly")     ? Show::DeletedOnly
                    : call.query.flag("deleted")         ? Show::All
                                                         : Show::Live;
  // deletedAsNegative alone does not make soft-deleted versions count.
  const bool deleted_count = call.query.flag("deleted") || call.query.flag("deletedOnly");
  const auto exists = deleted_count ? registry::Include::Deleted : registry::Include::Live;
  auto numbers = call.registry().read(
      [&](const State& state) { return registry::versions(state, subject, show, exists); });
  if (!numbers) return call.error(numbers.error());
  page->cut(*numbers);
  return json_reply(write_numbers(*numbers));
}

// POST /subjects/{subject}/versions
void register_schema(const Call& call, http::Respond respond) {
  auto request = read_schema_request(call.request, "register");
  if (!request) return respond(call.error(request.error()));
  registry::RegisterSchema command{.subject = call.subject(),
                                   .schema = {},
                                   .normalize = call.query.flag_if_true("normalize"),
                                   .version = request->version,
                                   .id = request->id};
  auto schema = schema_of(std::move(*request));
  if (!schema) return respond(call.error(schema.error()));
  command.schema = std::move(*schema);
  call.registry().submit(
      std::move(command),
      [respond = std::move(respond), format = read_format(call.query),
       &services = call.services](const registry::Result<Found>& found) mutable {
        const auto error = [&](const registry::Error& why) {
          respond(error_reply(why, services.options.incompatible));
        };
        if (!found) return error(found.error());
        const registry::ContentPtr& content = found->stored.content;
        if (format == Format::Stored) {
          return respond(json_reply(write_registered(*found, content->content.text)));
        }
        const auto text = services.registry.read([&](const State& state) {
          return text_of(state, services.registry.cache(), found->subject, content, format);
        });
        if (!text) return error(text.error());
        respond(json_reply(write_registered(*found, *text)));
      });
}

// GET /subjects/{subject}/versions/{version}
http::Reply get_version(const Call& call) {
  return with_version(call, [&](const Found& found, const std::string& text) {
    return write_schema(found, text, read_reference_format(call.query));
  });
}

// GET /subjects/{subject}/versions/{version}/schema: the bare text
http::Reply get_version_text(const Call& call) {
  return with_version(call, [](const Found&, std::string text) { return text; });
}

// GET /subjects/{subject}/versions/{version}/referencedby
http::Reply get_referenced_by(const Call& call) {
  const auto page = read_page(call.query, kReferencePageLimit);
  if (!page) return call.error(page.error());
  const auto choice = registry::parse_version(call.path[1]);
  if (!choice) return call.error(choice.error());
  const registry::Subject subject = call.subject();
  const auto ids = call.registry().read([&](const State& state) {
    return registry::referenced_by(state, subject, *choice, include_deleted(call.query));
  });
  if (!ids) return call.error(ids.error());
  std::vector<std::int32_t> numbers;
  for (const registry::SchemaId id : *ids) numbers.push_back(id.value);
  page->cut(numbers);
  return json_reply(write_numbers(numbers));
}

// DELETE /subjects/{subject}/versions/{version}
void delete_version(const Call& call, http::Respond respond) {
  const auto choice = registry::parse_version(call.path[1]);
  if (!choice) return respond(call.error(choice.error()));
  registry::DeleteVersion command{
      .subject = call.subject(),
      .version = *choice,
      .how = call.query.flag("permanent") ? registry::Delete::Permanent : registry::Delete::Soft};
  call.registry().submit(std::move(command),
                         [respond = std::move(respond), code = call.services.options.incompatible](
                             const registry::Result<registry::Version>& deleted) mutable {
                           if (!deleted) return respond(error_reply(deleted.error(), code));
                           respond(json_reply(std::to_string(deleted->value)));
                         });
}

}  // namespace avocet::server
