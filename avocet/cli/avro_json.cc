#include "avocet/cli/avro_json.h"

#include "avocet/base/text.h"
#include "avocet/cli/json_text.h"

namespace avocet::cli {

using base::cat;

Try<transcode::JsonForm> json_form(const Words& words) {
  if (words.has("--plain") && words.has("--avro-json")) {
    return std::unexpected("--plain and --avro-json: only one of them");
  }
  return words.has("--plain") ? transcode::JsonForm::readable() : transcode::JsonForm::avro();
}

transcode::FromJsonOptions reading_options(const Words& words) {
  auto options = words.has("--plain") ? transcode::FromJsonOptions::readable()
                                      : transcode::FromJsonOptions::avro();
  options.unknown = words.has("--ignore-unknown") ? transcode::UnknownFields::Ignore
                                                  : transcode::UnknownFields::Refuse;
  return options;
}

Try<void> JsonLines::append(const avro::View& datum, std::string& out) {
  compact_.clear();
  if (auto printed = printer_.append_json(datum, is_pretty_ ? compact_ : out); !printed) {
    return std::unexpected(printed.error().message);
  }
  if (is_pretty_) append_pretty(out, compact_);
  out += '\n';
  return {};
}

std::string to_line(const avro::DecodeError& error) {
  return cat("at byte ", error.offset, error.path.empty() ? "" : ", ", error.path, ": ",
             error.message);
}

}  // namespace avocet::cli
