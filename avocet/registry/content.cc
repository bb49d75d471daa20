#include "avocet/registry/content.h"

#include "avocet/base/bytes.h"
#include "avocet/base/hash.h"

namespace avocet::registry {

std::optional<Metadata> merge(const std::optional<Metadata>& under,
                              const std::optional<Metadata>& over) {
  if (!under) return over;
  if (!over) return under;
  Metadata merged = *under;
  for (const auto& [path, names] : over->tags) merged.tags[path] = names;
  for (const auto& [key, value] : over->properties) merged.properties[key] = value;
  merged.sensitive.insert(over->sensitive.begin(), over->sensitive.end());
  return merged;
}

Guid guid_of(const Content& content) {
  if (content.references.empty() && !content.metadata) return base::md5(content.text);
  std::string bytes = content.text;
  for (const schema::Reference& reference : content.references) {
    bytes += reference.name;
    bytes += reference.subject;
    base::append_big_endian(bytes, static_cast<std::uint32_t>(reference.version));
  }
  if (content.metadata) {
    bytes += '\x01';
    for (const auto& [path, names] : content.metadata->tags) {
      bytes += path;
      for (const std::string& name : names) bytes += name;
    }
    for (const auto& [key, value] : content.metadata->properties) {
      bytes += key;
      bytes += value;
    }
    for (const std::string& name : content.metadata->sensitive) bytes += name;
  }
  return base::md5(bytes);
}

}  // namespace avocet::registry
