"""include_map - the map of rooms as a table, and what in a source tree departs from it.

Checked, file by file: includes of other rooms (against this map and against the USES of the room's own CMakeLists.txt),
internal/ headers, the one door of every third-party library, rooms that must know no operating system, the comment that
opens a file, and that each source is named in the build.
"""
import pathlib
import re

# Which rooms a room rests on directly; it may also include what those rest on. Never upward.
ROOMS = {
    "base": set(),
    "avro": {"base"},
    "structs": {"avro"},
    "transcode": {"avro"},
    "container": {"avro"},
    "schema": {"avro"},
    "registry": {"schema"},
    "storage": {"registry"},
    "http": {"base"},
    "server": {"registry", "storage", "http"},
    "cli": {"server", "transcode", "container"},
}
TEST_ROOM = "testing"  # may look into every room below server; only tests, fuzzers and benchmarks may look into it

# A third-party header (by its first path component, or whole) and the rooms that wrap it.
DOORS = {
    "boost": {"http"},
    "sqlite3.h": {"storage"},
    "simdjson.h": {"base"},
    "openssl": {"base"},
    "zlib.h": {"server"},
    "libdeflate.h": {"container"},
    "snappy.h": {"container"},
    "zstd.h": {"container"},
    "bzlib.h": {"container"},
    "lzma.h": {"container"},
    "CLI": {"cli"},
    "immintrin.h": {"avro"},  # instructions of the processor, in internal/kernels.h
    "gtest": {TEST_ROOM},
    "gmock": {TEST_ROOM},
    "benchmark": set(),  # bench/ alone
}
# These decide and compute; sockets, files and the clock of the system are for others.
PURE = {"avro", "structs", "transcode", "schema", "registry"}
SYSTEM_STANDARD = {"fstream", "filesystem", "iostream"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def closure(rooms, table):
    reached = set(rooms)
    while True:
        more = {below for room in reached for below in table.get(room, ())} - reached
        if not more:
            return reached
        reached |= more


def uses_of(cmake_text):
    """The rooms after USES in a room's avocet_library or avocet_program, as written."""
    found = re.search(r"\bUSES\s+([a-z\s]+)", cmake_text)
    return set(found.group(1).split()) if found else set()


def is_system(header):
    """A header of POSIX or Linux: it has a .h and belongs to no library listed above."""
    return header.endswith(".h") and header not in DOORS and header.split("/")[0] not in DOORS


def names_after(keyword, cmake_text):
    """The files that a room's avocet_library names after SOURCES or TESTS."""
    found = re.search(rf"\b{keyword}\s+([\w./\s]+?)(?=\s[A-Z_]+\s|\))", cmake_text)
    return set(found.group(1).split()) if found else set()


def kind_of(path, tests=frozenset()):
    """test, fuzz, bench or code, for a path relative to the root; `tests`: what the room names after TESTS."""
    if path.parts[0] in ("fuzz", "bench"):
        return path.parts[0]
    return "test" if "/".join(path.parts[2:]) in tests or path.parts[1] == TEST_ROOM else "code"


def check_room_include(path, kind, header, uses):
    """Why may this file not include this header of ours? None when it may."""
    target = header.split("/")[1]
    own = path.parts[1] if path.parts[0] == "avocet" else None
    if not (target in ROOMS or target == TEST_ROOM):
        return f'"{target}" is no room'
    if "/internal/" in header and own != target and kind != "fuzz":
        return f"internal headers of {target}/ are its own"
    if target == own:
        return None
    if target == TEST_ROOM:
        return None if kind != "code" else "testing/ is for tests only"
    if own is None:
        return None if target != "cli" else "cli/ is a program, not a library"
    if own == TEST_ROOM:
        return None if target not in ("server", "cli") else f"testing/ rests on rooms below server, not on {target}/"
    if target not in closure({own}, ROOMS):
        return f"the map does not let {own}/ look into {target}/"
    if target not in closure(uses, ROOMS):
        return f"avocet/{own}/CMakeLists.txt does not name {target} under USES, nor a room that rests on it"
    return None


def check_outside_include(path, kind, header):
    """Why may this file not include this header from outside? None when it may."""
    own = path.parts[1] if path.parts[0] == "avocet" else path.parts[0]
    door = header if header in DOORS else header.split("/")[0]
    if door in DOORS:
        if own in DOORS[door] or (door in ("gtest", "gmock") and kind == "test") or (door == "benchmark" and kind == "bench"):
            return None
        return f"{door} has its door in {', '.join(sorted(DOORS[door])) or 'bench'}/"
    if "/" in header and not header.endswith(".h"):
        return f"<{header}> belongs to no library that the house knows"
    if kind == "code" and own in PURE and (is_system(header) or header in SYSTEM_STANDARD):
        return f"{own}/ knows no operating system"
    return None


def spoken_for(path):
    """An x.cc or x_test.cc beside its x.h: the header says what it is."""
    return path.suffix == ".cc" and path.with_name(path.stem.removesuffix("_test") + ".h").exists()


def violations(root):
    """All departures from the map in the tree at `root`, as "path: what" lines."""
    root, found = pathlib.Path(root), []
    rooms = sorted(path.name for path in (root / "avocet").iterdir() if path.is_dir())
    builds = {room: (root / "avocet" / room / "CMakeLists.txt") for room in rooms}
    texts = {room: file.read_text(encoding="utf-8") if file.exists() else "" for room, file in builds.items()}
    for room in rooms:
        if room not in ROOMS and room != TEST_ROOM:
            found.append(f"avocet/{room}: no such room on the map")
            continue
        too_many = uses_of(texts[room]) - closure(ROOMS.get(room, ROOMS), ROOMS)
        for extra in sorted(too_many):
            found.append(f"avocet/{room}/CMakeLists.txt: USES {extra}, which the map does not allow")
    for path in sorted(file for top in ("avocet", "fuzz", "bench") for end in ("h", "cc") for file in (root / top).rglob(f"*.{end}")):
        name, text = path.relative_to(root), path.read_text(encoding="utf-8")
        room = name.parts[1] if name.parts[0] == "avocet" else None
        built = texts.get(room, "")
        tests = names_after("TESTS", built)
        kind = kind_of(name, tests)
        if not text.startswith("// ") and not spoken_for(path):
            found.append(f"{name}: opens without a comment that says what it is")
        if room and path.suffix == ".cc" and "/".join(name.parts[2:]) not in tests | names_after("SOURCES", built):
            found.append(f"{name}: not named in avocet/{room}/CMakeLists.txt")
        for quote, header in INCLUDE.findall(text):
            if header.startswith("avocet/"):
                why = check_room_include(name, kind, header, uses_of(built))
                if not why and not (root / header).exists() and not header.endswith("version.h"):
                    why = "no such file"
            elif quote == '"' and kind == "bench" and header.startswith("bench/"):
                why = None  # what benchmarks share; the compiler sees whether it is there
            elif quote == '"':
                why = "our own headers are included by their full name, avocet/…"
            else:
                why = check_outside_include(name, kind, header)
            if why:
                found.append(f"{name}: includes {header}: {why}")
    return found
