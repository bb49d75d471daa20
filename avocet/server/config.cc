// config.cc - compatibility levels and the other settings of subjects, contexts and everything.
#include "avocet/base/json_writer.h"
#include "avocet/registry/documents.h"
#include "avocet/server/handlers.h"
#include "avocet/server/requests.h"
#include "avocet/server/scope.h"

namespace avocet::server {
namespace {

using registry::Config;
using registry::State;
using registry::Subject;
using Scope = std::optional<Subject>;

// An answer to GET and DELETE always has a level.
std::string write_config(const std::optional<Config>& stored, schema::Level default_level) {
  Config config = stored.value_or(Config{});
  if (!config.level) config.level = default_level;
  base::JsonWriter json;
  json.begin_object();
  registry::write_members(json, config, "compatibilityLevel");
  json.end_object();
  return json.take();
}

std::string write_update(const Config& config) {
  base::JsonWriter json;
  json.begin_object();
  registry::write_members(json, config, "compatibility");
  json.end_object();
  return json.take();
}

http::Reply get(const Call& call, const Scope& scope) {
  const bool effective = call.query.flag("defaultToGlobal");
  const auto config = call.registry().read([&](const State& state) -> std::optional<Config> {
    const Config* stored =
        effective ? state.effective_config(scope.value_or(Subject{})) : state.config(scope);
    return stored == nullptr ? std::nullopt : std::optional(*stored);
  });
  if (!config && !effective && !has_defaults(scope)) {
    return call.error(registry::config_not_found(*scope));
  }
  return json_reply(write_config(config, call.registry().options().default_level));
}

void put(const Call& call, Scope scope, std::string_view operation, http::Respond respond) {
  auto change = read_config_request(call.request, operation);
  if (!change) return respond(call.error(change.error()));
  call.registry().submit(
      registry::PutConfig{std::move(scope), std::move(*change)},
      [respond = std::move(respond),
       code = call.services.options.incompatible](const registry::Result<Config>& merged) mutable {
        respond(merged ? json_reply(write_update(*merged)) : error_reply(merged.error(), code));
      });
}

void remove(const Call& call, Scope scope, http::Respond respond) {
  call.registry().submit(
      registry::DeleteConfig{std::move(scope)},
      [respond = std::move(respond),
       &services = call.services](const registry::Result<std::optional<Config>>& removed) mutable {
        respond(removed
                    ? json_reply(write_config(*removed, services.registry.options().default_level))
                    : error_reply(removed.error(), services.options.incompatible));
      });
}

}  // namespace

// GET /config
http::Reply get_config(const Call& call) { return get(call, std::nullopt); }

// PUT /config
void put_config(const Call& call, http::Respond respond) {
  put(call, std::nullopt, "updateTopLevelConfig", std::move(respond));
}

// DELETE /config
void delete_config(const Call& call, http::Respond respond) {
  remove(call, std::nullopt, std::move(respond));
}

// GET /config/{subject}
http::Reply get_subject_config(const Call& call) { return get(call, read_scope(call.path[0])); }

// PUT /config/{subject}
void put_subject_config(const Call& call, http::Respond respond) {
  put(call, read_scope(call.path[0]), "updateSubjectLevelConfig", std::move(respond));
}

// DELETE /config/{subject}
void delete_subject_config(const Call& call, http::Respond respond) {
  remove(call, read_scope(call.path[0]), std::move(respond));
}

}  // namespace avocet::server
