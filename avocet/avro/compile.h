// compile.h - a pair of schemas becomes a plan (spec/avro.md 1.14).
#pragma once

#include <cstddef>
#include <cstdint>

#include "avocet/avro/error.h"
#include "avocet/avro/plan.h"
#include "avocet/avro/schema.h"

namespace avocet::avro {

enum class RecordNames : std::uint8_t {
  Match,  // the specification: equal short names, or an alias of the reader
  Any,    // Java: records are resolved field by field, whatever they are called
};

enum class Decimals : std::uint8_t {
  Match,   // the specification: equal precision and scale
  Ignore,  // Java: the bytes are handed on
};

// Named limits; each is refused with SchemaFault::Limit.
struct CompileLimits {
  std::size_t max_steps = 1'000'000;            // of the plan
  std::size_t max_work = 4'000'000;             // fields, branches, symbols and pairs looked at
  std::size_t max_default_bytes = 1024 * 1024;  // of one field
  std::size_t max_all_defaults_bytes = 16 * 1024 * 1024;  // of all together
};

struct CompileOptions {
  RecordNames record_names = RecordNames::Match;
  Decimals decimals = Decimals::Match;
  CompileLimits limits{};

  // What a client of Confluent's registry observes.
  static constexpr CompileOptions registry() noexcept {
    return {.record_names = RecordNames::Any, .decimals = Decimals::Ignore};
  }
};

// Plans the reading of data written with `writer` into values shaped by `reader`. Names are
// resolved in Java's order: aliases first, then exact types, then promotions. What only some data
// would meet (a writer's branch that the reader lacks, a symbol) becomes a step that fails; all
// else that cannot be resolved is an error here. Errors: SchemaError, with the path of the first
// field that cannot be resolved (a JSON pointer in the reader and the writer's union positions, as
// in check.h; "" is the root), also where the writer has no finite value.
Result<Plan> compile(const Schema& writer, const Schema& reader,
                     const CompileOptions& options = {});

// Data written and read with the same schema.
Result<Plan> compile(const Schema& schema, const CompileOptions& options = {});

}  // namespace avocet::avro
