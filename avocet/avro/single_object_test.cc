#include "avocet/avro/single_object.h"

#include <gtest/gtest.h>

#include <array>

#include "avocet/avro/canonical.h"
#include "avocet/avro/encode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"

namespace avocet::avro {
namespace {

Bytes from_hex(std::string_view hex) {
  const std::string text = base::from_hex(hex).value();
  return {text.begin(), text.end()};
}

std::uint64_t fingerprint(std::string_view schema) {
  return crc64_avro(canonical_form(parse(schema).value()));
}

// spec/avro.md 1.11.
TEST(SingleObject, Example) {
  Bytes out;
  append_single_object_header(out, fingerprint(R"("string")"));
  ASSERT_TRUE(encode(parse(R"("string")").value(), Value("a"), out));
  EXPECT_EQ(base::to_hex(out),
            "c301c703456372"
            "48018f0261");
}

TEST(SingleObject, Read) {
  const std::array known = {fingerprint(R"("int")"), fingerprint(R"("string")")};
  const Bytes bytes = from_hex("c301c70345637248018f0261");
  const auto object = read_single_object(bytes, known);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->schema, 1U);
  EXPECT_EQ(base::to_hex(object->datum), "0261");
  EXPECT_EQ(read_single_object(bytes, std::span(known).first(1)).error(),
            SingleObjectFault::UnknownFingerprint);
}

TEST(SingleObject, Faults) {
  const std::array known = {fingerprint(R"("string")")};
  const auto fault = [&](std::string_view hex) {
    return read_single_object(from_hex(hex), known).error();
  };
  EXPECT_EQ(fault(""), SingleObjectFault::TooShort);
  EXPECT_EQ(fault("c3"), SingleObjectFault::TooShort);
  EXPECT_EQ(fault("c301c70345637248"
                  "01"),
            SingleObjectFault::TooShort);
  EXPECT_EQ(fault("00"), SingleObjectFault::WrongMarker);
  EXPECT_EQ(fault("c302c70345637248018f0261"), SingleObjectFault::WrongMarker);
  EXPECT_TRUE(read_single_object(from_hex("c301c70345637248018f"), known));  // an empty datum
}

}  // namespace
}  // namespace avocet::avro
