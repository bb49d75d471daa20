"""test_interop - bytes exchanged with the Avro libraries of other languages, both ways."""
import pathlib

import pytest

import sets
from peers import DEFECTS, PEERS

DATA = pathlib.Path(__file__).resolve().parent / "data"
FIXTURES = [(peer, name, codec) for peer in PEERS.values() for name in sets.NAMES
            for codec in sets.codecs(name, peer.codecs)]
EVOLVED_FIXTURES = [(peer, name) for peer in PEERS.values() for name in sets.EVOLVED]


def named(value):
    return getattr(value, "name", value)


def defect(peer, name, action):
    """The fields that are not compared; None: nothing is, for this peer cannot do it."""
    return DEFECTS.get((peer.name, name, action), ((), ""))[0]


def agree(expected_file, found_text, ignored):
    found = sets.compare(expected_file.read_text(encoding="utf-8"), found_text, ignored)
    assert not found, "\n".join(found[:10])


@pytest.mark.parametrize("wrote, name, codec", FIXTURES, ids=named)
def test_we_read_what_they_wrote(avocet, wrote, name, codec):
    file = DATA / wrote.name / f"{name}.{codec}.avro"
    agree(sets.lines(name), avocet("tojson", file), defect(wrote, name, "write"))
    if codec != "null":  # some leave the key out where there is no codec
        assert avocet("getmeta", "--key", "avro.codec", file) == codec + "\n"
    assert int(avocet("count", file)) == len(sets.data(sets.lines(name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("wrote, name", EVOLVED_FIXTURES, ids=named)
def test_we_read_what_they_wrote_with_another_schema(avocet, wrote, name):
    file = DATA / wrote.name / f"{name}.null.avro"
    agree(sets.lines_as_read(name), avocet("tojson", "--reader", sets.reader(name), file), ())


@pytest.mark.parametrize("name", sets.NAMES)
def test_their_schemas_are_one_schema(avocet, name):
    """Each library prints it in its own way; none changes what it means."""
    canonical = set()
    for peer in PEERS.values():
        text = avocet("getschema", DATA / peer.name / f"{name}.null.avro")
        canonical.add(avocet("canonical", text))
    assert canonical == {avocet("canonical", sets.schema(name))}


def test_files_of_all_peers_are_put_together(avocet, tmp_path):
    """What they wrote with every codec, in one file that is compressed anew."""
    files = [DATA / peer.name / f"complex.{codec}.avro" for peer in PEERS.values() for codec in peer.codecs]
    whole = tmp_path / "whole.avro"
    avocet("concat", *files, whole)
    once = sets.lines("complex").read_text(encoding="utf-8")
    assert sets.compare(once * len(files), avocet("tojson", whole)) == []


def write_ours(avocet, folder, name, codec):
    file = folder / f"{name}.{codec}.avro"
    avocet("fromjson", "--schema", sets.schema(name), "--codec", codec, sets.lines(name), file)
    return file


def test_they_read_what_we_wrote(avocet, peer, tmp_path):
    jobs, wanted = [], []
    for name in sets.NAMES:
        for codec in sets.codecs(name, peer.codecs):
            out = tmp_path / f"{name}.{codec}.jsonl"
            jobs.append(("read", write_ours(avocet, tmp_path, name, codec), out))
            wanted.append((name, codec, out))
    for (name, codec, out), answer in zip(wanted, peer.do(jobs)):
        assert answer is None, f"{name}, {codec}: {answer}"
        agree(sets.lines(name), out.read_text(encoding="utf-8"), defect(peer, name, "read"))


def test_they_read_what_we_wrote_with_another_schema(avocet, peer, tmp_path):
    names = [name for name in sets.EVOLVED if defect(peer, name, "evolve") is not None]
    if not names:
        pytest.skip(f"{peer.name}: {DEFECTS[(peer.name, sets.EVOLVED[0], 'evolve')][1]}")
    jobs = [("read", write_ours(avocet, tmp_path, name, "null"), tmp_path / f"{name}.jsonl", sets.reader(name)) for name in names]
    for name, answer in zip(names, peer.do(jobs)):
        assert answer is None, f"{name}: {answer}"
        agree(sets.lines_as_read(name), (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8"), defect(peer, name, "evolve"))


def test_they_write_and_we_read(avocet, peer, tmp_path):
    """As with the fixtures, but with what is installed now."""
    wanted = [(name, codec, tmp_path / f"{name}.{codec}.avro") for name in sets.NAMES for codec in sets.codecs(name, peer.codecs)]
    answers = peer.do([("write", sets.schema(name), sets.lines(name), codec, file) for name, codec, file in wanted])
    for (name, codec, file), answer in zip(wanted, answers):
        assert answer is None, f"{name}, {codec}: {answer}"
        agree(sets.lines(name), avocet("tojson", file), defect(peer, name, "write"))


def test_they_read_what_we_recompressed(avocet, peer, tmp_path):
    """Blocks that we copied, and blocks that we compressed anew."""
    source = DATA / "java" / "complex.deflate.avro"
    jobs = []
    for codec in peer.codecs:
        file = tmp_path / f"{codec}.avro"
        avocet("recodec", "--codec", codec, source, file)
        jobs.append(("read", file, tmp_path / f"{codec}.jsonl"))
    for codec, answer in zip(peer.codecs, peer.do(jobs)):
        assert answer is None, f"{codec}: {answer}"
        agree(sets.lines("complex"), (tmp_path / f"{codec}.jsonl").read_text(encoding="utf-8"), ())


@pytest.mark.parametrize("name", ["primitives", "complex"])
def test_they_read_what_we_made_up(avocet, peer, tmp_path, name):
    """Random data of ours, read by them and printed by us: the same."""
    file, out = tmp_path / "random.avro", tmp_path / "random.jsonl"
    avocet("random", "--schema", sets.schema(name), "--count", 200, "--seed", 4, "--codec", "deflate", file)
    [answer] = peer.do([("read", file, out)])
    assert answer is None, answer
    ours = tmp_path / "ours.jsonl"
    ours.write_text(avocet("tojson", file), encoding="utf-8")
    agree(ours, out.read_text(encoding="utf-8"), ())
