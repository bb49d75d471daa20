#include "avocet/registry/candidate.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "avocet/base/text.h"
#include "avocet/registry/references.h"

namespace avocet::registry {
namespace {

using base::cat;

constexpr std::size_t kShownTextBytes = 1'024;  // of a refused schema, in its error message

std::string shown(const std::vector<schema::Reference>& references) {
  std::string text = "[";
  for (const schema::Reference& reference : references) {
    if (text.size() > 1) text += ", ";
    text += cat("{name='", reference.name, "', subject='", reference.subject,
                "', version=", reference.version, "}");
  }
  return text + "]";
}

std::string shortened(std::string_view text) {
  if (text.size() <= kShownTextBytes) return std::string(text);
  std::size_t end = kShownTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;  // between code points
  return cat(text.substr(0, end), "…");
}

// Confluent's sentence, the schema's text shortened.
Error invalid_schema(const Subject& subject, const SchemaText& sent, std::string_view why) {
  const std::string_view type = schema::to_text(sent.type);
  const Content as_sent{sent.type, sent.text, sent.references, sent.metadata};
  return {Code::InvalidSchema,
          cat("Invalid schema of type ", type,
              ", details: Invalid schema {subject=", subject.qualified(),
              ",version=null,id=null,guid=", to_text(guid_of(as_sent)), ",schemaType=", type,
              ",references=", shown(sent.references), ",metadata=", sent.metadata ? "{…}" : "null",
              ",ruleSet=null,schema=", shortened(sent.text),
              ",schemaTags=null,ts=null,deleted=null} with refs ", shown(sent.references),
              " of type ", type, ", details: ", why)};
}

// Sorted by subject, then version, and distinct; otherwise in the order that was sent.
std::vector<schema::Reference> normalized(const std::vector<schema::Reference>& references) {
  std::vector<std::size_t> order(references.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t at) {
    return std::tie(references[at].subject, references[at].version);
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(key(a), a) < std::pair(key(b), b);
  });
  std::vector<schema::Reference> distinct;
  for (const std::size_t at : order) {
    if (std::find(distinct.begin(), distinct.end(), references[at]) == distinct.end())
      distinct.push_back(references[at]);
  }
  return distinct;
}

}  // namespace

Result<Candidate> make_candidate(const State& state, const Subject& subject, const SchemaText& sent,
                                 Check check, schema::Normalize normalize) {
  if (base::trim(sent.text).empty())
    return std::unexpected(Error{Code::InvalidSchema, "Empty schema"});
  const Include include = check == Check::NewSchema ? Include::Live : Include::Deleted;
  std::vector<schema::Reference> references = with_versions(state, subject, sent.references);
  const auto texts = resolve(state, subject, references, include);
  if (!texts) return std::unexpected(invalid_schema(subject, sent, texts.error()));
  auto parsed =
      schema::parse(sent.type, sent.text, *texts,
                    {.validation = check == Check::NewSchema ? avro::Validation::RegistryNew
                                                             : avro::Validation::RegistryStored,
                     .normalize = normalize,
                     .limits = {.max_text_bytes = 1024 * 1024}});
  if (!parsed) {
    return std::unexpected(invalid_schema(subject, sent, parsed.error().message));
  }
  if (normalize == schema::Normalize::Yes) references = normalized(references);
  ContentPtr content = store({sent.type, parsed->text(), std::move(references), sent.metadata});
  return Candidate{std::move(*parsed), std::move(content)};
}

schema::Normalize normalize_for(const State& state, const Subject& subject,
                                std::optional<bool> asked) {
  const Config* config = state.effective_config(subject);
  const bool yes = asked ? *asked : config != nullptr && config->normalize.value_or(false);
  return yes ? schema::Normalize::Yes : schema::Normalize::No;
}

Check check_for_new(const State& state, const Subject& subject) {
  const Config* config = state.effective_config(subject);
  return config == nullptr || config->validate_new_schemas.value_or(true) ? Check::NewSchema
                                                                          : Check::Stored;
}

}  // namespace avocet::registry
