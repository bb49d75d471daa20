// header.h - the beginning of a container file: what its blocks hold.
//
//   4f 62 6a 01 | metadata: a map of bytes | 16 bytes of sync marker, which ends every block too
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "avocet/avro/arena.h"  // before value.h: else g++ 12 warns of Tag::Bytes
#include "avocet/avro/parse.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/container/codec.h"
#include "avocet/container/error.h"
#include "avocet/container/limits.h"
#include "avocet/container/source.h"

namespace avocet::container {

inline constexpr std::size_t kSyncBytes = 16;
using SyncMarker = std::array<std::uint8_t, kSyncBytes>;

using Metadata = std::vector<std::pair<std::string, avro::Bytes>>;

struct Header {
  avro::Schema schema;      // the writer's
  std::string schema_text;  // as it stands in the file
  Codec codec = Codec::Null;
  Metadata
      metadata;  // all of it, in the file's order; a key may be there twice, the last one counts
  SyncMarker sync{};
  std::size_t size_bytes = 0;  // of the header: where the first block begins

  // Null: no such key.
  const avro::Bytes* find(std::string_view key) const noexcept;
};

// How the schema of a file is judged: as Java's reader does, which checks neither names nor
// defaults.
inline constexpr avro::ParseOptions kFileSchemas{.validation = avro::Validation::RegistryStored};

// Errors: Magic, Header, Schema, Codec (its message has the name), Truncated, HeaderLimit, Io.
// Source: Avro 1.12 "Object Container Files", spec/avro.md 1.12.
Result<Header> read_header(Source& source, const Limits& limits = {},
                           const avro::ParseOptions& parse = kFileSchemas);

// The bytes of a header with this schema, codec and marker. `extra` comes behind avro.schema and
// avro.codec; keys that begin with "avro." are the specification's own. Errors: Header for such a
// key or one that is no UTF-8, HeaderLimit.
Result<avro::Bytes> write_header(std::string_view schema_text, Codec codec, const SyncMarker& sync,
                                 const Metadata& extra, const Limits& limits = {});

}  // namespace avocet::container
