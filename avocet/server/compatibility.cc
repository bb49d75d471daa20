// compatibility.cc - may this schema follow? Asked without registering it.
#include "avocet/base/json_writer.h"
#include "avocet/registry/compare.h"
#include "avocet/registry/queries.h"
#include "avocet/server/handlers.h"
#include "avocet/server/requests.h"

namespace avocet::server {
namespace {

using registry::State;
using Messages = std::vector<std::string>;

std::string write_verdict(const Messages& messages, bool verbose) {
  base::JsonWriter json;
  json.begin_object().member("is_compatible", messages.empty());
  if (verbose) {
    json.key("messages").begin_array();
    for (const std::string& message : messages) json.value(message);
    json.end_array();
  }
  json.end_object();
  return json.take();
}

registry::Result<Messages> test(const Call& call, SchemaRequest request,
                                const std::optional<registry::VersionChoice>& choice) {
  const auto schema = schema_of(std::move(request));
  const registry::Subject subject = call.subject();
  return call.registry().read([&](const State& state) {
    return registry::test_compatibility(state, call.registry().cache(), call.registry().options(),
                                        subject, schema, choice,
                                        call.query.flag_if_true("normalize"));
  });
}

// With verbose=true an invalid schema is one more reason, not an error (spec/rest-api.md 8).
http::Reply answer(const Call& call, const registry::Result<Messages>& messages) {
  const bool verbose = call.query.flag("verbose");
  if (messages) return json_reply(write_verdict(*messages, verbose));
  if (verbose && messages.error().code == registry::Code::InvalidSchema) {
    return json_reply(write_verdict({messages.error().message}, verbose));
  }
  return call.error(messages.error());
}

}  // namespace

// POST /compatibility/subjects/{subject}/versions/{version}
http::Reply test_one_version(const Call& call) {
  auto request = read_schema_request(call.request, "testCompatibilityBySubjectName");
  if (!request) return call.error(request.error());
  const auto choice = registry::parse_version(call.path[1]);
  if (!choice) return call.error(choice.error());
  return answer(call, test(call, std::move(*request), *choice));
}

// POST /compatibility/subjects/{subject}/versions
http::Reply test_all_versions(const Call& call) {
  auto request = read_schema_request(call.request, "testCompatibilityForSubject");
  if (!request) return call.error(request.error());
  return answer(call, test(call, std::move(*request), std::nullopt));
}

}  // namespace avocet::server
