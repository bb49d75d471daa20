#!/usr/bin/env bash
# test [FILTER] - everything, in stages, until one fails; with a filter only the unit and e2e tests whose names match
#
#   ./dev test                        unit tests, house rules, instruction counts, end to end with a real broker,
#                                     conformance, sanitizers, fuzzers
#   ./dev test avro.Parse             unit tests (ctest -R) and end-to-end tests (pytest -k) that match
#   ./dev test --instructions         only the instructions per record, against bench/instructions.txt
#   ./dev test --accept-instructions  keeps today's counts there: where more work has a reason, to be committed with it
#
# Logs are in build/test-logs, one a stage.
[ $# -le 1 ] || misuse "test takes one filter at most"
filter=${1:-}
LOGS=$ROOT/build/test-logs
FUZZ_SECONDS=30
mkdir -p "$LOGS"
cd "$ROOT"

summary=()
stage() { # stage NAME COMMAND...: a heading, the command's output, the time; ends the run when it fails
  local name=$1 begun=$SECONDS status=0
  shift
  printf '\n=== %s\n' "$name"
  # Not in a condition: there a function would run on past its first failure.
  set +e
  (set -e; "$@") </dev/null 2>&1 | tee "$LOGS/${name// /-}.log"
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" != 0 ]; then
    printf '\n=== FAILED: %s (after %d s), log build/test-logs/%s.log\n' "$name" $((SECONDS - begun)) "${name// /-}"
    exit 1
  fi
  summary+=("$(printf '%5d s  %s' $((SECONDS - begun)) "$name")")
}

unit() { # unit PRESET [CTEST ARGUMENTS...]
  local preset=$1
  shift
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$CORES" "$@" | grep -vE '^ *(Start |[0-9]+/[0-9]+ .* Passed )'
}

dev_build() {
  setup_for build test
  configure dev
  build_targets dev
}

house() {
  setup_for python
  python3 -m unittest -q tests/house/include_map_test.py tests/house/traps_test.py
}

# Counts do not depend on the machine's load, so a change of 3 % means something; times do.
instructions() { # instructions [--accept]
  setup_for build bench counts
  if grep -qs "^AVOCET_BENCH:BOOL=ON" build/release/CMakeCache.txt; then configure release; else configure release -DAVOCET_BENCH=ON; fi
  build_targets release instructions
  python3 bench/instructions.py build/release/bench/instructions "$@"
}

e2e() { # e2e [PYTEST ARGUMENTS...]
  setup_for kafka
  python_tools
  E2E_AVOCET=$ROOT/build/dev/avocet/cli/avocet "$VENV/bin/pytest" -q -rs --durations=5 -p no:cacheprovider "$@" tests/e2e
}

interop() { # interop [PYTEST ARGUMENTS...]
  setup_for kafka # Java and Maven
  python_tools
  E2E_AVOCET=$ROOT/build/dev/avocet/cli/avocet "$VENV/bin/pytest" -q -rs --durations=5 -p no:cacheprovider "$@" tests/interop
}

conformance() {
  if [ ! -f ../shared/exchanges/replay.py ]; then
    echo "SKIPPED: ../shared/exchanges is not on this machine; the recorded answers of the reference registry are there."
    return
  fi
  python3 tests/conformance/run.py --avocet build/dev/avocet/cli/avocet
}

asan() {
  setup_for clang
  configure asan
  local tests
  mapfile -t tests < <(targets_of asan '[a-z0-9]+_tests')
  build_targets asan "${tests[@]}"
  unit asan
}

# Only the rooms with threads in them.
tsan() {
  setup_for clang
  configure tsan
  local tests
  mapfile -t tests < <(targets_of tsan '(base|http|registry|storage|server)_tests')
  build_targets tsan "${tests[@]}"
  unit tsan -R '^(base|http|registry|storage|server)\.'
}

case $filter in
  --instructions) instructions && exit 0 || exit 1 ;;
  --accept-instructions) instructions --accept && exit 0 || exit 1 ;;
  -*) misuse "test knows no option $filter" ;;
esac

if [ "$filter" = interop ]; then
  stage "build" dev_build
  INTEROP=all stage "interop" interop
  exit 0
fi
if [ -n "$filter" ]; then
  stage "build" dev_build
  printf '\n=== unit tests matching %s\n' "$filter"
  found=0
  if [ "$(ctest --test-dir build/dev -N -R "$filter" | sed -n 's/^Total Tests: //p')" != 0 ]; then
    unit dev -R "$filter" || exit 1
    found=1
  fi
  python_tools
  status=0
  E2E_AVOCET=$ROOT/build/dev/avocet/cli/avocet "$VENV/bin/pytest" -q -p no:cacheprovider -k "${filter//[^A-Za-z0-9_]/ and }" tests/e2e </dev/null || status=$?
  # 5: no test selected.
  [ $status = 5 ] && [ $found = 1 ] && exit 0
  [ $status = 5 ] && fail "no test matches \"$filter\""
  exit $status
fi

stage "build" dev_build
stage "unit tests" unit dev
stage "house rules" house
stage "instructions" instructions
stage "end to end" e2e
stage "interop" interop
stage "conformance" conformance
stage "asan and ubsan" asan
stage "tsan" tsan
stage "fuzzers" "$ROOT/dev" fuzz $FUZZ_SECONDS

printf '\n=== all stages passed in %d s\n' $SECONDS
printf '%s\n' "${summary[@]}"
printf '\n'
grep -hE 'tests passed|tests failed' "$LOGS"/unit-tests.log "$LOGS"/asan-and-ubsan.log "$LOGS"/tsan.log
tail -n 1 "$LOGS/end-to-end.log"
tail -n 1 "$LOGS/interop.log"
tail -n 1 "$LOGS/conformance.log"
