// contexts.cc - the list of contexts, and the end of one.
#include "avocet/server/answers.h"
#include "avocet/server/context_path.h"
#include "avocet/server/handlers.h"

namespace avocet::server {

using registry::State;

// GET /contexts
http::Reply get_contexts(const Call& call) {
  const auto page = read_page(call.query, kNoPageLimit);
  if (!page) return call.error(page.error());
  auto names = call.registry().read([&](const State& state) {
    return registry::contexts(state, call.query.text("contextPrefix"));
  });
  page->cut(names);
  return json_reply(write_names(names));
}

// DELETE /contexts/{context}. The default context has no such route.
void delete_context(const Call& call, http::Respond respond) {
  auto context = read_context(call.path[0]);
  if (!context) return respond(call.error(context.error()));
  if (*context == registry::kDefaultContext) return respond(generic_reply(405));
  call.registry().submit(
      registry::DeleteContext{std::move(*context)},
      [respond = std::move(respond), options = call.services.options.incompatible](
          const registry::Result<bool>& deleted) mutable {
        if (!deleted) return respond(error_reply(deleted.error(), options));
        http::Reply reply;
        reply.status = 204;
        respond(std::move(reply));
      });
}

}  // namespace avocet::server
