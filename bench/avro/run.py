#!/usr/bin/env python3
"""How fast avro/ is beside nine other libraries, in one interleaved run; started by `./dev bench avro`.

  run.py BUILD_DIR [--quick] [--only SET,…] [--peers NAME,…] [--modes MODE,…] [--rounds N] [--write]

BUILD_DIR is a release build with avro_make_data and avro_ours. CPU time per record of 50,000 distinct records a data set. Every
peer must decode the same values as we do before it is measured. The exit status is 1 when a ratio is above its limit
(limits.py). --quick: two data sets, three rounds. --write: the results go to docs/benchmarks.md.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import drivers
import limits
import peers
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Progress:
    """One line that is written over on a terminal, and one a minute elsewhere."""

    def __init__(self):
        self.begun, self.last = time.monotonic(), 0.0
        self.is_terminal = sys.stderr.isatty()

    def __call__(self, text):
        now = time.monotonic()
        minutes, seconds = divmod(int(now - self.begun), 60)
        line = f"{minutes:3d}:{seconds:02d} {text}"
        if self.is_terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        elif now - self.last >= 30 or text.startswith("building"):
            print(line, file=sys.stderr, flush=True)
            self.last = now

    def done(self):
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--peers", type=lambda text: text.split(","), default=list(peers.PEERS))
    parser.add_argument("--modes", type=lambda text: text.split(","), default=list(limits.MODES))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    for name, values, known in (("only", given.only or [], limits.ALL), ("peers", given.peers, peers.PEERS),
                                ("modes", given.modes, limits.MODES)):
        for value in values:
            if value not in known:
                parser.error(f'--{name}: "{value}" is none of {", ".join(known)}')
    given.only = given.only or (limits.QUICK if given.quick else limits.ALL)
    given.rounds = given.rounds or (3 if given.quick else 5)
    if given.write and (given.quick or given.only != limits.ALL or given.peers != list(peers.PEERS) or given.modes != list(limits.MODES)):
        parser.error("--write is for a full run")
    return given


def make_data(build):
    """Anew when the program that makes it has changed."""
    program, stamp = build / "bench/avro_make_data", peers.DATA / "made"
    if not peers.newer(stamp, program):
        peers.DATA.mkdir(parents=True, exist_ok=True)
        subprocess.run([program, peers.DATA, *limits.FILES], check=True)
        stamp.touch()


def wanted(modes, names, data_set):
    """The (mode, name) pairs of a session, ours first."""
    pairs = []
    for mode in modes:
        if mode == "plain" and data_set != "evolve30":
            continue
        if mode in peers.OURS_MODES.split():
            pairs.append((mode, "ours"))
        pairs += [(mode, name) for name in names if mode in peers.PEERS[name][1].split()]
    return sorted(pairs, key=lambda pair: pair[1] != "ours")


def measure(given, names, progress):
    """{data set: {(mode, name): [ns …]}} and {data set: {(mode, name): why not}}."""
    times, gone = {}, {}
    core = max(os.sched_getaffinity(0))
    for data_set in given.only:
        for modes, sets in limits.SESSIONS:
            modes = [mode for mode in modes if mode in given.modes]
            if data_set not in sets or not modes:
                continue
            found, missing = drivers.session(data_set, wanted(modes, names, data_set), given.rounds, given.build, core, progress)
            times.setdefault(data_set, {}).update(found)
            gone.setdefault(data_set, {}).update(missing)
    return times, gone


def main():
    given = arguments()
    progress = Progress()
    progress("building the data")
    make_data(given.build)
    unavailable = peers.build(given.peers, progress)
    times, gone = measure(given, [name for name in given.peers if name not in unavailable], progress)
    progress.done()
    verdicts = report.judge(times)
    print(report.limits_text(verdicts))
    print(report.figures_text(times, gone, unavailable))
    results = ROOT / "build/bench-results"
    results.mkdir(parents=True, exist_ok=True)
    (results / "avro.json").write_text(json.dumps(
        {data_set: {" ".join(key): values for key, values in found.items()} for data_set, found in times.items()}, indent=1))
    if given.write:
        (ROOT / "docs/benchmarks.md").write_text(report.page(times, gone, unavailable, verdicts, given.rounds), encoding="utf-8")
    for mode, name in sorted({key for found in gone.values() for key in found if key[1] == "ours"}):
        print(f"our own driver failed in mode {mode}", file=sys.stderr)
        return 1
    if not verdicts:
        print("no limit was compared: the peers that the limits name were not measured", file=sys.stderr)
        return 1
    return 0 if all(verdict.ratio <= verdict.limit.must for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
