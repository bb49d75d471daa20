// avro_json.h - the JSON that commands print and read: Avro's own, or one for people.
#pragma once

#include <string>

#include "avocet/avro/decode.h"
#include "avocet/avro/schema.h"
#include "avocet/cli/command.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/json_form.h"
#include "avocet/transcode/to_json.h"

namespace avocet::cli {

inline constexpr Option kAvroJson{
    "--avro-json", "",
    "Avro's JSON encoding: unions tagged with their branch, bytes as characters U+0000 to U+00FF "
    "(the default)"};
inline constexpr Option kPlain{
    "--plain", "",
    "JSON for people: unions bare, bytes in base64, dates, times, decimals and uuids as text"};
// The same for commands that read it.
inline constexpr Option kPlainRead{
    "--plain", "",
    "JSON for people: unions bare where that is unambiguous, bytes in base64, dates, times, "
    "decimals and uuids as text, fields with a default may be missing"};
inline constexpr Option kIgnoreUnknown{
    "--ignore-unknown", "",
    "drop members that the schema has no field for, instead of refusing them"};
inline constexpr Option kPretty{"--pretty", "", "a member or item a line"};

// Errors: a line, where both forms are wished.
Try<transcode::JsonForm> json_form(const Words& words);

// How JSON is read, once json_form has found nothing wrong. A misspelt field would be lost without
// a word, so what the schema lacks is refused unless `words` say otherwise.
transcode::FromJsonOptions reading_options(const Words& words);

// Data of one schema as lines of JSON; for one thread.
class JsonLines {
 public:
  // `words` may say --pretty.
  JsonLines(const avro::Schema& schema, const Words& words, transcode::JsonForm form)
      : printer_(schema, {.form = form}), is_pretty_(words.has("--pretty")) {}

  // Appends the datum and the end of the line. Errors: a sentence.
  Try<void> append(const avro::View& datum, std::string& out);

 private:
  transcode::JsonPrinter printer_;
  bool is_pretty_;
  std::string compact_;
};

// `at byte 7, /email: …`
std::string to_line(const avro::DecodeError& error);

}  // namespace avocet::cli
