#include "avocet/transcode/to_json.h"

#include <string_view>
#include <utility>

#include "avocet/base/text.h"
#include "avocet/transcode/internal/print_program.h"
#include "avocet/transcode/internal/printer.h"

namespace avocet::transcode {

JsonPrinter::JsonPrinter(const avro::Schema& schema, const ToJsonOptions& options)
    : program_(std::make_shared<const PrintProgram>(schema, options.form)),
      printer_(std::make_unique<Printer>(options.max_text_bytes)) {}

JsonPrinter::~JsonPrinter() = default;
JsonPrinter::JsonPrinter(JsonPrinter&&) noexcept = default;
JsonPrinter& JsonPrinter::operator=(JsonPrinter&&) noexcept = default;

base::Result<void, avro::DecodeError> JsonPrinter::append_json(const avro::View& datum,
                                                               std::string& out) {
  std::string_view text;
  if (!printer_->print(*program_, datum.cell(), text)) {
    return std::unexpected(avro::DecodeError{
        .fault = avro::DecodeFault::OutputLimit,
        .offset = 0,
        .path = {},
        .message =
            base::cat("its JSON text is longer than ", printer_->max_text_bytes(), " bytes")});
  }
  out += text;
  return {};
}

Transcoder::Transcoder(avro::Plan plan, const ToJsonOptions& options,
                       const avro::DecodeOptions& decoding)
    : plan_(std::move(plan)), decoding_(decoding), printer_(plan_.reader(), options) {}

base::Result<std::size_t, avro::DecodeError> Transcoder::append_json(
    std::span<const std::uint8_t> bytes, std::string& out) {
  const auto decoded = avro::decode(plan_, bytes, arena_, decoding_);
  if (!decoded) return std::unexpected(decoded.error());
  if (auto printed = printer_.append_json(decoded->value, out); !printed) {
    return std::unexpected(std::move(printed.error()));
  }
  return decoded->bytes_read;
}

}  // namespace avocet::transcode
