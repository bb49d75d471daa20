#include "avocet/cli/datum_text.h"

#include <algorithm>
#include <array>

#include "avocet/avro/canonical.h"
#include "avocet/avro/single_object.h"
#include "avocet/base/base64.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kConfluentBytes = 5;
constexpr std::uint8_t kConfluentMagic = 0x00;
constexpr std::uint8_t kSingleObjectMagic = 0xc3;

std::string without_white_space(std::string_view text) {
  std::string rest(text);
  std::erase_if(rest, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
  return rest;
}

avro::Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

Try<ByteForm> byte_form(const Words& words) {
  const std::string name = words.find("--format").value_or("hex");
  if (name == "hex") return ByteForm::Hex;
  if (name == "base64") return ByteForm::Base64;
  if (name == "raw") return ByteForm::Raw;
  return std::unexpected(cat("--format ", name, ": no such format; hex, base64 or raw"));
}

Try<avro::Bytes> read_bytes(std::string_view text, ByteForm form) {
  if (form == ByteForm::Raw) return to_bytes(text);
  const std::string digits = without_white_space(text);
  const auto bytes = form == ByteForm::Hex ? base::from_hex(digits) : base::from_base64(digits);
  if (!bytes) {
    return std::unexpected(form == ByteForm::Hex ? "not pairs of hex digits" : "not base64");
  }
  return to_bytes(*bytes);
}

std::string write_bytes(std::span<const std::uint8_t> bytes, ByteForm form) {
  if (form == ByteForm::Hex) return base::to_hex(bytes) + '\n';
  std::string text(bytes.begin(), bytes.end());
  if (form == ByteForm::Raw) return text;
  std::string encoded(base::base64_size(text.size()), '\0');
  base::write_base64(encoded.data(), text);
  return encoded + '\n';
}

Try<std::span<const std::uint8_t>> without_frame(std::span<const std::uint8_t> bytes,
                                                 const avro::Schema& writer) {
  if (bytes.empty()) return std::unexpected("no bytes, so no frame");
  if (bytes[0] == kConfluentMagic) {
    if (bytes.size() < kConfluentBytes) {
      return std::unexpected("ends within Confluent's frame of 5 bytes");
    }
    return bytes.subspan(kConfluentBytes);
  }
  if (bytes[0] != kSingleObjectMagic) {
    return std::unexpected(cat("begins with ", base::to_hex(bytes.first(1)),
                               ", which is no frame: neither Confluent's 00 nor c3 01"));
  }
  const std::array known{avro::crc64_avro(avro::canonical_form(writer))};
  const auto object = avro::read_single_object(bytes, known);
  if (object) return object->datum;
  switch (object.error()) {
    case avro::SingleObjectFault::WrongMarker:
      return std::unexpected("begins with c3, but not with the c3 01 of single-object encoding");
    case avro::SingleObjectFault::TooShort:
      return std::unexpected("ends within the 10 bytes before a single object");
    case avro::SingleObjectFault::UnknownFingerprint:
      break;
  }
  std::array<std::uint8_t, 8> fingerprint{};
  std::reverse_copy(bytes.begin() + 2, bytes.begin() + 10, fingerprint.begin());
  return std::unexpected(cat("written with the schema of fingerprint ", base::to_hex(fingerprint),
                             ", not the writer's"));
}

}  // namespace avocet::cli
