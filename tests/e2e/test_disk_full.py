"""test_disk_full - a disk without room: writes are refused with an error, reads go on, and all is well once there is room."""
import errno
import os
import subprocess

import pytest

from avocet_server import Server

DISK_MEGABYTES = 6


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small tmpfs can be mounted by root only")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "avocet-test", str(place)], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"a small tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(path):
    """Writes until there is no byte left."""
    with open(path, "wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError as full:
                assert full.errno == errno.ENOSPC


def schema(number):
    return f'{{"type":"record","name":"R{number}","doc":"{"d" * 2000}","fields":[]}}'


def test_disk_full(small_disk):
    with Server(small_disk / "data") as server:
        server.log_path = small_disk.parent / "server.log"  # not on the full disk
        first = server.register("full-value", schema(0))
        assert server.ask("PUT", "/config", {"compatibility": "NONE"}).status == 200
        fill(small_disk / "filler-0")
        connection, refused, stored = server.connect(), [], {schema(0): first}
        # There may be room left inside the files that exist already, and a refusal may free some: it does not last.
        for number in range(1, 5000):
            answer = connection.ask("POST", "/subjects/full-value/versions", {"schema": schema(number)})
            if answer.status == 200:
                stored[schema(number)] = answer.json["id"]
                continue
            assert answer.status == 500, answer
            assert sorted(answer.json) == ["error_code", "message"]
            assert answer.json["error_code"] in (500, 50001, 50002), answer
            refused.append(answer)
            if len(refused) == 5:
                break
            fill(small_disk / f"filler-{len(refused)}")
        assert len(refused) == 5, f"{len(stored)} schemas went onto a full disk"

        # The server is readable, and shows what it acknowledged and nothing else.
        for text, schema_id in stored.items():
            assert connection.ask("GET", f"/schemas/ids/{schema_id}/schema").body.decode() == text
        assert connection.ask("GET", "/health/live").status == 200
        versions = connection.ask("GET", "/subjects/full-value/versions").json
        assert versions == list(range(1, len(stored) + 1))

        for filler in small_disk.glob("filler-*"):
            filler.unlink()
        stored[schema("Later")] = server.register("later-value", schema("Later"))
        connection.close()

        server.restart()
        for text, schema_id in stored.items():
            assert server.ask("GET", f"/schemas/ids/{schema_id}/schema").body.decode() == text
        assert server.ask("GET", "/subjects/full-value/versions").json == versions
        assert len(set(stored.values())) == len(stored)
