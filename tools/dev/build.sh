#!/usr/bin/env bash
# build [PRESET] [TARGET...] - builds a preset: dev (default), release, asan, tsan, fuzz
#
# The result is in build/PRESET; the program is build/PRESET/avocet/cli/avocet. ccache makes a second build cheap.
preset=${1:-dev}
[ $# -gt 0 ] && shift
case $preset in
  dev) setup_for build test ;;
  release) setup_for build bench ;;
  asan | tsan | fuzz) setup_for build test clang ;;
  *) misuse "unknown preset \"$preset\"; there are dev, release, asan, tsan and fuzz" ;;
esac
if [ "$preset" = release ] && ! grep -qs "^AVOCET_BENCH:BOOL=ON" "$ROOT/build/release/CMakeCache.txt"; then
  configure release -DAVOCET_BENCH=ON # serve may have configured it without
else
  configure "$preset"
fi
build_targets "$preset" "$@"
