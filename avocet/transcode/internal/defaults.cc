#include "avocet/transcode/internal/defaults.h"

#include <utility>

#include "avocet/avro/arena.h"
#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/base/text.h"
#include "avocet/transcode/to_json.h"

namespace avocet::transcode {
namespace {

using avro::Kind;
using avro::Node;
using avro::NodeId;
using avro::Schema;

Node record_of(std::vector<avro::Field> fields) {
  Node record;
  record.kind = Kind::Record;
  record.name = {.space = {}, .simple = "Defaults"};
  record.fields = std::move(fields);
  return record;
}

}  // namespace

// A record of all fields that have a default is read from data of a record without fields.
avro::Result<DefaultTexts> default_texts(const Schema& schema) {
  DefaultTexts texts;
  std::vector<avro::Field> fields;
  Schema::Graph graph{.nodes = {schema.nodes().begin(), schema.nodes().end()},
                      .root = static_cast<NodeId>(schema.node_count()),
                      .referenced = {}};
  for (std::uint32_t record = 0; record < schema.node_count(); ++record) {
    const Node& node = schema.nodes()[record];
    for (std::uint32_t i = 0; i < node.fields.size(); ++i) {
      const avro::Field& field = node.fields[i];
      if (!field.default_value) continue;
      texts.fields.push_back({.record = record, .field = i});
      fields.push_back({.name = base::cat('d', fields.size()),
                        .type = field.type,
                        .default_value = field.default_value});
    }
  }
  graph.nodes.push_back(record_of(std::move(fields)));
  const Schema reader(std::move(graph));
  const Schema writer(Schema::Graph{.nodes = {record_of({})}, .root = NodeId{0}, .referenced = {}});
  auto plan = avro::compile(writer, reader);
  if (!plan) return std::unexpected(std::move(plan.error()));

  avro::Arena arena;
  const auto decoded = avro::decode(*plan, {}, arena);
  std::string object;
  if (!decoded || !JsonPrinter(reader).append_json(decoded->value, object)) {
    return std::unexpected(avro::SchemaError{
        .fault = avro::SchemaFault::Limit, .path = {}, .message = "the defaults are too large"});
  }
  texts.json = std::move(object);
  return texts;
}

}  // namespace avocet::transcode
