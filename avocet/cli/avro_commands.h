// avro_commands.h - the commands behind `avocet avro`; each is described and done in a file of its
// own.
#pragma once

#include <vector>

#include "avocet/cli/command.h"

namespace avocet::cli {

// In the order of the help.
std::vector<Command> avro_commands();

Command avro_canonical();
Command avro_cat();
Command avro_check();
Command avro_concat();
Command avro_count();
Command avro_decode();
Command avro_encode();
Command avro_fingerprint();
Command avro_fromjson();
Command avro_getmeta();
Command avro_getschema();
Command avro_random();
Command avro_recodec();
Command avro_tojson();

}  // namespace avocet::cli
