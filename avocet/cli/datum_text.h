// datum_text.h - the bytes of one datum as a command takes and gives them, and the frames before
// them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "avocet/avro/schema.h"
#include "avocet/avro/value.h"
#include "avocet/cli/command.h"

namespace avocet::cli {

inline constexpr Option kFormat{
    "--format", "FORMAT",
    "of the bytes: hex (the default; white space does not count), base64 or raw"};

enum class ByteForm : std::uint8_t { Hex, Base64, Raw };
Try<ByteForm> byte_form(const Words& words);

// Errors: a sentence that says what is no hex or base64.
Try<avro::Bytes> read_bytes(std::string_view text, ByteForm form);
// Hex and base64 end with a new line.
std::string write_bytes(std::span<const std::uint8_t> bytes, ByteForm form);

// Before the datum lies Confluent's frame (00 and the schema's id, 4 bytes) or that of
// single-object encoding (c3 01 and the fingerprint of `writer`, 8 bytes). Returns the datum's
// bytes. Errors: a sentence, also where the fingerprint is of another schema.
Try<std::span<const std::uint8_t>> without_frame(std::span<const std::uint8_t> bytes,
                                                 const avro::Schema& writer);

}  // namespace avocet::cli
