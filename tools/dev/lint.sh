#!/usr/bin/env bash
# lint [FILE...|--all] - clang-tidy 19 over the files that differ from main (or from the last commit, on main)
#
# The checks are in .clang-tidy; a finding fails the command. Headers are read through the files that include them.
setup_for build test clang
given=()
all=0
for argument in "$@"; do
  case $argument in
    --all) all=1 ;;
    -*) misuse "unknown option \"$argument\"; there is only --all" ;;
    *) given+=("$(realpath --relative-to="$ROOT" -- "$argument")") ;;
  esac
done
# clang must read the flags of a clang build: g++'s precompiled headers mean nothing to it.
configure tsan
cd "$ROOT"
if [ ${#given[@]} -gt 0 ]; then
  files=("${given[@]}")
elif [ $all = 1 ]; then
  mapfile -t files < <(git ls-files 'avocet/*.cc')
else
  base=$(git merge-base HEAD main 2>/dev/null || true)
  [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] || base=HEAD
  mapfile -t files < <({ git diff --name-only --diff-filter=d "$base" -- '*.cc' && git ls-files --others --exclude-standard '*.cc'; } | sort -u)
fi
[ ${#files[@]} -gt 0 ] || { say "no changed .cc file; ./dev lint --all reads them all" && exit 0; }
# Plain include paths instead of the precompiled header: clang-tidy refuses one made by another run.
mkdir -p build/lint
python3 tools/dev/lib/plain_commands.py build/tsan/compile_commands.json >build/lint/compile_commands.json
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$CORES" clang-tidy-19 --quiet -p build/lint --warnings-as-errors='*' 2>/dev/null ||
  fail "clang-tidy has findings"
