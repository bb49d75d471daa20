// metadata.cc - what the server says about itself: root, cluster, version, health.
#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/registry/documents.h"
#include "avocet/server/body.h"
#include "avocet/server/build_info.h"
#include "avocet/server/handlers.h"

namespace avocet::server {

// GET /
http::Reply get_root(const Call&) { return json_reply("{}"); }

// POST /, with an object of strings or nothing
http::Reply post_root(const Call& call) {
  const auto body = read_optional_body(call.request);
  if (!body) return call.error(body.error());
  if (*body) {
    if (!(*body)->is_object()) {
      return call.error(Refusal{400, "The request body must be a JSON object of strings"});
    }
    for (const auto& [key, value] : (*body)->members()) {
      if (!value.is_null() && !registry::read_text(&value)) {
        return call.error(Refusal{400, base::cat('"', key, "\" must be a string")});
      }
    }
  }
  return json_reply("{}");
}

// GET /v1/metadata/id. There is no Kafka cluster behind this server; clients want the member all
// the same.
http::Reply get_cluster_id(const Call&) {
  base::JsonWriter json;
  json.begin_object().key("scope").begin_object();
  json.key("path").begin_array().end_array();
  json.key("clusters").begin_object();
  json.member("kafka-cluster", "avocet").member("schema-registry-cluster", "schema-registry");
  json.end_object().end_object().end_object();
  return json_reply(json.take());
}

// GET /v1/metadata/version
http::Reply get_server_version(const Call& call) {
  base::JsonWriter json;
  json.begin_object().member("version", call.services.options.claimed_version);
  json.member("commitId", build_commit()).end_object();
  return json_reply(json.take());
}

// GET /v1/metadata/deployment
http::Reply get_deployment(const Call&) { return json_reply(R"({"attributes":[]})"); }

// GET /health/live
http::Reply get_live(const Call&) { return json_reply(R"({"status":"live"})"); }

// GET /health/ready
http::Reply get_ready(const Call& call) {
  if (!call.services.is_ready)
    return call.error(Refusal{503, "The server is starting or stopping"});
  return json_reply(R"({"status":"ready"})");
}

}  // namespace avocet::server
