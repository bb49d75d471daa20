#!/usr/bin/env bash
# conformance [FILE...] - holds the server against the recorded answers in ../shared/exchanges
#
#   ./dev conformance            all recordings: the required ones must agree, the others are counted
#   ./dev conformance FILE...    only these; the first differences of each are shown
#
# The differences that are meant, each with its reason, are in tests/conformance/differences.txt.
setup_for build test python
configure dev
build_targets dev avocet >&2
exec python3 "$ROOT/tests/conformance/run.py" --avocet "$ROOT/build/dev/avocet/cli/avocet" "$@"
