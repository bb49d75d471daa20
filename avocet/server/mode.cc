// mode.cc - who may write: the modes of subjects, contexts and everything.
#include "avocet/base/json_writer.h"
#include "avocet/server/handlers.h"
#include "avocet/server/requests.h"
#include "avocet/server/scope.h"

namespace avocet::server {
namespace {

using registry::Mode;
using registry::State;
using registry::Subject;
using Scope = std::optional<Subject>;

std::string write_mode(Mode mode) {
  base::JsonWriter json;
  json.begin_object().member("mode", registry::to_text(mode)).end_object();
  return json.take();
}

// The request, as it came.
std::string write_echo(const std::optional<std::string>& text) {
  base::JsonWriter json;
  json.begin_object().key("mode");
  if (text) {
    json.value(*text);
  } else {
    json.null();
  }
  json.end_object();
  return json.take();
}

http::Reply get(const Call& call, const Scope& scope) {
  const bool effective = call.query.flag("defaultToGlobal");
  const auto mode = call.registry().read([&](const State& state) -> std::optional<Mode> {
    const Mode* stored =
        effective ? state.effective_mode(scope.value_or(Subject{})) : state.mode(scope);
    return stored == nullptr ? std::nullopt : std::optional(*stored);
  });
  if (!mode && !effective && !has_defaults(scope)) {
    return call.error(registry::mode_not_found(*scope));
  }
  return json_reply(write_mode(mode.value_or(Mode::ReadWrite)));
}

// A mode that does not exist cannot be put into a command; the name is checked before it, as the
// registry would.
registry::Error unknown_mode(const Scope& scope) {
  if (scope && !registry::is_valid(*scope, registry::SubjectUse::Settings)) {
    return registry::invalid_subject(scope->qualified());
  }
  return registry::invalid_mode();
}

void put(const Call& call, Scope scope, std::string_view operation, http::Respond respond) {
  const auto request = read_mode_request(call.request, operation);
  if (!request) return respond(call.error(request.error()));
  if (!request->is_known()) return respond(call.error(unknown_mode(scope)));
  registry::PutMode command{
      .scope = std::move(scope),
      .mode = request->mode,
      .force = call.query.flag("force") ? registry::Force::Yes : registry::Force::No};
  call.registry().submit(
      std::move(command), [respond = std::move(respond), echo = write_echo(request->text),
                           code = call.services.options.incompatible](
                              const registry::Result<std::optional<Mode>>& set) mutable {
        respond(set ? json_reply(std::move(echo)) : error_reply(set.error(), code));
      });
}

void remove(const Call& call, Scope scope, http::Respond respond) {
  const bool always_there = has_defaults(scope);
  registry::DeleteMode command{.scope = std::move(scope),
                               .recursive = call.query.flag("recursive") ? registry::Recursive::Yes
                                                                         : registry::Recursive::No};
  call.registry().submit(
      std::move(command),
      [respond = std::move(respond), always_there, code = call.services.options.incompatible](
          const registry::Result<std::optional<Mode>>& removed) mutable {
        if (!removed) return respond(error_reply(removed.error(), code));
        const bool nothing = !*removed && !always_there;
        respond(json_reply(nothing ? "{}" : write_mode(removed->value_or(Mode::ReadWrite))));
      });
}

}  // namespace

// GET /mode
http::Reply get_mode(const Call& call) { return get(call, std::nullopt); }

// PUT /mode
void put_mode(const Call& call, http::Respond respond) {
  put(call, std::nullopt, "updateTopLevelMode", std::move(respond));
}

// DELETE /mode
void delete_mode(const Call& call, http::Respond respond) {
  remove(call, std::nullopt, std::move(respond));
}

// GET /mode/{subject}
http::Reply get_subject_mode(const Call& call) { return get(call, read_scope(call.path[0])); }

// PUT /mode/{subject}
void put_subject_mode(const Call& call, http::Respond respond) {
  put(call, read_scope(call.path[0]), "updateMode", std::move(respond));
}

// DELETE /mode/{subject}
void delete_subject_mode(const Call& call, http::Respond respond) {
  remove(call, read_scope(call.path[0]), std::move(respond));
}

}  // namespace avocet::server
