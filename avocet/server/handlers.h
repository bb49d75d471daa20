// handlers.h - one function per route. Each decodes, acts and replies; the rules are the
// registry's. One that only reads returns its reply, one that writes answers through `respond`,
// from the registry's writer thread.
#pragma once

#include "avocet/http/message.h"
#include "avocet/server/call.h"

namespace avocet::server {

// metadata.cc: the server about itself
http::Reply get_root(const Call& call);
http::Reply post_root(const Call& call);
http::Reply get_cluster_id(const Call& call);
http::Reply get_server_version(const Call& call);
http::Reply get_deployment(const Call& call);
http::Reply get_live(const Call& call);
http::Reply get_ready(const Call& call);

// contexts.cc
http::Reply get_contexts(const Call& call);
void delete_context(const Call& call, http::Respond respond);

// schemas.cc: all, by id, by guid
http::Reply get_schemas(const Call& call);
http::Reply get_schema_by_guid(const Call& call);
http::Reply get_ids_by_guid(const Call& call);
http::Reply get_schema_types(const Call& call);
http::Reply get_schema_by_id(const Call& call);
http::Reply get_schema_text_by_id(const Call& call);
http::Reply get_subjects_by_id(const Call& call);
http::Reply get_versions_by_id(const Call& call);

// subjects.cc
http::Reply get_subjects(const Call& call);
http::Reply look_up_schema(const Call& call);
http::Reply get_by_metadata(const Call& call);
void delete_subject(const Call& call, http::Respond respond);

// versions.cc
http::Reply get_versions(const Call& call);
void register_schema(const Call& call, http::Respond respond);
http::Reply get_version(const Call& call);
http::Reply get_version_text(const Call& call);
http::Reply get_referenced_by(const Call& call);
void delete_version(const Call& call, http::Respond respond);

// compatibility.cc
http::Reply test_one_version(const Call& call);
http::Reply test_all_versions(const Call& call);

// config.cc; without a subject: global
http::Reply get_config(const Call& call);
void put_config(const Call& call, http::Respond respond);
void delete_config(const Call& call, http::Respond respond);
http::Reply get_subject_config(const Call& call);
void put_subject_config(const Call& call, http::Respond respond);
void delete_subject_config(const Call& call, http::Respond respond);

// mode.cc
http::Reply get_mode(const Call& call);
void put_mode(const Call& call, http::Respond respond);
void delete_mode(const Call& call, http::Respond respond);
http::Reply get_subject_mode(const Call& call);
void put_subject_mode(const Call& call, http::Respond respond);
void delete_subject_mode(const Call& call, http::Respond respond);

}  // namespace avocet::server
