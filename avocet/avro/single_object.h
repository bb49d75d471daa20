// single_object.h - single-object encoding: a datum that says, in ten bytes before it, which schema
// wrote it.
//
//   c3 01 | fingerprint: 8 bytes, little-endian CRC-64-AVRO of the canonical form | datum
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "avocet/avro/value.h"
#include "avocet/base/result.h"

namespace avocet::avro {

enum class SingleObjectFault : std::uint8_t {
  WrongMarker,         // it does not begin with c3 01
  TooShort,            // it ends within the marker or the fingerprint
  UnknownFingerprint,  // none of the fingerprints that the reader knows
};

struct SingleObject {
  std::size_t schema = 0;               // index of its fingerprint among the known ones
  std::span<const std::uint8_t> datum;  // a view of what was read
};

// Appends the ten bytes; the datum comes next. `fingerprint` is crc64_avro(canonical_form(writer)).
void append_single_object_header(Bytes& out, std::uint64_t fingerprint);

// Source: Avro 1.12 "Single-object encoding", spec/avro.md 1.11.
base::Result<SingleObject, SingleObjectFault> read_single_object(
    std::span<const std::uint8_t> bytes, std::span<const std::uint64_t> known);

}  // namespace avocet::avro
