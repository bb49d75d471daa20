"""sets - the schemas and data that all peers exchange, and what is compared of them.

sets/NAME.avsc and sets/NAME.jsonl: a schema and its data. Where there is a NAME.reader.avsc, the same data are read with
it too, and are then NAME.read.jsonl.
"""
import json
import math
import pathlib
import struct

SETS = pathlib.Path(__file__).resolve().parent / "sets"
NAMES = sorted(path.name.removesuffix(".avsc") for path in SETS.glob("*.avsc") if not path.name.endswith(".reader.avsc"))
EVOLVED = [name for name in NAMES if (SETS / f"{name}.reader.avsc").exists()]
EVERY_CODEC = "complex"  # the set that is written with every codec; the others with null


def schema(name):
    return SETS / f"{name}.avsc"


def lines(name):
    return SETS / f"{name}.jsonl"


def reader(name):
    return SETS / f"{name}.reader.avsc"


def lines_as_read(name):
    return SETS / f"{name}.read.jsonl"


def codecs(name, known):
    return known if name == EVERY_CODEC else known[:1]


def data(text):
    """The data of JSON lines. Not splitlines: strings may hold other ends of lines."""
    return [json.loads(line) for line in text.split("\n") if line]


def same_number(a, b):
    """Equal, or the same float: libraries spell a float with more or fewer digits."""
    if a == b:
        return math.copysign(1, a) == math.copysign(1, b) or a == 0
    try:
        return struct.pack("<f", a) == struct.pack("<f", b) and struct.unpack("<f", struct.pack("<f", a))[0] in (a, b)
    except OverflowError:
        return False


def differences(expected, found, path=""):
    """Where two data differ, a line each."""
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        for key in expected:
            yield from differences(expected[key], found[key], f"{path}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (one, other) in enumerate(zip(expected, found)):
            yield from differences(one, other, f"{path}/{index}")
    elif float in (type(expected), type(found)) and {type(expected), type(found)} <= {int, float}:
        if not same_number(expected, found):
            yield f"{path}: {found!r} instead of {expected!r}"
    elif type(expected) is not type(found) or expected != found:
        yield f"{path}: {found!r} instead of {expected!r}"


def compare(expected_text, found_text, ignored=()):
    """Differences of JSON lines, but for the fields at the root that are `ignored`."""
    expected, found = (
        [{name: value for name, value in datum.items() if name not in ignored} for datum in data(text)]
        for text in (expected_text, found_text))
    return list(differences(expected, found))
