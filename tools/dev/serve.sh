#!/usr/bin/env bash
# serve [OPTION...] - builds the server and runs it on 127.0.0.1:8081; options go to `avocet serve`
#
#   ./dev serve                        keeps its data in ./avocet-data
#   ./dev serve --storage memory       keeps nothing
#   ./dev serve --listen 0.0.0.0:8081  answers other machines too
#   ./dev serve --help                 every option
setup_for build
# An optimised build without tests and benchmarks: what a new user waits for is as little as possible.
[ -f "$ROOT/build/release/build.ninja" ] || configure release -DAVOCET_BENCH=OFF
build_targets release avocet >&2
exec "$ROOT/build/release/avocet/cli/avocet" serve "$@"
