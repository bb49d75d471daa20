// The doors of the encoders: a program, a place to write to, and one of the two writers.
#include "avocet/avro/encode.h"

#include <cassert>
#include <utility>

#include "avocet/avro/internal/encode_output.h"
#include "avocet/avro/internal/encode_program.h"

namespace avocet::avro {
namespace {

constexpr std::size_t kExpectedBytes = 256;  // beyond the numbers of the outermost record

std::size_t expected_bytes(const EncodeProgram& program) {
  return program.form(program.root.type).bound + kExpectedBytes;
}

std::uint8_t* write(const EncodeProgram& program, const Value& value, Output& out,
                    const EncodeOptions& options, EncodeError& error) {
  return write_value(program, value, out, options, error);
}

std::uint8_t* write(const EncodeProgram& program, const View& datum, Output& out,
                    const EncodeOptions& options, EncodeError& error) {
  assert(datum.schema().nodes().data() == program.schema.nodes().data());
  return write_tape(program, datum.cell(), out, options, error);
}

template <class Datum>
base::Result<void, EncodeError> append(const EncodePlan& plan, const Datum& datum, Bytes& out,
                                       const EncodeOptions& options) {
  const EncodeProgram& program = plan.program();
  Output output(out, options.max_bytes, expected_bytes(program));
  EncodeError error;
  const std::uint8_t* const end = write(program, datum, output, options, error);
  output.keep(end);
  if (end == nullptr) return std::unexpected(std::move(error));
  return {};
}

template <class Datum>
base::Result<std::size_t, EncodeError> put(const EncodePlan& plan, const Datum& datum,
                                           std::span<std::uint8_t> room,
                                           const EncodeOptions& options) {
  Output output(room, options.max_bytes);
  EncodeError error;
  const std::uint8_t* const end = write(plan.program(), datum, output, options, error);
  if (end == nullptr) return std::unexpected(std::move(error));
  return output.deliver(end, room);
}

}  // namespace

EncodePlan::EncodePlan(Schema schema)
    : program_(std::make_shared<const EncodeProgram>(std::move(schema))) {}

const Schema& EncodePlan::schema() const noexcept { return program_->schema; }

base::Result<void, EncodeError> encode(const EncodePlan& plan, const Value& value, Bytes& out,
                                       const EncodeOptions& options) {
  return append(plan, value, out, options);
}

base::Result<void, EncodeError> encode(const EncodePlan& plan, const View& datum, Bytes& out,
                                       const EncodeOptions& options) {
  return append(plan, datum, out, options);
}

base::Result<std::size_t, EncodeError> encode(const EncodePlan& plan, const Value& value,
                                              std::span<std::uint8_t> room,
                                              const EncodeOptions& options) {
  return put(plan, value, room, options);
}

base::Result<std::size_t, EncodeError> encode(const EncodePlan& plan, const View& datum,
                                              std::span<std::uint8_t> room,
                                              const EncodeOptions& options) {
  return put(plan, datum, room, options);
}

base::Result<void, EncodeError> encode(const Schema& schema, const Value& value, Bytes& out,
                                       const EncodeOptions& options) {
  return encode(EncodePlan(schema), value, out, options);
}

}  // namespace avocet::avro
