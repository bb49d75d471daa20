// to_json.h - binary data as JSON text.
//
//   bytes --Transcoder: avro::decode, then a flat program over the cells--> text
//
// Text has no white space; fields are in schema order, numbers spelled as Java does (3.0, 1.0E10;
// but the smallest: 5.0E-324, not 4.9E-324), text is UTF-8 with only what must be escaped. What
// JSON has no number for is a string: "NaN", "Infinity", "-Infinity". A map's key that came twice
// is written twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "avocet/avro/arena.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/plan.h"
#include "avocet/avro/schema.h"
#include "avocet/avro/tape.h"
#include "avocet/base/result.h"
#include "avocet/transcode/json_form.h"

namespace avocet::transcode {

class PrintProgram;  // internal/print_program.h
class Printer;       // internal/printer.h

struct ToJsonOptions {
  JsonForm form = JsonForm::avro();
  // Of one datum: a few bytes can stand for many items, and a field's name is longer than its
  // value.
  std::size_t max_text_bytes = 256 * 1024 * 1024;
};

// Prints data of one schema that are decoded already. Not for several threads at once; movable.
// Allocates nothing, besides what `out` grows by, once it has printed the largest datum.
class JsonPrinter {
 public:
  explicit JsonPrinter(const avro::Schema& schema, const ToJsonOptions& options = {});
  ~JsonPrinter();
  JsonPrinter(JsonPrinter&&) noexcept;
  JsonPrinter& operator=(JsonPrinter&&) noexcept;

  // Appends the text of `datum`, which is of the schema's root type. Strings are taken to be UTF-8,
  // as decode checks them unless told otherwise. Errors: OutputLimit; `out` is as it was.
  base::Result<void, avro::DecodeError> append_json(const avro::View& datum, std::string& out);

 private:
  std::shared_ptr<const PrintProgram> program_;
  std::unique_ptr<Printer> printer_;
};

// Bytes to text for one plan: keeps the plan, an arena and a printer for the plan's reader schema.
class Transcoder {
 public:
  explicit Transcoder(avro::Plan plan, const ToJsonOptions& options = {},
                      const avro::DecodeOptions& decoding = {});

  // Appends the text of one datum; returns how many bytes it took, which are all unless `decoding`
  // allows more to follow. Errors: those of avro::decode; `out` is as it was.
  base::Result<std::size_t, avro::DecodeError> append_json(std::span<const std::uint8_t> bytes,
                                                           std::string& out);

  const avro::Plan& plan() const noexcept { return plan_; }

 private:
  avro::Plan plan_;
  avro::DecodeOptions decoding_;
  avro::Arena arena_;
  JsonPrinter printer_;
};

}  // namespace avocet::transcode
