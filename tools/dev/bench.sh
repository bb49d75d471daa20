#!/usr/bin/env bash
# bench [http|registration|start|check ...] - the figures of README.md, measured on this machine
#
# Builds the release preset. All by default; each figure is a ratio within the run or a limit, and the exit status is 1 when
# one is outside its limit. Several minutes for all.
setup_for build bench
configure release -DAVOCET_BENCH=ON
build_targets release
python3 "$ROOT/bench/run.py" "$ROOT/build/release" "$@"
