// Which logical type a type has: a table of names and bases, and the parameters of decimals.
#include "avocet/avro/logical.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "avocet/avro/internal/number.h"
#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

struct Row {
  std::string_view name;
  Logical logical;
  Kind base;
  std::uint32_t size_bytes = 0;  // Fixed: the one size, 0 for any
};

constexpr std::array<Row, 15> kRows = {{
    {"decimal", Logical::Decimal, Kind::Bytes},
    {"decimal", Logical::Decimal, Kind::Fixed},
    {"big-decimal", Logical::BigDecimal, Kind::Bytes},
    {"uuid", Logical::Uuid, Kind::String},
    {"uuid", Logical::Uuid, Kind::Fixed, 16},
    {"date", Logical::Date, Kind::Int},
    {"time-millis", Logical::TimeMillis, Kind::Int},
    {"time-micros", Logical::TimeMicros, Kind::Long},
    {"timestamp-millis", Logical::TimestampMillis, Kind::Long},
    {"timestamp-micros", Logical::TimestampMicros, Kind::Long},
    {"timestamp-nanos", Logical::TimestampNanos, Kind::Long},
    {"local-timestamp-millis", Logical::LocalTimestampMillis, Kind::Long},
    {"local-timestamp-micros", Logical::LocalTimestampMicros, Kind::Long},
    {"local-timestamp-nanos", Logical::LocalTimestampNanos, Kind::Long},
    {"duration", Logical::Duration, Kind::Fixed, 12},
}};

const base::Json* find(const Node& node, std::string_view key) {
  const auto found = std::find_if(node.attributes.begin(), node.attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.key == key; });
  return found == node.attributes.end() ? nullptr : &found->value;
}

std::optional<std::int32_t> read_int(const base::Json* value) {
  if (value == nullptr || !value->is_number() || !is_integral(value->number())) return std::nullopt;
  return base::parse_int32(value->number());
}

LogicalType decimal(const Node& node) {
  const auto precision = read_int(find(node, "precision"));
  const base::Json* written_scale = find(node, "scale");
  const auto scale = written_scale == nullptr ? 0 : read_int(written_scale);
  if (!precision || !scale || *precision <= 0 || *scale < 0 || *scale > *precision) return {};
  if (node.kind == Kind::Fixed && *precision > max_precision(node.size_bytes)) return {};
  return {Logical::Decimal, *precision, *scale};
}

}  // namespace

std::string_view to_text(Logical logical) noexcept {
  for (const Row& row : kRows) {
    if (row.logical == logical) return row.name;
  }
  return "";
}

LogicalType logical_type(const Node& node) {
  const base::Json* name = find(node, "logicalType");
  if (name == nullptr || !name->is_string()) return {};
  for (const Row& row : kRows) {
    if (row.name != name->string() || row.base != node.kind) continue;
    if (row.size_bytes != 0 && row.size_bytes != node.size_bytes) continue;
    return row.logical == Logical::Decimal ? decimal(node) : LogicalType{row.logical};
  }
  return {};
}

std::int32_t max_precision(std::uint32_t size_bytes) noexcept {
  if (size_bytes == 0) return 0;
  // 2^(8n−1) is never a power of ten, so subtracting 1 does not change how many digits it has.
  const double digits = std::floor((8.0 * size_bytes - 1) * std::log10(2.0));
  return static_cast<std::int32_t>(
      std::min<double>(digits, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace avocet::avro
