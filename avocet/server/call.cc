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
    Subject target = Subject::parse(*config->alias);
    if (!config->alias->starts_with(":.")) target.context = subject.context;
    return target;
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
