// reference_resolution.h - which part of a reader's schema takes which part of a writer's:
// spec/avro.md 1.14, read literally.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::testing {

// Two readings of the rules: the specification's letter, and what a client of Confluent's registry
// sees (records are read whatever their names are, and decimals whatever their digits).
enum class Rules : std::uint8_t { Strict, Registry };

// The writer with its types and fields renamed by the aliases of the reader; nodes keep their ids.
avro::Schema renamed_by_aliases(const avro::Schema& writer, const avro::Schema& reader);

// Whether a type has a value that ends.
bool has_finite_value(const avro::Schema& schema, avro::NodeId type);

class Resolution {
 public:
  Resolution(const avro::Schema& writer, const avro::Schema& reader, Rules rules);

  const avro::Schema& writer() const { return writer_; }  // renamed
  const avro::Schema& reader() const { return reader_; }

  // False: no datum of `w` can be read as `r`. What only some data meet (a branch, a symbol) does
  // not count.
  bool readable(avro::NodeId w, avro::NodeId r);

  // The branch of the union `r` that takes values of `w`, which is no union; none: it cannot be
  // read.
  std::optional<std::size_t> branch(avro::NodeId w, avro::NodeId r);

  // Two unions that are the same but for namespaces: branch i is read as branch i.
  bool same_union(avro::NodeId w, avro::NodeId r) const;

  // The position of the writer's field that fills this field of the reader.
  static std::optional<std::size_t> written_field(const avro::Node& writer,
                                                  const avro::Field& field);

 private:
  using Pair = std::pair<avro::NodeId, avro::NodeId>;

  bool presumed(avro::NodeId w, avro::NodeId r);
  bool judge(const Pair& pair);
  bool judge_records(const avro::Node& w, const avro::Node& r);
  bool same(avro::NodeId w, avro::NodeId r, std::set<Pair>& seen) const;

  avro::Schema writer_;
  avro::Schema reader_;
  Rules rules_;
  std::map<Pair, bool> readable_;
};

}  // namespace avocet::testing
