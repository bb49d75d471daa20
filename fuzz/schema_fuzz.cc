// Schema text in all three modes: no crash, and what was taken can be printed and read again.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "avocet/avro/canonical.h"
#include "avocet/avro/check.h"
#include "avocet/avro/equal.h"
#include "avocet/avro/logical.h"
#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"

namespace {

using namespace avocet::avro;

void require(bool holds, std::string_view what, std::string_view text) {
  if (holds) return;
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(text.size()), text.data());
  std::abort();
}

Result<Schema> stored(std::string_view text) {
  return parse(text, {.validation = Validation::RegistryStored});
}

// A name of the null namespace inside another namespace is printed as Java prints it: read again it
// can mean another type.
bool mixes_namespaces(const Schema& schema) {
  bool null_space = false;
  bool other_space = false;
  const auto see = [&](const Name& name) {
    (name.space.empty() ? null_space : other_space) = true;
  };
  for (const Node& node : schema.nodes()) {
    if (is_named(node.kind)) see(node.name);
    std::for_each(node.aliases.begin(), node.aliases.end(), see);
  }
  return null_space && other_space;
}

void print_and_read_again(const Schema& schema) {
  const std::string text = to_text(schema);
  const std::string form = canonical_form(schema);
  require(to_resolved_text(schema) == text, "without references nothing is left to resolve", text);
  for (const Node& node : schema.nodes()) logical_type(node);
  const auto normal = normal_form(schema);
  if (mixes_namespaces(schema)) return;

  const auto again = stored(text);
  require(again.has_value(), "the printed text is no schema", text);
  require(to_text(*again) == text, "the printed text is no fixed point", text);
  require(canonical_form(*again) == form, "the canonical form of the printed text differs", text);
  require(equivalent(schema, *again), "the printed text is another schema", text);
  const auto formed = stored(form);
  require(formed.has_value(), "the canonical form is no schema", form);
  require(canonical_form(*formed) == form, "the canonical form is no fixed point", form);
  if (!normal) return;
  const auto normalized = stored(*normal);
  require(normalized.has_value(), "the normal form is no schema", *normal);
  require(canonical_form(*normalized) == form, "the normal form is another schema", *normal);
  const auto twice = normal_form(*normalized);
  require(twice && *twice == *normal, "the normal form is no fixed point", *normal);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto strict = parse(text);
  const auto fresh = parse(text, {.validation = Validation::RegistryNew});
  const auto kept = stored(text);
  if (strict) print_and_read_again(*strict);
  if (kept) print_and_read_again(*kept);
  if (fresh) {
    print_and_read_again(*fresh);
    require(kept.has_value(), "a new schema could not be read back", text);
    require(to_text(*kept) == to_text(*fresh), "a new schema is read back as another", text);
    check(*fresh, *kept);
  }
  return 0;
}
