// serve.h - `avocet serve`: the server from its settings to its last answer.
#pragma once

#include "avocet/server/settings.h"

namespace avocet::cli {

// Serves until SIGTERM or SIGINT. Returns the exit code; what went wrong is on standard error, in
// one line.
int serve(const server::Settings& settings);

}  // namespace avocet::cli
