#include "avocet/avro/logical_value.h"

#include <gtest/gtest.h>

#include "avocet/avro/compile.h"
#include "avocet/avro/decode.h"
#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/testing/cases.h"

namespace avocet::avro {
namespace {

using namespace std::chrono;

Schema parsed(std::string_view text) {
  auto schema = parse(text);
  if (schema) return *std::move(schema);
  ADD_FAILURE() << schema.error().message << "\n" << text;
  return Schema({.nodes = std::vector<Node>(1), .root = {}, .referenced = {}});
}

Bytes from_hex(std::string_view hex) {
  const auto bytes = base::from_hex(hex);
  EXPECT_TRUE(bytes) << hex;
  return bytes ? Bytes(bytes->begin(), bytes->end()) : Bytes();
}

// What data of one value stand for, or the error.
std::string shown(const Schema& schema, const Bytes& bytes) {
  const Plan plan = compile(schema).value();
  Arena arena;
  const auto decoded = decode(plan, bytes, arena);
  if (!decoded) return "undecodable";
  const LogicalType type = logical_type(decoded->value.type());
  const auto value = read_logical(type, decoded->value);
  EXPECT_EQ(read_logical(type, to_value(decoded->value)).has_value(), value.has_value());
  return value ? to_text(*value) : value.error().message;
}

// The raw value that a text stands for, or the error.
std::string parsed_back(const Schema& schema, std::string_view text) {
  const Node& node = schema.node(schema.root());
  const auto value = parse_logical(logical_type(node), text);
  if (!value) return value.error().message;
  const auto raw = to_raw(node, *value);
  return raw ? to_text(*raw) : raw.error().message;
}

// One value a line: its bytes in hex, a bar, its text. A text that is no error is read back.
TEST(LogicalValue, Cases) {
  for (const testing::Case& c : testing::read_cases("avro/logical_value.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema schema = parsed(c["schema"]);
    const Plan plan = compile(schema).value();
    for (const std::string_view line : base::split(c["values"], '\n')) {
      SCOPED_TRACE(line);
      const std::size_t bar = line.find(" | ");
      ASSERT_NE(bar, std::string_view::npos);
      const Bytes bytes = from_hex(line.substr(0, bar));
      const std::string text(line.substr(bar + 3));
      ASSERT_EQ(shown(schema, bytes), text);
      if (c.title.find("not one") != std::string::npos) continue;
      Arena arena;
      const auto raw = decode(plan, bytes, arena);
      ASSERT_TRUE(raw);
      EXPECT_EQ(parsed_back(schema, text), to_text(to_value(raw->value)));
    }
  }
}

// One text a line: the text, a bar, the raw value or the error.
TEST(LogicalValue, Texts) {
  for (const testing::Case& c : testing::read_cases("avro/logical_text.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    const Schema schema = parsed(c["schema"]);
    for (const std::string_view line : base::split(c["texts"], '\n')) {
      const std::size_t bar = line.find(" | ");
      ASSERT_NE(bar, std::string_view::npos);
      EXPECT_EQ(parsed_back(schema, line.substr(0, bar)), line.substr(bar + 3)) << line;
    }
  }
}

TEST(LogicalValue, AsCppTypes) {
  const Schema schema = parsed(R"({"type":"record","name":"R","fields":[
    {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
    {"name":"local","type":["null",{"type":"long","logicalType":"local-timestamp-nanos"}]},
    {"name":"day","type":{"type":"int","logicalType":"date"}},
    {"name":"time","type":{"type":"int","logicalType":"time-millis"}},
    {"name":"plain","type":"int"}]})");
  const Plan plan = compile(schema).value();
  Arena arena;
  const Bytes bytes = from_hex(
      "020202"
      "02"
      "80b8992902");
  const auto decoded = decode(plan, bytes, arena);
  ASSERT_TRUE(decoded);
  const View& record = decoded->value;
  EXPECT_EQ(logical_as<sys_time<microseconds>>(record["at"]), sys_time<microseconds>(1us));
  EXPECT_EQ(logical_as<sys_time<milliseconds>>(record["at"]), std::nullopt);
  EXPECT_EQ(logical_as<local_time<nanoseconds>>(record["local"]), local_time<nanoseconds>(1ns));
  EXPECT_EQ(logical_as<sys_days>(record["day"]), sys_days(1970y / January / 2));
  EXPECT_EQ(record["time"].int32(), 43'200'000);  // the raw value is still there
  EXPECT_EQ(logical_as<milliseconds>(record["time"]), 12h);
  EXPECT_EQ(logical_as<milliseconds>(record["plain"]), std::nullopt);
  EXPECT_EQ(read_logical({}, record["plain"]), LogicalValue());
}

LogicalFault fault_of(std::string_view schema_text, const LogicalValue& value) {
  const Schema schema = parsed(schema_text);
  const auto raw = to_raw(schema.node(schema.root()), value);
  EXPECT_FALSE(raw);
  return raw ? LogicalFault{} : raw.error().fault;
}

TEST(LogicalValue, WhatATypeDoesNotTake) {
  const std::string_view date = R"({"type":"int","logicalType":"date"})";
  const std::string_view time = R"({"type":"long","logicalType":"time-micros"})";
  const std::string_view decimal =
      R"({"type":"fixed","name":"F","size":2,"logicalType":"decimal","precision":4,"scale":2})";
  EXPECT_EQ(fault_of(date, sys_days(days(2'147'483'648))), LogicalFault::Range);
  EXPECT_EQ(fault_of(date, 5ms), LogicalFault::WrongType);
  EXPECT_EQ(fault_of(time, 5ms), LogicalFault::WrongType);
  EXPECT_EQ(fault_of(time, microseconds(24h)), LogicalFault::TimeOfDay);
  EXPECT_EQ(fault_of(time, -1us), LogicalFault::TimeOfDay);
  EXPECT_EQ(fault_of(decimal, Decimal(100)), LogicalFault::Range);
  EXPECT_EQ(fault_of(decimal, Decimal::from_text("0.001").value()), LogicalFault::Precision);
  EXPECT_EQ(fault_of(decimal, Uuid()), LogicalFault::WrongType);
  EXPECT_EQ(fault_of(decimal, LogicalValue()), LogicalFault::WrongType);
  EXPECT_EQ(fault_of(R"("int")", 5ms), LogicalFault::WrongType);
}

}  // namespace
}  // namespace avocet::avro
