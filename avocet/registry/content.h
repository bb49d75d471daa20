// content.h - what a schema id stands for: text, references, metadata. Equal content, equal id.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "avocet/base/boxed.h"
#include "avocet/base/utf8.h"
#include "avocet/registry/ids.h"
#include "avocet/schema/schema.h"

namespace avocet::registry {

struct Utf16Less {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return base::utf16_less(a, b); }
};
using SortedNames = std::set<std::string, Utf16Less>;

// Facts about a schema that are no part of it (spec/rest-api.md 2.3); everything sorted, as Java
// sorts.
struct Metadata {
  std::map<std::string, SortedNames, Utf16Less> tags;  // by path
  std::map<std::string, std::string, Utf16Less> properties;
  SortedNames sensitive;  // names of properties
  friend bool operator==(const Metadata&, const Metadata&) = default;
};

// `over` on top of `under`: tags by path, properties by name, sensitive names together. Nothing of
// neither is nothing.
std::optional<Metadata> merge(const std::optional<Metadata>& under,
                              const std::optional<Metadata>& over);

struct Content {
  schema::Type type = schema::Type::Avro;
  std::string text;  // the registry's text: what is stored and returned
  std::vector<schema::Reference> references;
  base::Boxed<Metadata> metadata;
  friend bool operator==(const Content&, const Content&) = default;
};

// MD5 over text, references and metadata (spec/rest-api.md 17.2); the type does not count.
Guid guid_of(const Content& content);

// Content with its guid, made once and shared by every version that holds it.
struct StoredContent {
  Content content;
  Guid guid{};
};
using ContentPtr = std::shared_ptr<const StoredContent>;

inline ContentPtr store(Content content) {
  const Guid guid = guid_of(content);
  return std::make_shared<const StoredContent>(StoredContent{std::move(content), guid});
}

}  // namespace avocet::registry
