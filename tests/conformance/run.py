#!/usr/bin/env python3
"""run - holds our server against the recorded answers of the reference registry.

  run.py --avocet PROGRAM [FILE...]

Without FILE: every recording over Avro schemas. The required ones must agree line by line, except for the differences
named in differences.txt (which must differ: a name that no longer does anything is an error too). The others are counted
only. With FILE: just these, and the first differences of each are shown. Each recording begins on an empty server.
"""
import argparse
import gzip
import importlib.util
import json
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
EXCHANGES = HERE.parent.parent.parent / "shared" / "exchanges"
REQUIRED = ("avro-family-", "avro-rest-compatibility", "avro-rest-deletes", "avro-rest-lookup", "avro-rest-modes",
            "avro-rest-normalize", "avro-rest-references")
START_SECONDS = 20
SHOWN = 10


def load_replay():
    spec = importlib.util.spec_from_file_location("replay", EXCHANGES / "replay.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stem(path):
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def read_differences(text):
    """{(recording, line): reason}. A line: RECORDING:LINE  REASON, the reason naming its D: line. # begins a comment."""
    named = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        place, _, reason = line.partition(" ")
        recording, colon, at = place.rpartition(":")
        if not colon or not at.isdigit() or "D:" not in reason:
            sys.exit(f"differences.txt:{number}: not of the form RECORDING:LINE  D: reason: {line}")
        named[recording, int(at)] = reason.strip()
    return named


class Server:
    """Our server with memory storage on a free port, for one recording."""

    def __init__(self, avocet, replay):
        self.avocet, self.replay = avocet, replay

    def __enter__(self):
        port = self.replay.free_port()
        self.process = subprocess.Popen(
            [self.avocet, "serve", "--listen", f"127.0.0.1:{port}", "--storage", "memory", "--log-level", "warn"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        url, end = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while self.replay.send(url, {"method": "GET", "path": "/subjects"})["status"] != 200:
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"{self.avocet} serve did not come up")
            time.sleep(0.02)
        return url

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def differences(avocet, replay, path):
    """Plays all steps of a recording; returns those that differ, as (line, step, our answer), and the count of all."""
    found, number = [], 0
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with Server(avocet, replay) as url, opened as lines:
        for number, line in enumerate(lines, 1):
            step = json.loads(line)
            got = replay.send(url, step)
            unordered = isinstance(step.get("body"), dict) and step["body"].get("schemaType") in ("JSON", "PROTOBUF")
            if not replay.same(step["answer"], got, step["path"], unordered):
                found.append((number, step, got))
    return found, number


def show(path, found):
    for number, step, got in found[:SHOWN]:
        print(f"  {path.name}:{number} {step['method']} {step['path']} {json.dumps(step.get('body'), ensure_ascii=False)[:600]}\n"
              f"    want {json.dumps(step['answer'], ensure_ascii=False)[:900]}\n    got  {json.dumps(got, ensure_ascii=False)[:900]}")
    if len(found) > SHOWN:
        print(f"  and {len(found) - SHOWN} more in {path.name}")


def play(options, replay, paths, named):
    """Plays recordings and prints a line for each; returns (agreeing, all, differing as named, faults)."""
    agree = total = meant = faults = 0
    for path in paths:
        found, count = differences(options.avocet, replay, path)
        expected = {at for recording, at in named if recording == stem(path)}
        unmeant = [each for each in found if each[0] not in expected]
        healed = sorted(expected - {each[0] for each in found})
        print(f"{stem(path):28} {count - len(found):5} of {count:5} agree" +
              (f", {len(found) - len(unmeant)} differ as named" if expected else ""), flush=True)
        if options.files or path in options.required:
            show(path, unmeant)
        for at in healed:
            print(f"  {stem(path)}:{at} is named in differences.txt but agrees now: strike it out")
        agree, total = agree + count - len(found), total + count
        meant, faults = meant + len(found) - len(unmeant), faults + len(unmeant) + len(healed)
    return agree, total, meant, faults


def count_others(options, replay, paths):
    """Plays recordings that need not agree yet; one line for each kind."""
    kinds = {}
    for path in paths:
        found, count = differences(options.avocet, replay, path)
        agree, total = kinds.get(kind := re.sub(r"-\d+$", "", stem(path)), (0, 0))
        kinds[kind] = agree + count - len(found), total + count
    for kind, (agree, total) in kinds.items():
        print(f"{kind:28} {agree:5} of {total:5} agree")
    return [sum(column) for column in zip(*kinds.values())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--avocet", required=True, help="the program")
    parser.add_argument("files", nargs="*", metavar="FILE", help="a recording, by path or by name")
    options = parser.parse_args()
    if not (EXCHANGES / "replay.py").exists():
        sys.exit(f"{EXCHANGES} is not on this machine: the recorded answers are kept beside the checkout, not in it")
    replay = load_replay()
    named = read_differences((HERE / "differences.txt").read_text(encoding="utf-8"))
    every = sorted(EXCHANGES.glob("avro-*.jsonl*"))
    options.required = [path for path in every if path.name.startswith(REQUIRED)]
    unknown = {recording for recording, _ in named} - {stem(path) for path in every}
    if unknown:
        sys.exit(f"differences.txt names recordings that are not there: {', '.join(sorted(unknown))}")

    if options.files:
        paths = [pathlib.Path(name) for name in options.files]
        paths = [path if path.exists() else next((each for each in every if path.name in (each.name, stem(each))), path) for path in paths]
        agree, total, meant, faults = play(options, replay, paths, named)
        print(f"conformance: {agree} of {total} answers agree, {meant} differ as named")
        return faults != 0
    agree, total, meant, faults = play(options, replay, options.required, named)
    print("\nnot required yet, counted only:")
    also, also_total = count_others(options, replay, [path for path in every if path not in options.required])
    print(f"\nconformance: {agree} of {total} required answers agree, {meant} differ as named, {faults} faults; "
          f"of the others {also} of {also_total} agree already")
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
