// print_program.h - how the cells of a datum become JSON text, decided once for a schema.
//
//   Schema --PrintProgram--> steps --Printer--> text
//
// A step writes its literal, such as `,"title":`, and then one value. Each record is a routine of
// its own; arrays, maps and unions lie inside the routine of the record around them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "avocet/avro/logical.h"
#include "avocet/avro/schema.h"
#include "avocet/transcode/json_form.h"

namespace avocet::transcode {

enum class PrintOp : std::uint8_t {
  // Write cell `field` of the present record or item.
  Boolean,
  Integer,
  Float,
  Double,
  Latin1,
  Base64,
  Hex,
  String,
  Symbol,   // arg: index into symbols of the enum's first
  Logical,  // arg: index into logicals

  Record,  // arg: index of the routine's first step
  Return,
  Array,  // arg: index of the first step behind it; the steps of an item come next
  NextItem,
  Map,  // likewise
  NextEntry,
  Union,  // arg: index into targets, which cell `field`'s branch is added to
  Jump,   // arg: index of a step
  End,
};

struct PrintStep {
  std::uint32_t literal = 0;  // offset of the first byte
  std::uint32_t literal_bytes = 0;
  std::uint32_t arg = 0;
  std::uint16_t field = 0;
  PrintOp op{};
};
static_assert(std::is_trivially_copyable_v<PrintStep> && sizeof(PrintStep) == 16);

struct Literal {
  std::uint32_t offset = 0;
  std::uint32_t bytes = 0;
};

// A value that is written as what it stands for.
struct LogicalCell {
  avro::LogicalType type{};
  PrintOp raw{};  // how it is written if it stands for nothing: a time of 25 hours
};

class PrintProgram {
 public:
  // The cells to come are of the schema's root.
  PrintProgram(const avro::Schema& schema, const JsonForm& form);

  const avro::Schema& schema() const noexcept { return schema_; }
  const PrintStep* steps() const noexcept { return steps_.data(); }
  const char* literals() const noexcept { return literals_.data(); }
  const Literal* symbols() const noexcept { return symbols_.data(); }
  const std::uint32_t* targets() const noexcept { return targets_.data(); }
  const LogicalCell& logical(std::uint32_t index) const noexcept { return logicals_[index]; }

 private:
  void routine(avro::NodeId record);
  void value(avro::NodeId type, std::uint16_t field);
  void scalar(const avro::Node& node, std::uint16_t field);
  void union_of(avro::NodeId type, std::uint16_t field);
  void loop(PrintOp begin, PrintOp next, avro::NodeId item, std::uint16_t item_field,
            std::uint16_t field);
  PrintOp scalar_op(avro::Kind kind) const noexcept;
  std::uint32_t first_symbol(avro::NodeId type);

  // Text in front of what the next step writes.
  void text(std::string_view piece) { pending_ += piece; }
  std::uint32_t emit(PrintOp op, std::uint16_t field, std::uint32_t arg = 0);
  std::uint32_t next() const noexcept { return static_cast<std::uint32_t>(steps_.size()); }
  Literal keep(std::string_view text);

  avro::Schema schema_;
  JsonForm form_;
  std::vector<PrintStep> steps_;
  std::string literals_;
  std::vector<Literal> symbols_;
  std::vector<std::uint32_t> targets_;
  std::vector<LogicalCell> logicals_;

  // While it is being made.
  std::string pending_;
  std::vector<avro::NodeId> waiting_;  // records without a routine yet
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> callers_;  // of those, by node
  std::unordered_map<std::uint32_t, std::uint32_t> routines_;              // first steps, by node
  std::unordered_map<std::uint32_t, std::uint32_t> symbols_of_;
  std::unordered_map<std::string, Literal>
      kept_;  // one copy of each text, however often it is used
};

}  // namespace avocet::transcode
