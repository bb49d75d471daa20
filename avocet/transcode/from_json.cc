#include "avocet/transcode/from_json.h"

#include "avocet/transcode/internal/reader.h"

namespace avocet::transcode {

JsonReader::JsonReader(const avro::Schema& schema, const FromJsonOptions& options)
    : reader_(std::make_unique<Reader>(schema, options)) {}

JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

base::Result<std::size_t, ReadError> JsonReader::append_datum(std::string_view text,
                                                              avro::Bytes& out) {
  return reader_->read(text, out);
}

}  // namespace avocet::transcode
