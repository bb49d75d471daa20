#!/usr/bin/env bash
# fuzz [SECONDS] [TARGET...] - runs each fuzzer (or the named ones) for that long, 300 s by default
#
# Seeds are the sections of tests/data; what a run discovers is kept in build/fuzz/corpus/TARGET and used by the next.
# An input that breaks something is left in build/fuzz/found: make it a case in tests/data, then mend the code.
setup_for build clang python
seconds=300
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
configure fuzz
mapfile -t known < <(targets_of fuzz '[a-z0-9_]*fuzz[a-z0-9_]*')
[ ${#known[@]} -gt 0 ] || fail "the fuzz preset has no fuzzer"
targets=("${@:-${known[@]}}")
for target in "${targets[@]}"; do
  [[ " ${known[*]} " == *" $target "* ]] || misuse "no fuzzer \"$target\"; there are: ${known[*]}"
done
build_targets fuzz "${targets[@]}"
cd "$ROOT"
python3 tools/dev/lib/fuzz_seeds.py tests/data build/fuzz/seeds
mkdir -p build/fuzz/found
export ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-19)
export ASAN_SYMBOLIZER_PATH

# One fuzzer per core at a time; each writes its own log.
run_one() {
  local target=$1 log=build/fuzz/$1.log
  mkdir -p "build/fuzz/corpus/$target"
  "./build/fuzz/fuzz/$target" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$target-" "build/fuzz/corpus/$target" build/fuzz/seeds >"$log" 2>&1 </dev/null
}
failed=()
running=()
for target in "${targets[@]}"; do
  run_one "$target" "$seconds" &
  running+=("$!:$target")
  if [ ${#running[@]} -ge "$CORES" ]; then
    wait "${running[0]%%:*}" || failed+=("${running[0]#*:}")
    running=("${running[@]:1}")
  fi
done
for entry in "${running[@]}"; do wait "${entry%%:*}" || failed+=("${entry#*:}"); done
for target in "${targets[@]}"; do
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$target.log")
  [ -n "$runs" ] && echo "$target: $runs inputs in $seconds s"
done
for target in "${failed[@]}"; do
  tail -n 40 "build/fuzz/$target.log" >&2
  say "$target found something: build/fuzz/found/$target-*, log build/fuzz/$target.log"
done
[ ${#failed[@]} = 0 ]
