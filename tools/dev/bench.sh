#!/usr/bin/env bash
# bench [FIGURE...] - the figures of the registry, as ratios within one run, with the machine; bench/run.py says which
setup_for build bench python
# serve may have configured this directory without the benchmarks.
grep -qs '^AVOCET_BENCH:BOOL=ON' "$ROOT/build/release/CMakeCache.txt" || configure release -DAVOCET_BENCH=ON
build_targets release
exec python3 "$ROOT/bench/run.py" "$ROOT/build/release" "$@"
