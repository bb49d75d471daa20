#include "avocet/server/call.h"

namespace avocet::server {

using registry::State;
using registry::Subject;

Subject Call::subject(std::size_t parameter) const {
  Subject subject = Subject::parse(path[parameter]);
  return registry().read([&](const State& state) -> Subject {
    const registry::Config* config = state.config(subject);
    if (subject.name.empty() || config == nullptr || config->alias.value_or("").empty()) {
      return std::move(subject);
    }
    return Subject::parse(*config->alias);
  });
}

http::Reply json_reply(std::string body) {
  http::Reply reply;
  reply.body = std::move(body);
  return reply;
}

registry::Include include_deleted(const Query& query) {
  return query.flag("deleted") ? registry::Include::Deleted : registry::Include::Live;
}

}  // namespace avocet::server
