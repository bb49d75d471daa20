#!/usr/bin/env python3
"""Instructions per record, held against bench/instructions.txt; started by `./dev test` and `./dev bench`.

  instructions.py PROGRAM [--accept]

PROGRAM is bench/instructions of a release build. It runs under callgrind, whose counts do not depend on the load of the
machine, only on the compiler and on the instruction set that valgrind shows: there is a section of counts for each pair.
More than 3 % above the kept count fails. --accept keeps today's counts for this pair and leaves the others alone.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).resolve().parent / "instructions.txt"
MOST = 1.03
HEAD = """\
# Instructions per record (per call for parse, compile and check), counted by callgrind: bench/instructions.py.
# One section for each compiler and kernel. `./dev test --accept-instructions` rewrites the section of this machine.
"""


def measure(program):
    """(key, {operation: instructions}) in the program's order."""
    with tempfile.TemporaryDirectory() as directory:
        counts = pathlib.Path(directory) / "counts"
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--error-exitcode=9", f"--callgrind-out-file={counts}", "--collect-atstart=no",
             "--toggle-collect=counted_operation", "--dump-after=counted_operation", program],
            capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"instructions: {program} failed under callgrind\n{run.stdout}{run.stderr}")
        kernel, *lines = run.stdout.splitlines()
        found = {}
        for number, line in enumerate(lines, 1):
            times, operation = line.split(" ", 1)
            text = pathlib.Path(f"{counts}.{number}").read_text(encoding="utf-8", errors="replace")
            found[operation] = int(re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)[1]) / int(times)
    return f"{compiler(program)} {kernel.removeprefix('kernel ')}", found


def compiler(program):
    """What the program says it was built with: "GCC 12.2.0"."""
    comment = subprocess.run(["readelf", "-p", ".comment", program], capture_output=True, text=True, check=True).stdout
    versions = sorted(set(re.findall(r"(GCC): \([^)]*\) (\S+)|(clang) version (\S+)", comment)))
    return "+".join(" ".join(filter(None, version)) for version in versions) or "unknown compiler"


def read_kept():
    """{key: {operation: instructions}}"""
    kept = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []:
        if section := re.fullmatch(r"\[(.+)\]", line):
            counts = kept.setdefault(section[1], {})
        elif line and not line.startswith("#"):
            count, operation = line.split(maxsplit=1)
            counts[operation] = float(count)
    return kept


def write_kept(kept):
    sections = (f"\n[{key}]\n" + "".join(f"{count:10.1f}  {operation}\n" for operation, count in counts.items())
                for key, counts in sorted(kept.items()))
    KEPT.write_text(HEAD + "".join(sections), encoding="utf-8")


def main(program, *options):
    key, found = measure(program)
    kept = read_kept()
    if list(options) == ["--accept"]:
        write_kept(kept | {key: found})
        print(f"kept {len(found)} counts for {key} in bench/instructions.txt; commit it and say why they changed")
        return 0
    if options:
        sys.exit(__doc__)
    if key not in kept:
        print(f"NOT COMPARED: bench/instructions.txt has no counts for {key}, only for: {', '.join(kept) or 'nothing'}.\n"
              "If this pair is to be watched, keep its counts: ./dev test --accept-instructions")
        return 0
    worse, better = [], []
    print(f"{key}\n{'kept':>10} {'now':>10}")
    for operation, now in found.items():
        was = kept[key].get(operation)
        if was is None:
            print(f"{'-':>10} {now:10.1f}         {operation}: NEW, not compared")
            continue
        change = now / was
        (worse if change > MOST else better if change < 1 / MOST else []).append(operation)
        print(f"{was:10.1f} {now:10.1f} {100 * (change - 1):+6.1f}% {operation}" + (" TOO MANY" if change > MOST else ""))
    gone = [operation for operation in kept[key] if operation not in found]
    if gone:
        print(f"NOT MEASURED any more: {', '.join(gone)}")
    if better:
        print(f"fewer than kept: {', '.join(better)}. Keep the new counts, so that they stay: ./dev test --accept-instructions")
    if worse:
        print(f"FAILED: more than {100 * (MOST - 1):.0f} % above the kept count: {', '.join(worse)}.\nMend it; or, where there is a reason, "
              "run ./dev test --accept-instructions and commit bench/instructions.txt with that reason.")
    return 1 if worse or gone else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
