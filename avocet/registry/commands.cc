#include "avocet/registry/commands.h"

namespace avocet::registry {

Config apply(Config config, const ConfigChange& change) {
  const auto take = [](auto& member, const auto& changed) {
    if (changed) member = *changed;
  };
  take(config.alias, change.alias);
  take(config.alias_for_deks, change.alias_for_deks);
  take(config.normalize, change.normalize);
  take(config.validate_fields, change.validate_fields);
  take(config.validate_new_schemas, change.validate_new_schemas);
  take(config.validate_rules, change.validate_rules);
  take(config.level, change.level);
  take(config.policy, change.policy);
  take(config.group, change.group);
  take(config.default_metadata, change.default_metadata);
  take(config.override_metadata, change.override_metadata);
  return config;
}

}  // namespace avocet::registry
