// bind.h - the schema of a struct meets the schema of its data.
//
//   own schema, writer's schema --plan_reading()--> Plan whose cells lie as the struct's members
#pragma once

#include "avocet/avro/compile.h"
#include "avocet/avro/error.h"
#include "avocet/avro/plan.h"
#include "avocet/avro/schema.h"

namespace avocet::structs {

// Plans the reading of `writer`'s data into a struct whose schema is `own`. Where the struct leaves
// it open, the plan's reader takes what the writer has: the name of a fixed, a uuid as text or as
// 16 bytes, the precision and scale of a decimal. Logical types that contradict each other
// (timestamp-millis, timestamp-micros) are an error: Avro's resolution ignores them, and a struct
// would show a wrong time. Errors: SchemaError, with the path of the first field that does not fit.
avro::Result<avro::Plan> plan_reading(const avro::Schema& own, const avro::Schema& writer,
                                      const avro::CompileOptions& options = {});

// `own` as seen through `reader`, a schema that someone else gave for this struct: its fields'
// defaults and aliases, and its names, hold for the struct. Every datum of `reader` must fit the
// struct. Errors: SchemaError, with the path of the first mismatch.
avro::Result<avro::Schema> adopt_reader(const avro::Schema& own, const avro::Schema& reader);

}  // namespace avocet::structs
