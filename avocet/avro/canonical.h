// canonical.h - Parsing Canonical Form, fingerprints (spec/avro.md 1.13), and the registry's normal
// form (2.5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

// Parsing Canonical Form of Avro 1.12: what two schemas share that read each other's data byte for
// byte.
std::string canonical_form(const Schema& schema);

// CRC-64-AVRO (Rabin) of any text; of the canonical form it is the schema's fingerprint.
std::uint64_t crc64_avro(std::string_view text);

// Confluent's normalize=true, as text: parse it again (as a stored schema, with the same
// references) to get the stored text. Not only spelling changes (spec/avro.md 2.5): `error` becomes
// `record`, a default is what Java makes of it for the first branch of a union and lost if that
// cannot hold it. With `NullNamespace::Lost`, as in the reference, a type of the null namespace
// inside a namespaced record moves to the record's namespace. Errors: a field whose type is the
// empty union; the reference fails on it too.
enum class NullNamespace : std::uint8_t { Lost, Kept };
Result<std::string> normal_form(const Schema& schema, NullNamespace names = NullNamespace::Lost);

}  // namespace avocet::avro
