#!/usr/bin/env bash
# bench [http|registration|start|check ... | avro [--quick] ...] - the figures of README.md, measured on this machine
#
# Builds the release preset. All but avro by default; each figure is a ratio within the run or a limit, and the exit status is 1
# when one is outside its limit. Several minutes for all.
#
# avro compares our Avro engine with nine libraries of other languages, fetched from their registries: twenty-five minutes, and
# several more the first time. --quick for trying; --only SET,… --peers NAME,… --modes MODE,… --rounds N for parts of it;
# --write puts the results into docs/benchmarks.md.
setup_for build bench
configure release -DAVOCET_BENCH=ON
if [ "${1:-}" = avro ]; then
  shift
  setup_for peers
  build_targets release avro_make_data avro_ours
  exec python3 "$ROOT/bench/avro/run.py" "$ROOT/build/release" "$@"
fi
build_targets release
python3 "$ROOT/bench/run.py" "$ROOT/build/release" "$@"
