#include "avocet/server/routes.h"

#include <array>

#include "avocet/server/handlers.h"

namespace avocet::server {

std::span<const Route> routes() {
  using enum http::Method;
  static const std::array kRoutes = {
      Route{Get, "/", get_root},
      Route{Post, "/", post_root},

      Route{Get, "/schemas", get_schemas},
      Route{Get, "/schemas/types", get_schema_types},
      Route{Get, "/schemas/guids/{guid}", get_schema_by_guid},
      Route{Get, "/schemas/guids/{guid}/ids", get_ids_by_guid},
      Route{Get, "/schemas/ids/{id}", get_schema_by_id},
      Route{Get, "/schemas/ids/{id}/schema", get_schema_text_by_id},
      Route{Get, "/schemas/ids/{id}/subjects", get_subjects_by_id},
      Route{Get, "/schemas/ids/{id}/versions", get_versions_by_id},

      Route{Get, "/subjects", get_subjects},
      Route{Post, "/subjects/{subject}", look_up_schema},
      Route{Delete, "/subjects/{subject}", delete_subject},
      Route{Get, "/subjects/{subject}/metadata", get_by_metadata},
      Route{Get, "/subjects/{subject}/versions", get_versions},
      Route{Post, "/subjects/{subject}/versions", register_schema},
      Route{Get, "/subjects/{subject}/versions/{version}", get_version},
      Route{Delete, "/subjects/{subject}/versions/{version}", delete_version},
      Route{Get, "/subjects/{subject}/versions/{version}/schema", get_version_text},
      Route{Get, "/subjects/{subject}/versions/{version}/referencedby", get_referenced_by},

      Route{Post, "/compatibility/subjects/{subject}/versions", test_all_versions},
      Route{Post, "/compatibility/subjects/{subject}/versions/{version}", test_one_version},

      Route{Get, "/config", get_config},
      Route{Put, "/config", put_config},
      Route{Delete, "/config", delete_config},
      Route{Get, "/config/{subject}", get_subject_config},
      Route{Put, "/config/{subject}", put_subject_config},
      Route{Delete, "/config/{subject}", delete_subject_config},

      Route{Get, "/mode", get_mode},
      Route{Put, "/mode", put_mode},
      Route{Delete, "/mode", delete_mode},
      Route{Get, "/mode/{subject}", get_subject_mode},
      Route{Put, "/mode/{subject}", put_subject_mode},
      Route{Delete, "/mode/{subject}", delete_subject_mode},

      Route{Get, "/contexts", get_contexts},
      Route{Delete, "/contexts/{context}", delete_context},

      Route{Get, "/v1/metadata/id", get_cluster_id},
      Route{Get, "/v1/metadata/version", get_server_version},
      Route{Get, "/v1/metadata/deployment", get_deployment},

      Route{Get, "/health/live", get_live},
      Route{Get, "/health/ready", get_ready},
  };
  return kRoutes;
}

}  // namespace avocet::server
