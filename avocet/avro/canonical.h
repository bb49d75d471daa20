// canonical.h - Parsing Canonical Form, fingerprints (spec/avro.md 1.13), and the registry's normal form (2.5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// Parsing Canonical Form of Avro 1.12: what two schemas share that read each other's data byte for byte.
std::string canonical_form(const Schema& schema);

// CRC-64-AVRO (Rabin) of any text; of the canonical form it is the schema's fingerprint.
std::uint64_t crc64_avro(std::string_view text);

// Confluent's normalize=true, as text: parse it again (with the same references) to get the stored text.
// `EnumNamespace::Lost` repeats a fault of theirs: an enum of the null namespace inside a namespaced record changes its name.
enum class EnumNamespace : std::uint8_t { Lost, Kept };
std::string normal_form(const Schema& schema, EnumNamespace enums = EnumNamespace::Lost);

}  // namespace avocet::avro
