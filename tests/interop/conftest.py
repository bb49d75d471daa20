"""conftest - the peers and our program, as the tests of this folder have them."""
import os
import pathlib
import subprocess

import pytest

from peers import PEERS, Missing

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("E2E_AVOCET", str(ROOT / "build/dev/avocet/cli/avocet"))
ALL = os.environ.get("INTEROP") == "all"  # ./dev test interop


@pytest.fixture(scope="session")
def avocet():
    """Runs `avocet avro`; returns its standard output as text."""

    def run(*words, **options):
        done = subprocess.run([PROGRAM, "avro", *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, **options)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return run


@pytest.fixture(scope="session", params=list(PEERS))
def peer(request):
    """Each peer in turn; one that cannot be had skips its tests and says why."""
    wanted = PEERS[request.param]
    if not wanted.is_quick and not ALL:
        pytest.skip(f"{wanted.name} takes a download or minutes to build: only ./dev test interop has it")
    try:
        wanted.prepare()
    except Missing as why:
        pytest.skip(f"{wanted.name}: {why}")
    return wanted
