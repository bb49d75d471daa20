// check.h - can `reader` read what `writer` wrote? All differences, as Java's SchemaCompatibility finds them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/error.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

enum class DifferenceKind : std::uint8_t {
  NameMismatch, FixedSizeMismatch, MissingEnumSymbols, ReaderFieldMissingDefaultValue, TypeMismatch, MissingUnionBranch
};

// "NAME_MISMATCH" …
std::string_view to_text(DifferenceKind kind) noexcept;

struct Difference {
  DifferenceKind kind{};
  std::string path;  // JSON pointer in the reader (and the writer's union positions): "/fields/0/type", "/" for the root
  std::string info;  // Java's own words: `expected: a.B`, `[B, C]`, the field's name
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct CheckLimits {
  std::size_t max_steps = 4'000'000;     // pairs and fields visited
  std::size_t max_differences = 1'000;   // reported; the rest is left out
  std::size_t max_report_bytes = 16 * 1024 * 1024;  // of their paths and infos; at least one is reported
};

// The differences in the order in which Java lists them; none: every datum of `writer` can be read.
// Errors: Ambiguous (a reader field matches several writer fields; Java throws), Limit.
// Source: spec/avro.md 2.1, K1–K13.
Result<std::vector<Difference>> check(const Schema& reader, const Schema& writer, const CheckLimits& limits = {});

}  // namespace avocet::avro
