"""fuzz_seeds - writes every section of every case file as a seed of its own: fuzz_seeds.py DATA SEEDS"""
import hashlib
import pathlib
import sys

data, seeds = map(pathlib.Path, sys.argv[1:3])
seeds.mkdir(parents=True, exist_ok=True)
wanted = {}
for case_file in sorted(data.rglob("*.case")):
    section = None
    for line in case_file.read_bytes().splitlines(keepends=True):
        if line.startswith((b"== ", b"-- ")):
            if section:
                wanted[hashlib.sha1(section).hexdigest()] = section
            section = b""
        elif section is not None:
            section += line
    if section:
        wanted[hashlib.sha1(section).hexdigest()] = section
for name, text in wanted.items():
    path = seeds / name
    if not path.exists():
        path.write_bytes(text.removesuffix(b"\n"))
