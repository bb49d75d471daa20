// cases_test.cc - the case files of both directions; limits; memory.
#include "avocet/testing/cases.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "avocet/avro/compile.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/transcode/from_json.h"
#include "avocet/transcode/to_json.h"

namespace avocet::transcode {
namespace {

using avro::Bytes;
using base::cat;

avro::Schema parsed(const std::string& text) {
  auto schema = avro::parse(text);
  EXPECT_TRUE(schema) << (schema ? "" : schema.error().message) << ": " << text;
  return schema ? *schema : avro::parse("\"null\"").value();
}

Bytes bytes_of(std::string hex) {
  std::erase_if(hex, [](char c) { return c == ' ' || c == '\n'; });
  const auto bytes = base::from_hex(hex);
  EXPECT_TRUE(bytes) << hex;
  return bytes ? Bytes(bytes->begin(), bytes->end()) : Bytes();
}

std::string without_blanks(std::string hex) {
  std::erase(hex, ' ');
  return hex;
}

std::string printed(const avro::Plan& plan, const Bytes& bytes, const JsonForm& form) {
  std::string text;
  const auto done = Transcoder(plan, {.form = form}).append_json(bytes, text);
  return done ? text : cat(done.error().path, ": ", done.error().message);
}

TEST(ToJson, Cases) {
  for (const auto& c : testing::read_cases("transcode/to_json.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const avro::Schema writer = parsed(c["schema"]);
    const auto plan = avro::compile(writer, c.has("reader") ? parsed(c["reader"]) : writer);
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(printed(*plan, bytes_of(c["hex"]), JsonForm::avro()), c["expect"]);
    if (c.has("readable")) {
      EXPECT_EQ(printed(*plan, bytes_of(c["hex"]), JsonForm::readable()), c["readable"]);
    }
  }
}

std::string_view name_of(ReadFault fault) {
  constexpr std::array<std::string_view, 16> kNames = {
      "Syntax",     "WrongKind",   "Range",     "Fraction",     "Symbol",       "Bytes",
      "Logical",    "Branch",      "Ambiguous", "MissingField", "UnknownField", "DuplicateField",
      "DepthLimit", "OutputLimit", "WorkLimit", "Trailing"};
  return kNames[static_cast<std::size_t>(fault)];
}

FromJsonOptions options_of(const std::string& text) {
  FromJsonOptions options;
  if (text.empty()) return options;
  for (const std::string_view word : base::split(text, ' ')) {
    if (word == "readable") {
      options = FromJsonOptions::readable();
    } else if (word == "defaults") {
      options.missing = MissingFields::Default;
    } else if (word == "refuse-unknown") {
      options.unknown = UnknownFields::Refuse;
    } else if (word == "more") {
      options.more = MoreText::Allow;
    } else {
      EXPECT_TRUE(word.starts_with("depth=")) << word;
      options.max_depth = static_cast<std::uint32_t>(base::parse_int32(word.substr(6)).value_or(0));
    }
  }
  return options;
}

TEST(FromJson, Cases) {
  for (const auto& c : testing::read_cases("transcode/from_json.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    JsonReader reader(parsed(c["schema"]), options_of(c.has("options") ? c["options"] : ""));
    Bytes bytes = {0xee};  // what is there stays
    const auto read = reader.append_datum(c["json"], bytes);
    std::string found = base::to_hex(std::span(bytes).subspan(1));
    std::string wanted = without_blanks(c["expect"]);
    if (!read) {
      const ReadError& error = read.error();
      EXPECT_EQ(bytes.size(), 1U);
      found = cat(name_of(error.fault), " at \"", error.path, "\" ", error.line, ':', error.column,
                  ' ', error.message);
      wanted = c["expect"];
    }
    EXPECT_EQ(found, wanted);
  }
}

TEST(FromJson, ValueAfterValue) {
  FromJsonOptions options;
  options.more = MoreText::Allow;
  JsonReader reader(parsed("\"int\""), options);
  std::string_view text = "1\n2 3  \n";
  Bytes bytes;
  while (!text.empty()) {
    const auto read = reader.append_datum(text, bytes);
    ASSERT_TRUE(read) << read.error().message;
    text.remove_prefix(*read);
  }
  EXPECT_EQ(base::to_hex(bytes), "020406");
}

// `levels` records inside one another, each in a union, around a list of so many characters.
std::string nested_in_unions(int levels, std::size_t characters) {
  std::string text = R"({"list":[1)";
  while (text.size() < characters) text += ",1";
  text += R"(],"next":null})";
  for (int i = 0; i < levels; ++i) text = cat(R"({"next":)", text, '}');
  return text;
}

avro::Schema record_or_one_of(int others) {
  std::string branches = R"("null","N")";
  for (int i = 0; i < others; ++i) {
    branches += cat(R"(,{"type":"record","name":"M)", i,
                    R"(","fields":[{"name":"next","type":"N"},{"name":"more","type":"int"}]})");
  }
  return parsed(cat(R"({"type":"record","name":"N","fields":[
      {"name":"list","type":{"type":"array","items":"int"},"default":[]},
      {"name":"next","type":[)",
                    branches, R"(],"default":null}]})"));
}

TEST(FromJson, UnionsInsideUnionsAreNotLookedThroughForever) {
  JsonReader reader(record_or_one_of(60), FromJsonOptions::readable());
  Bytes bytes;
  // Each level passes the value once, not once for each candidate.
  const auto read = reader.append_datum(nested_in_unions(50, 200'000), bytes);
  ASSERT_TRUE(read) << read.error().message;
  bytes.clear();
  const auto refused = reader.append_datum(nested_in_unions(200, 200'000), bytes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, ReadFault::WorkLimit);
  EXPECT_TRUE(bytes.empty());
  // What is short may be as deep as any.
  EXPECT_TRUE(reader.append_datum(nested_in_unions(250, 8'000), bytes));
}

TEST(FromJson, OutputAtItsLimit) {
  FromJsonOptions options;
  options.max_output_bytes = 10'001 + 2;  // the length takes two bytes
  JsonReader reader(parsed("\"string\""), options);
  Bytes bytes;
  EXPECT_TRUE(reader.append_datum(cat('"', std::string(10'000, 'x'), '"'), bytes) || bytes.empty());
  bytes.clear();
  const auto read = reader.append_datum(cat('"', std::string(10'002, 'x'), '"'), bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, ReadFault::OutputLimit);
  EXPECT_TRUE(bytes.empty());
}

TEST(ToJson, TextAtItsLimit) {
  const auto plan = avro::compile(parsed("\"string\"")).value();
  Bytes bytes = {0xc8, 0x01};
  bytes.insert(bytes.end(), 100, 'x');
  for (const std::size_t limit : {102U, 101U}) {
    std::string text = "before";
    const auto printed = Transcoder(plan, {.max_text_bytes = limit}).append_json(bytes, text);
    EXPECT_EQ(printed.has_value(), limit == 102);
    if (printed) continue;
    EXPECT_EQ(printed.error().fault, avro::DecodeFault::OutputLimit);
    EXPECT_EQ(text, "before");
  }
}

// A million items of a record that prints a kilobyte each, in four bytes of input.
TEST(ToJson, FewBytesDoNotMakeGigabytes) {
  std::string fields;
  for (int i = 0; i < 100; ++i) {
    fields += cat(i == 0 ? "" : ",", R"({"name":"field_)", i, R"(","type":"null"})");
  }
  const auto plan =
      avro::compile(parsed(cat(R"({"type":"array","items":{"type":"record","name":"R","fields":[)",
                               fields, "]}}")))
          .value();
  const Bytes bytes = bytes_of("80897a 00");  // 1,000,000 items
  std::string text;
  const auto printed = Transcoder(plan, {.max_text_bytes = 1024 * 1024}).append_json(bytes, text);
  ASSERT_FALSE(printed);
  EXPECT_EQ(printed.error().fault, avro::DecodeFault::OutputLimit);
  EXPECT_TRUE(text.empty());
}

TEST(FromJson, ManyKeysTwice) {
  JsonReader reader(parsed(R"({"type":"map","values":"int"})"));
  std::string text = "{";
  for (int i = 0; i < 1'000; ++i) {
    text += cat("\"k", i % 300, "\":", i, ',');
  }
  text.back() = '}';
  Bytes bytes;
  ASSERT_TRUE(reader.append_datum(text, bytes));
  Transcoder back(avro::compile(parsed(R"({"type":"map","values":"int"})")).value());
  std::string again;
  ASSERT_TRUE(back.append_json(bytes, again));
  std::string wanted = "{";
  for (int i = 700; i < 1'000; ++i) wanted += cat("\"k", i % 300, "\":", i, ',');
  wanted.back() = '}';
  EXPECT_EQ(again, wanted);
}

}  // namespace
}  // namespace avocet::transcode
