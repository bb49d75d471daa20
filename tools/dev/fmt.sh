#!/usr/bin/env bash
# fmt [--check] [FILE...] - clang-format 19 over our C++ files (or the given ones); --check only reports
setup_for clang
check=()
files=()
for argument in "$@"; do
  case $argument in
    --check) check=(--dry-run --Werror) ;;
    -*) misuse "unknown option \"$argument\"; there is only --check" ;;
    *) files+=("$(realpath -- "$argument")") ;;
  esac
done
cd "$ROOT"
if [ ${#files[@]} = 0 ]; then
  mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cc' '*.h' | while read -r file; do [ -f "$file" ] && echo "$file"; done)
fi
[ ${#files[@]} -gt 0 ] || exit 0
printf '%s\0' "${files[@]}" | xargs -0 -n 16 -P "$CORES" clang-format-19 -i "${check[@]}" || fail "not formatted; run ./dev fmt"
