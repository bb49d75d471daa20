#!/usr/bin/env python3
"""make_fixtures [PEER...] - writes data/PEER/ anew: the files of each peer that ./dev test reads on every machine.

Run it with the Python of ./dev (.venv/bin/python) after a change of sets/ or of a peer's version; review what changes.
"""
import pathlib
import sys

import sets
from peers import PEERS

DATA = pathlib.Path(__file__).resolve().parent / "data"


def main():
    for name in sys.argv[1:] or PEERS:
        peer, folder = PEERS[name], DATA / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.avro"):
            old.unlink()
        jobs = [("write", sets.schema(one), sets.lines(one), codec, folder / f"{one}.{codec}.avro")
                for one in sets.NAMES for codec in sets.codecs(one, peer.codecs)]
        for job, answer in zip(jobs, peer.do(jobs)):
            if answer:
                sys.exit(f"{name}: {job[-1].name}: {answer}")
        print(f"{name}: {len(jobs)} files")


main()
