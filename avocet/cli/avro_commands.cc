#include "avocet/cli/avro_commands.h"

namespace avocet::cli {

std::vector<Command> avro_commands() {
  return {avro_tojson(), avro_fromjson(), avro_getschema(), avro_getmeta(),    avro_count(),
          avro_cat(),    avro_concat(),   avro_recodec(),   avro_random(),     avro_decode(),
          avro_encode(), avro_check(),    avro_canonical(), avro_fingerprint()};
}

}  // namespace avocet::cli
