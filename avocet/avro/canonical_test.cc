#include "avocet/avro/canonical.h"

#include <gtest/gtest.h>

#include "avocet/avro/parse.h"
#include "avocet/avro/print.h"
#include "avocet/base/bytes.h"
#include "avocet/base/hash.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

Schema stored(std::string_view text) {
  auto schema = parse(text, {.validation = Validation::RegistryStored});
  EXPECT_TRUE(schema) << text << ": " << schema.error().message;
  return schema ? *schema : Schema({.nodes = {Node{}}, .root = NodeId{0}, .referenced = {}});
}

std::string hex(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[7 - i] = static_cast<std::uint8_t>(value >> (8 * i));
  return base::to_hex(bytes);
}

TEST(Canonical, FormsAndFingerprints) {
  for (const testing::Case& c : testing::read_cases("avro/canonical.case")) {
    SCOPED_TRACE(c.where + " " + c["schema"]);
    const std::string form = canonical_form(stored(c["schema"]));
    EXPECT_EQ(form, c["canonical"]);
    EXPECT_EQ(hex(crc64_avro(form)), c["crc64"]);
    EXPECT_EQ(base::to_hex(base::md5(form)), c["md5"]);
    EXPECT_EQ(base::to_hex(base::sha256(form)), c["sha256"]);
    EXPECT_EQ(canonical_form(stored(form)), form);
  }
}

TEST(Canonical, CrcOfNothing) { EXPECT_EQ(crc64_avro(""), 0xc15d213aa4d7a795U); }

std::string normalized(std::string_view text, NullNamespace names = NullNamespace::Lost) {
  const auto form = normal_form(stored(text), names);
  return form ? to_text(stored(*form)) : "error: " + form.error().message;
}

TEST(Normal, Cases) {
  for (const testing::Case& c : testing::read_cases("avro/normal.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    EXPECT_EQ(normalized(c["schema"]), c["expect"]);
    if (!c["expect"].starts_with("error")) {
      EXPECT_EQ(normalized(c["expect"]), c["expect"]);
    }
  }
}

TEST(Normal, TheNullNamespaceCanBeKept) {
  const std::string text =
      R"({"type":"record","name":"R","namespace":"a","fields":[{"name":"e","type":{"type":"enum","name":"E","namespace":"","symbols":["A"]}},{"name":"f","type":"E"}]})";
  EXPECT_EQ(normalized(text, NullNamespace::Kept), text);
}

}  // namespace
}  // namespace avocet::avro
