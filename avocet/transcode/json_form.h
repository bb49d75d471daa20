// json_form.h - how a datum looks as JSON text: Avro's own encoding, or one for people.
#pragma once

#include <cstdint>

namespace avocet::transcode {

enum class Unions : std::uint8_t {
  Tagged,  // {"string": "x"}; null is bare
  Bare,    // "x"
};

// Of bytes and fixed, in a JSON string.
enum class BytesText : std::uint8_t {
  Latin1,  // a character U+0000–U+00FF for each byte
  Base64,  // RFC 4648 with padding
  Hex,     // lower case
};

enum class Logicals : std::uint8_t {
  Raw,   // as the type beneath
  Text,  // decimals, dates, times, durations, uuids: as avro/logical_value.h has them; one that
         // stands for nothing, such as a time of 25 hours, is raw
};

struct JsonForm {
  Unions unions = Unions::Tagged;
  BytesText bytes = BytesText::Latin1;
  Logicals logicals = Logicals::Raw;

  // Source: Avro 1.12 "JSON Encoding", spec/avro.md 1.9.
  static constexpr JsonForm avro() noexcept { return {}; }
  static constexpr JsonForm readable() noexcept {
    return {.unions = Unions::Bare, .bytes = BytesText::Base64, .logicals = Logicals::Text};
  }
};

}  // namespace avocet::transcode
