"""test_avro_cli - `avocet avro` at the prompt: every command, its help, its exit codes, what it says when it cannot."""
import base64
import io
import json
import os
import pathlib
import pty
import subprocess
import tempfile
import time

import fastavro
import pytest

from avocet_server import PROGRAM, clean_environment

COMMANDS = ("tojson", "fromjson", "getschema", "getmeta", "count", "cat", "concat", "recodec", "random", "decode", "encode", "check",
            "canonical", "fingerprint")
CODECS = ("null", "deflate", "snappy", "zstandard", "bzip2", "xz")
PET = {"type": "record", "name": "Pet", "namespace": "zoo", "fields": [
    {"name": "name", "type": "string"},
    {"name": "age", "type": "int"},
    {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
]}
PET_LINES = ('{"name":"Ida","age":3,"born":{"int":19000}}\n'
             '{"name":"Bo","age":-1,"born":null}\n'
             '{"name":"é","age":2147483647,"born":{"int":0}}\n')
OLD_PET = {"type": "record", "name": "Pet", "namespace": "zoo", "fields": [{"name": "age", "type": "int"}]}


def run(*words, stdin=b"", code=0, **options):
    """Runs `avocet avro`; its standard output as bytes. An error is one line."""
    done = subprocess.run([PROGRAM, "avro", *map(str, words)], input=stdin if isinstance(stdin, bytes) else stdin.encode(),
                          capture_output=True, timeout=60, env=clean_environment(), **options)
    assert done.returncode == code, (done.returncode, done.stdout[-500:], done.stderr.decode())
    if code != 2:
        return done.stdout
    assert done.stderr.count(b"\n") == 1 and done.stderr.startswith(b"avocet: "), done.stderr
    return done.stderr.decode()


def refused(*words, stdin=b"", says=()):
    said = run(*words, stdin=stdin, code=2)
    for word in says:
        assert word in said, said


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty directory to work in, with two schemas."""
    monkeypatch.chdir(tmp_path)
    pathlib.Path("pet.avsc").write_text(json.dumps(PET))
    pathlib.Path("old.avsc").write_text(json.dumps(OLD_PET))
    return tmp_path


@pytest.fixture
def pets(here):
    """A container file of three records."""
    run("fromjson", "--schema", "pet.avsc", "-", "pets.avro", stdin=PET_LINES)
    return here / "pets.avro"


def many(path, count=5000, codec="deflate"):
    """A file with several blocks, written by another library."""
    with open(path, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(dict(PET)), ({"name": f"pet {i} of {i * i % 997} friends", "age": i, "born": None} for i in range(count)), codec,
                        metadata={"owner": "the zoo"})
    return path


def parts(text):
    return [json.loads(line) for line in text.decode().split("\n") if line]


# Help and words.

def test_the_list_names_every_command():
    for words in (["--help"], [], ["help"]):
        text = run(*words).decode()
        for command in COMMANDS:
            assert f"avocet avro {command} " in text
        assert "Exit codes" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_with_examples(command):
    text = run(command, "--help").decode()
    assert text.startswith(f"avocet avro {command} - ")
    assert "Examples:" in text and f"avocet avro {command}" in text.split("Examples:")[1]
    assert all(len(line) <= 110 for line in text.splitlines())
    assert run(command, "-h").decode() == text


@pytest.mark.parametrize("words, says", [
    (["frobnicate"], ["frobnicate", "no command"]),
    (["--frobnicate"], ["--frobnicate", "no option"]),
    (["tojson"], ["a file is missing", "tojson"]),
    (["tojson", "--nonsense", "x"], ["--nonsense", "no option"]),
    (["tojson", "--reader"], ["--reader", "needs a value"]),
    (["tojson", "--limit", "many", "x"], ["--limit many", "whole number"]),
    (["tojson", "--limit", "-1", "x"], ["--limit -1", "at least 0"]),
    (["tojson", "--plain", "--avro-json", "x"], ["--plain", "--avro-json"]),
    (["tojson", "nowhere.avro"], ["nowhere.avro", "No such file"]),
    (["getschema", "a", "b"], ["b", "one word too many"]),
    (["getschema", "/"], ["/", "directory"]),
    (["cat", "only"], ["a file is missing", "OUTPUT"]),
    (["cat", "--samplerate", "2", "a", "b"], ["--samplerate 2", "at most 1"]),
    (["cat", "--samplerate", "0.1x", "a", "b"], ["--samplerate 0.1x"]),
    (["recodec", "--codec", "lzma", "a", "b"], ["lzma", "no such codec"]),
    (["recodec", "--codec", "deflate", "--level", "99", "a", "b"], ["99", "levels"]),
    (["recodec", "--codec", "snappy", "--level", "1", "a", "b"], ["snappy", "no levels"]),
    (["fromjson"], ["--schema is missing"]),
    (["random", "--schema", '"int"'], ["--count is missing"]),
    (["random", "--schema", '"int"', "--count", "5", "--seed", "x"], ["--seed x"]),
    (["decode", "--writer", '"int"', "--format", "octal"], ["octal", "no such format"]),
    (["decode"], ["--writer is missing"]),
    (["encode", "--writer", '"int"', "--confluent-id", "-1"], ["--confluent-id -1"]),
    (["encode", "--writer", '"int"', "--confluent-id", "1", "--single-object"], ["only one"]),
    (["check", '"int"'], ["a file is missing", "READER WRITER"]),
    (["check", '"int"', '"nope"'], ["nope"]),
    (["canonical", "nowhere.avsc"], ["nowhere.avsc", "No such file"]),
    (["canonical", '{"type": "record"}'], ["the schema given"]),
    (["fingerprint", "--algorithm", "crc32", '"int"'], ["crc32", "no such algorithm"]),
    (["fingerprint", "--form", "roman", '"int"'], ["roman", "no such form"]),
    (["fingerprint", "--form", "decimal", "--algorithm", "md5", '"int"'], ["decimal"]),
])
def test_wrong_words(here, words, says):
    refused(*words, says=says)


def test_a_faulty_schema_is_named_with_its_place(here):
    pathlib.Path("bad.avsc").write_text('{"type": "record", "name": "R", "fields": [{"name": "a", "type": "strng"}]}')
    refused("canonical", "bad.avsc", says=["bad.avsc: ", "/fields/0/type", "strng"])
    pathlib.Path("cut.avsc").write_text('{"type": "record",\n  "name"')
    refused("canonical", "cut.avsc", says=["cut.avsc: line 2"])


# Schemas.

def test_canonical(here):
    expected = b'{"name":"zoo.Pet","type":"record","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"},' \
               b'{"name":"born","type":["null","int"]}]}\n'
    assert run("canonical", "pet.avsc") == expected
    assert run("canonical", "-", stdin=json.dumps(PET)) == expected
    run("canonical", "pet.avsc", "out.avsc")
    assert pathlib.Path("out.avsc").read_bytes() == expected


@pytest.mark.parametrize("words, expected", [
    ([], "8f014872634503c7"),
    (["--form", "bytes"], "c70345637248018f"),
    (["--form", "decimal"], "-8142146995180207161"),
    (["--algorithm", "CRC-64-AVRO"], "8f014872634503c7"),
    (["--fingerprint", "md5"], "095d71cf12556b9d5e330ad575b3df5d"),
    (["--algorithm", "SHA-256"], "e9e5c1c9e4f6277339d1bcde0733a59bd42f8731f449da6dc13010a916930d48"),
])
def test_fingerprint(words, expected):
    assert run("fingerprint", *words, '"string"').decode() == expected + "\n"


def test_fingerprints_of_several():
    assert run("fingerprint", '"string"', '{"type": "string", "doc": "x"}').decode().split() == ["8f014872634503c7"] * 2


def test_check(here):
    assert run("check", "pet.avsc", "pet.avsc") == b"compatible\n"
    assert run("check", '"long"', '"int"') == b"compatible\n"
    assert run("check", "pet.avsc", "old.avsc", code=1) == b"READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0: name\n"
    assert run("check", "old.avsc", "pet.avsc") == b"compatible\n"
    answer = json.loads(run("check", "--json", '{"type": "enum", "name": "E", "symbols": ["A"]}',
                            '{"type": "enum", "name": "F", "symbols": ["A", "B"]}', code=1))
    assert answer == {"compatible": False, "differences": [
        {"kind": "NAME_MISMATCH", "path": "/name", "info": "expected: F"},
        {"kind": "MISSING_ENUM_SYMBOLS", "path": "/symbols", "info": "[B]"}]}


def test_lenient_takes_what_the_registry_takes():
    forward = '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "E"}, ' \
              '{"name": "b", "type": {"type": "enum", "name": "E", "symbols": ["X"]}}]}'
    refused("canonical", forward, says=["E"])
    assert b'"E"' in run("canonical", "--lenient", forward)


# Container files.

@pytest.mark.parametrize("codec", CODECS)
def test_there_and_back(here, codec):
    run("fromjson", "--schema", "pet.avsc", "--codec", codec, "-", "pets.avro", stdin=PET_LINES)
    assert run("tojson", "pets.avro").decode() == PET_LINES
    assert run("getmeta", "--key", "avro.codec", "pets.avro").decode() == codec + "\n"
    if codec not in ("snappy",):
        with open("pets.avro", "rb") as file:
            assert [pet["name"] for pet in fastavro.reader(file)] == ["Ida", "Bo", "é"]
    assert sorted(path.name for path in here.iterdir()) == ["old.avsc", "pet.avsc", "pets.avro"]


def test_standard_input_and_output(pets):
    file = run("fromjson", "--schema", json.dumps(PET), stdin=PET_LINES)
    assert run("tojson", "-", stdin=file).decode() == PET_LINES
    assert run("count", "-", stdin=file) == b"3\n"
    assert run("getschema", "-", stdin=file) == run("getschema", "pets.avro")
    recoded = run("recodec", "--codec", "xz", "-", "-", stdin=file)
    assert run("tojson", "-", stdin=recoded).decode() == PET_LINES


def test_tojson_forms(pets):
    assert parts(run("tojson", "--plain", "pets.avro"))[0] == {"name": "Ida", "age": 3, "born": "2022-01-08"}
    assert run("tojson", "--pretty", "--limit", "1", "pets.avro").decode() == \
        '{\n  "name": "Ida",\n  "age": 3,\n  "born": {\n    "int": 19000\n  }\n}\n'
    assert run("tojson", "--head", "0", "pets.avro") == b""
    assert run("tojson", "--reader", "old.avsc", "pets.avro") == b'{"age":3}\n{"age":-1}\n{"age":2147483647}\n'
    assert len(parts(run("tojson", "pets.avro", "pets.avro"))) == 6
    assert len(parts(run("tojson", "--limit", "4", "pets.avro", "pets.avro"))) == 4
    refused("tojson", "--reader", '"int"', "pets.avro", says=["pets.avro: "])


def test_fromjson_forms(here):
    run("fromjson", "--plain", "--schema", "pet.avsc", "-", "pets.avro", stdin='{"name": "Ida", "age": 3, "born": "2022-01-08"}\n{"name": "Bo", "age": 1}')
    assert run("tojson", "pets.avro").decode() == '{"name":"Ida","age":3,"born":{"int":19000}}\n{"name":"Bo","age":1,"born":null}\n'
    for text in ("1 2 3", "1\n2\n3\n", " 1\n\n\n2\t3   ", "1 2\r\n3"):
        file = run("fromjson", "--schema", '"int"', stdin=text)
        assert run("tojson", "-", stdin=file) == b"1\n2\n3\n", text
    for text in ('"a""b"', '"a" "b"\n', '"a"\n"b"'):
        file = run("fromjson", "--schema", '"string"', stdin=text)
        assert run("tojson", "-", stdin=file) == b'"a"\n"b"\n', text
    tricky = ['}{"\\', "]", "é\u2028"]
    file = run("fromjson", "--schema", '{"type": "array", "items": "string"}', stdin=json.dumps(tricky, indent=1) * 2)
    assert parts(run("tojson", "-", stdin=file)) == [tricky] * 2
    assert run("count", "-", stdin=run("fromjson", "--schema", '"int"', stdin="")) == b"0\n"


def test_fromjson_in_pieces(here):
    """Values that do not lie in one piece of the input."""
    texts = ["x" * size for size in (10, 300_000, 1, 600_000, 262_140)]
    file = run("fromjson", "--schema", '"string"', stdin="\n".join(map(json.dumps, texts)))
    assert parts(run("tojson", "-", stdin=file)) == texts


@pytest.mark.parametrize("words", [("fromjson", "--schema"), ("encode", "--writer")])
def test_a_misspelt_field_is_not_lost(here, words):
    text = '{"name":"Ida","age":3,"born":null,"agge":4}'
    refused(*words, "pet.avsc", stdin=text, says=["agge"])
    assert run(*words, "pet.avsc", "--ignore-unknown", stdin=text)


def test_fromjson_says_where(here):
    text = PET_LINES.splitlines()[0] + '\n{"name": "Bo", "age": "x", "born": null}\n'
    refused("fromjson", "--schema", "pet.avsc", "-", "pets.avro", stdin=text, says=["standard input: at byte ", "record 1", "/age"])
    assert not pathlib.Path("pets.avro").exists(), "what is not whole is not there"
    refused("fromjson", "--schema", '"int"', stdin="1 x", says=["at byte 2, record 1"])
    refused("fromjson", "--schema", '"int"', stdin="1 {", says=["record 1"])


def test_getschema(pets):
    assert json.loads(run("getschema", "pets.avro")) == PET
    assert b'\n  "name": "Pet",\n' in run("getschema", "pets.avro")
    assert run("getschema", "--raw", "pets.avro").count(b"\n") == 1


def test_getmeta(here):
    many("pets.avro")
    lines = dict(line.split("\t", 1) for line in run("getmeta", "pets.avro").decode().splitlines())
    assert lines["owner"] == "the zoo" and lines["avro.codec"] == "deflate" and json.loads(lines["avro.schema"])["name"]
    assert run("getmeta", "--key", "owner", "pets.avro") == b"the zoo\n"
    assert run("getmeta", "--key", "nobody", "pets.avro", code=1) == b""


def test_count(here):
    many("pets.avro")
    many("more.avro", 7, "null")
    assert run("count", "pets.avro") == b"5000\n"
    assert run("count", "pets.avro", "more.avro") == b"5007\n"


def test_cat(here):
    many("pets.avro")
    ages = lambda *words: [pet["age"] for pet in parts(run("tojson", "-", stdin=run("cat", *words, "-")))]  # noqa: E731
    assert ages("pets.avro") == list(range(5000))
    assert ages("--offset", "4998", "pets.avro") == [4998, 4999]
    assert ages("--limit", "2", "pets.avro") == [0, 1]
    assert ages("--offset", "4999", "--limit", "3", "pets.avro", "pets.avro") == [4999, 0, 1]
    assert ages("--samplerate", "0.001", "pets.avro") == [999, 1999, 2999, 3999, 4999]
    assert ages("--samplerate", "0.5", "--limit", "3", "pets.avro") == [1, 3, 5]
    assert ages("--samplerate", "0.1", "pets.avro") == list(range(9, 5000, 10))
    assert ages("--offset", "4990", "--samplerate", "0.1", "pets.avro") == [4999]  # ten times 0.1 is less than 1
    assert ages("--offset", "5000", "pets.avro") == []
    run("cat", "--limit", "5", "pets.avro", "five.avro")
    assert run("getmeta", "--key", "owner", "five.avro") == b"the zoo\n"
    assert run("getmeta", "--key", "avro.codec", "five.avro") == b"deflate\n"
    run("fromjson", "--schema", "old.avsc", "-", "old.avro", stdin='{"age": 1}')
    refused("cat", "pets.avro", "old.avro", "out.avro", says=["old.avro", "schema"])
    assert not pathlib.Path("out.avro").exists()


def test_an_output_may_be_an_input(here):
    many("pets.avro")
    run("cat", "--limit", "5", "pets.avro", "pets.avro")
    assert run("count", "pets.avro") == b"5\n"


def test_concat(here):
    for codec in ("deflate", "null", "xz"):
        many(f"{codec}.avro", 2000, codec)
    run("concat", "deflate.avro", "null.avro", "xz.avro", "all.avro")
    assert [pet["age"] for pet in parts(run("tojson", "all.avro"))] == list(range(2000)) * 3
    assert run("getmeta", "--key", "avro.codec", "all.avro") == b"deflate\n"
    assert run("getmeta", "--key", "owner", "all.avro") == b"the zoo\n"
    run("fromjson", "--schema", "old.avsc", "-", "old.avro", stdin='{"age": 1}')
    refused("concat", "null.avro", "old.avro", "out.avro", says=["old.avro", "schema"])
    assert not pathlib.Path("out.avro").exists()


def test_recodec(here):
    many("pets.avro")
    sizes = {}
    for level in ("1", "12"):
        run("recodec", "--codec", "deflate", "--level", level, "pets.avro", "out.avro")
        sizes[level] = os.path.getsize("out.avro")
        assert run("count", "out.avro") == b"5000\n"
    assert sizes["12"] < sizes["1"]
    run("recodec", "pets.avro", "out.avro")
    assert run("getmeta", "--key", "avro.codec", "out.avro") == b"null\n"
    assert run("getmeta", "--key", "owner", "out.avro") == b"the zoo\n"
    assert run("tojson", "out.avro") == run("tojson", "pets.avro")


def test_random(here):
    one = run("random", "--schema", "pet.avsc", "--count", "100", "--seed", "7")
    again = run("random", "--schema", "pet.avsc", "--count", "100", "--seed", "7")
    other = run("random", "--schema", "pet.avsc", "--count", "100", "--seed", "8")
    data = run("tojson", "-", stdin=one)
    assert len(parts(data)) == 100
    assert data == run("tojson", "-", stdin=again) != run("tojson", "-", stdin=other)
    run("random", "--schema", "pet.avsc", "--count", "3", "--codec", "zstandard", "random.avro")
    assert run("count", "random.avro") == b"3\n"
    assert run("count", "-", stdin=run("random", "--schema", '"int"', "--count", "0")) == b"0\n"
    refused("random", "--count", "1", "--schema", '{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}', says=["no values"])


# Damage.

def test_damaged_files_say_where(pets):
    whole = pets.read_bytes()
    pathlib.Path("cut.avro").write_bytes(whole[:-20])
    refused("tojson", "cut.avro", says=["cut.avro: at byte "])
    pathlib.Path("other.avro").write_bytes(b"PK\x03\x04" + whole)
    refused("tojson", "other.avro", says=["other.avro"])
    place = whole.index(b"\x04Bo")
    pathlib.Path("utf8.avro").write_bytes(whole[:place + 1] + b"\xff\xff" + whole[place + 3:])
    refused("tojson", "utf8.avro", says=["utf8.avro: at byte ", "record 1", "/name"])
    refused("cat", "utf8.avro", "out.avro", says=["utf8.avro: at byte ", "record 1", "/name"])
    assert not pathlib.Path("out.avro").exists()
    for command in ("count", "getschema", "getmeta"):
        refused(command, "other.avro", says=["other.avro"])


def test_resync_reads_on(here):
    many("pets.avro", codec="null")
    data = bytearray(pathlib.Path("pets.avro").read_bytes())
    middle = len(data) // 2
    data[middle:middle + 40] = b"\xff" * 40
    pathlib.Path("bad.avro").write_bytes(data)
    refused("tojson", "--limit", "1000000", "bad.avro", says=["bad.avro: at byte "])
    done = subprocess.run([PROGRAM, "avro", "tojson", "--resync", "bad.avro"], capture_output=True, timeout=60)
    assert done.returncode == 1
    read = [pet["age"] for pet in parts(done.stdout)]
    assert read[0] == 0 and read[-1] == 4999 and 1000 < len(read) < 5000
    assert b"bad.avro" in done.stderr and b"skipped" in done.stderr


def test_resync_tells_what_it_skipped_before_an_error(here):
    with open("one.avro", "wb") as file:
        fastavro.writer(file, "int", [7], sync_marker=b"0123456789abcdef")
    header = pathlib.Path("one.avro").read_bytes()[:-19]  # 19 bytes: the block with one int
    block = pathlib.Path("one.avro").read_bytes()[-19:]
    bad = b"\x01" + block[1:]  # -1 records
    pathlib.Path("bad.avro").write_bytes(header + block + bad * 10_001 + block)  # one place more than are remembered
    done = subprocess.run([PROGRAM, "avro", "tojson", "--resync", "bad.avro"], capture_output=True, timeout=60)
    assert done.returncode == 2 and done.stdout == b"7\n"
    assert done.stderr.count(b"were skipped\n") == 10_000 and b"max_skips" in done.stderr.splitlines()[-1]


def test_a_file_is_replaced_whole_or_not_at_all(pets):
    before = pets.read_bytes()
    refused("fromjson", "--schema", "pet.avsc", "-", "pets.avro", stdin='{"name": 1}', says=["record 0"])
    assert pets.read_bytes() == before
    assert sorted(os.listdir()) == ["old.avsc", "pet.avsc", "pets.avro"]
    os.chmod("pets.avro", 0o640)
    os.symlink("pets.avro", "link.avro")
    run("recodec", "--codec", "xz", "pets.avro", "link.avro")
    assert os.path.islink("link.avro") and os.stat("pets.avro").st_mode & 0o777 == 0o640
    assert run("getmeta", "--key", "avro.codec", "pets.avro") == b"xz\n"
    refused("recodec", "pets.avro", "no/such/folder.avro", says=["no/such/folder.avro", "No such file"])
    run("recodec", "pets.avro", "/dev/null")


SHIM = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t getpid(void) { return 4242; }
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int mode = va_arg(rest, int);
  va_end(rest);
  if ((flags & O_TMPFILE) == O_TMPFILE && getenv("NO_TMPFILE")) { errno = EOPNOTSUPP; return -1; }
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
static int is_hidden(const char* path) { return getenv("NO_PROC") && strncmp(path, "/proc/", 6) == 0; }
int access(const char* path, int mode) {
  if (is_hidden(path)) { errno = ENOENT; return -1; }
  return syscall(SYS_faccessat, AT_FDCWD, path, mode);
}
int linkat(int from, const char* path, int to, const char* name, int flags) {
  if (is_hidden(path)) { errno = ENOENT; return -1; }
  return syscall(SYS_linkat, from, path, to, name, flags);
}
int fsync(int descriptor) {
  struct stat status;
  fstat(descriptor, &status);
  dprintf(2, "sync %s\n", S_ISDIR(status.st_mode) ? "folder" : "file");
  return 0;
}
int rename(const char* from, const char* to) {
  dprintf(2, "rename\n");
  return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
"""


@pytest.mark.parametrize("lacks", [{}, {"NO_TMPFILE": "1"}, {"NO_PROC": "1"}])
def test_a_file_reaches_the_disk_before_it_replaces_another(pets, lacks):
    """With the system's calls watched, and some of them missing; a file that an earlier process left is in the way."""
    pathlib.Path("shim.c").write_text(SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "shim.so", "shim.c"], check=True)
    pathlib.Path("pets.avro.4242.part").write_text("stale")
    before = sorted(os.listdir())
    done = subprocess.run([PROGRAM, "avro", "recodec", "--codec", "xz", "pets.avro", "pets.avro"], stderr=subprocess.PIPE, timeout=60,
                          env={**clean_environment(), **lacks, "LD_PRELOAD": str(pets.parent / "shim.so")})
    assert (done.returncode, done.stderr.decode().split("\n")) == (0, ["sync file", "rename", "sync folder", ""])
    assert run("getmeta", "--key", "avro.codec", "pets.avro") == b"xz\n"
    assert sorted(os.listdir()) == before and pathlib.Path("pets.avro.4242.part").read_text() == "stale"


def test_a_file_that_may_not_be_written_stays(pets):
    with tempfile.TemporaryDirectory() as folder:  # pytest's own may be entered by its user only
        os.chmod(folder, 0o777)
        path = pathlib.Path(folder) / "pets.avro"
        path.write_bytes(pets.read_bytes())
        os.chmod(path, 0o444)
        nobody = {"user": 65534} if os.getuid() == 0 else {}  # root may write anything
        refused_by = subprocess.run([PROGRAM, "avro", "recodec", "--codec", "xz", str(path), str(path)], stderr=subprocess.PIPE, timeout=60,
                                    cwd="/", **nobody)
        assert refused_by.returncode == 2 and b"Permission denied" in refused_by.stderr
        assert path.read_bytes() == pets.read_bytes() and os.listdir(folder) == ["pets.avro"]


def test_a_broken_pipe_is_no_error(here):
    many("pets.avro", 50_000)
    for inherited in (False, True):  # a parent that ignores SIGPIPE hands that down
        process = subprocess.Popen([PROGRAM, "avro", "tojson", "pets.avro"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   restore_signals=not inherited)
        assert process.stdout.readline().startswith(b'{"name"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == -13


def test_a_full_disk_is_an_error(pets):
    with open("/dev/full", "wb") as full:
        for words in (["tojson", "pets.avro"], ["recodec", "pets.avro"], ["getschema", "pets.avro"]):
            done = subprocess.run([PROGRAM, "avro", *words], stdout=full, stderr=subprocess.PIPE, timeout=20)
            assert done.returncode == 2 and b"standard output: " in done.stderr and b"No space left" in done.stderr, done


# One datum.

@pytest.mark.parametrize("schema, hexes, text", [
    ('"string"', "06666f6f", '"foo"'),
    ('"long"', "feffffffffffffffff01", "9223372036854775807"),
    ('"null"', "", "null"),
    (json.dumps(PET), "0649646106" "02" "f0a802", '{"name":"Ida","age":3,"born":{"int":19000}}'),
])
def test_decode_and_encode(schema, hexes, text):
    raw = bytes.fromhex(hexes)
    for form, given in (("hex", raw.hex(" ")), ("base64", base64.b64encode(raw).decode()), ("raw", raw)):
        assert run("decode", "--writer", schema, "--format", form, stdin=given).decode() == text + "\n"
        written = run("encode", "--writer", schema, "--format", form, stdin=text)
        assert written == {"hex": hexes.encode() + b"\n", "base64": base64.b64encode(raw) + b"\n", "raw": raw}[form]


def test_decode_with_another_schema(here):
    pathlib.Path("datum.hex").write_text("0649646106 02 f0a802")
    assert run("decode", "--writer", "pet.avsc", "--reader", "old.avsc", "datum.hex") == b'{"age":3}\n'
    assert json.loads(run("decode", "--writer", "pet.avsc", "--plain", "--pretty", "datum.hex"))["born"] == "2022-01-08"
    refused("decode", "--writer", "old.avsc", "--reader", "pet.avsc", stdin="06", says=["/fields/0", "name"])
    refused("decode", "--writer", '{"type": "record", "name": "Dog", "fields": []}', "--reader",
            '{"type": "record", "name": "Cat", "fields": []}', stdin="", says=["Cat"])
    assert run("decode", "--lenient", "--writer", '{"type": "record", "name": "Dog", "fields": []}', "--reader",
               '{"type": "record", "name": "Cat", "fields": []}', stdin="") == b"{}\n"


def test_decode_says_where(here):
    refused("decode", "--writer", "pet.avsc", stdin="06 49 64", says=["standard input: at byte ", "/name"])
    refused("decode", "--writer", '"int"', stdin="02 02", says=["at byte 1"])
    refused("decode", "--writer", '"int"', stdin="0x", says=["hex"])
    refused("decode", "--writer", '"int"', "--format", "base64", stdin="%%", says=["base64"])
    refused("encode", "--writer", "pet.avsc", stdin='{"name": "Ida", "age": 3.5, "born": null}', says=["at byte ", "/age", "3.5"])


def test_frames():
    confluent = run("encode", "--writer", '"string"', "--confluent-id", "258", stdin='"a"')
    assert confluent == b"0000000102" b"0261\n"
    single = run("encode", "--writer", '"string"', "--single-object", stdin='"a"')
    assert single == b"c301c703456372480" b"18f0261\n"
    for frame in (confluent, single):
        assert run("decode", "--writer", '"string"', "--framed", stdin=frame) == b'"a"\n'
    refused("decode", "--writer", '"bytes"', "--framed", stdin=single, says=["8f014872634503c7"])
    refused("decode", "--writer", '"string"', "--framed", stdin="0261", says=["no frame"])
    refused("decode", "--writer", '"string"', "--framed", stdin="c301", says=["10 bytes"])
    refused("decode", "--writer", '"string"', "--framed", stdin="000000", says=["5 bytes"])
    refused("decode", "--writer", '"string"', "--framed", stdin="c302c7", says=["c3 01"])
    # Places are counted from where the input begins.
    refused("decode", "--writer", '"string"', "--framed", stdin="0000000102 0461", says=["at byte 5"])


def test_what_fastavro_writes_without_a_container():
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(dict(PET)), {"name": "Bo", "age": 7, "born": None})
    assert run("decode", "--writer", json.dumps(PET), "--format", "raw", stdin=out.getvalue()) == b'{"name":"Bo","age":7,"born":null}\n'


def test_a_terminal_sees_a_bar_for_long_files(here):
    """The bar is on standard error, only there, and gone at the end."""
    many("pets.avro", 200_000, "null")
    leader, follower = pty.openpty()
    slow = subprocess.Popen([PROGRAM, "avro", "tojson", "pets.avro"], stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    # A reader that takes its time makes any machine slow enough.
    end, size = time.monotonic() + 1.2, 0
    while chunk := slow.stdout.read(256 * 1024):
        size += len(chunk)
        if time.monotonic() < end:
            time.sleep(0.2)
    assert slow.wait(20) == 0
    seen = ""
    try:
        while piece := os.read(leader, 65536):
            seen += piece.decode()
    except OSError:  # how a terminal without a process says that it ends
        pass
    os.close(leader)
    assert "pets.avro [" in seen and "%" in seen and seen.endswith("\r\x1b[K")
    assert size > 1_000_000
