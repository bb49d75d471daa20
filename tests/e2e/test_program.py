"""test_program - `avocet` at the prompt: help, version, settings that are wrong, a place that is taken."""
import re
import signal
import subprocess

import pytest

from avocet_server import PROGRAM, Server, clean_environment, free_port

OPTIONS = ("--listen", "--data", "--storage", "--threads", "--log-format", "--log-level", "--config")


def run(*arguments, **environment):
    """Runs the program to its end; for calls that do not serve."""
    return subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
                          env=clean_environment(**environment))


def refused(done, *words):
    assert done.returncode == 2, done
    for word in words:
        assert word in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) <= 5, "a refusal is a sentence, not a page"


def test_help_is_worth_reading():
    for arguments in (["--help"], []):
        done = run(*arguments)
        assert "serve" in done.stdout + done.stderr
    assert run("--help").returncode == 0
    done = run("serve", "--help")
    assert done.returncode == 0
    for option in OPTIONS:
        assert option in done.stdout
    for name in ("AVOCET_LISTEN", "AVOCET_DATA", "127.0.0.1:8081", "avocet-data"):
        assert name in done.stdout, "the help says defaults and environment variables"
    assert all(len(line) <= 110 for line in done.stdout.splitlines())


def test_version():
    done = run("--version")
    assert done.returncode == 0
    assert re.search(r"\b\d+\.\d+\.\d+\b", done.stdout)


@pytest.mark.parametrize("arguments, words", [
    (["frobnicate"], ["frobnicate"]),
    (["serve", "--nonsense"], ["--nonsense"]),
    (["serve", "--nonsense", "5"], ["--nonsense"]),
    (["serve", "--storage", "floppy"], ["storage", "floppy"]),
    (["serve", "--listen", "8081x"], ["listen", "8081x"]),
    (["serve", "--listen", "127.0.0.1:99999"], ["99999"]),
    (["serve", "--threads", "0"], ["threads"]),
    (["serve", "--threads", "many"], ["threads", "many"]),
    (["serve", "--log-level", "loud"], ["log-level", "loud"]),
    (["serve", "--log-format", "xml"], ["log-format", "xml"]),
    (["serve", "--storage", "memory", "--data", "x"], ["memory", "data"]),
    (["serve", "--config", "/nowhere/avocet.properties"], ["/nowhere/avocet.properties"]),
    (["serve", "--config", "/"], ["--config: cannot read /: Is a directory"]),
])
def test_wrong_options_are_named(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(run(*arguments), *words)
    assert list(tmp_path.iterdir()) == [], "nothing was made before the settings were read"


@pytest.mark.parametrize("environment, words", [
    ({"AVOCET_STORAGE": "floppy"}, ["AVOCET_STORAGE", "floppy"]),
    ({"AVOCET_NONSENSE": "1"}, ["AVOCET_NONSENSE"]),
])
def test_wrong_environment_is_named(environment, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(run("serve", **environment), *words)


@pytest.mark.parametrize("text, words", [
    ("nonsense=1\n", ["nonsense"]),
    ("storage=floppy\n", ["storage", "floppy"]),
    ("storage=memory\ndata=x\n", ["memory", "data"]),
    ("storage\n", ["storage"]),
])
def test_wrong_config_file_is_named(text, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "avocet.properties").write_text(text)
    refused(run("serve", "--config", "avocet.properties"), *words)


def test_the_command_line_beats_the_environment_beats_the_file(tmp_path):
    """Each names a port of its own; the server listens on the one that counts, and data goes where the file says."""
    ports = [free_port() for _ in range(3)]
    config = tmp_path / "avocet.properties"
    config.write_text(f"# a comment\n\nlisten = 127.0.0.1:{ports[0]}\ndata={tmp_path / 'from-file'}\n")
    for environment, arguments, expected in (({}, [], 0), ({"AVOCET_LISTEN": f"127.0.0.1:{ports[1]}"}, [], 1),
                                             ({"AVOCET_LISTEN": f"127.0.0.1:{ports[1]}"}, ["--listen", f"127.0.0.1:{ports[2]}"], 2)):
        process = subprocess.Popen([PROGRAM, "serve", "--config", str(config), *arguments], stdin=subprocess.DEVNULL, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=clean_environment(**environment))
        try:
            line = next((line for line in process.stdout if "127.0.0.1:" in line), "")
            assert f"127.0.0.1:{ports[expected]}" in line
            assert not any(f":{port}" in line for port in ports if port != ports[expected])
            assert (tmp_path / "from-file").exists()
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()
        assert process.returncode == 0, "SIGINT stops in good order too"


def test_the_start_line_says_where_what_and_how_many(server):
    server.register("pets-value", '"string"')
    server.register("pets-key", '"int"')
    server.restart()
    line = next(line for line in reversed(server.log.splitlines()) if str(server.port) in line)
    assert f"127.0.0.1:{server.port}" in line
    assert str(server.data) in line
    assert re.search(r"\b2 schemas\b", line), line


def test_the_same_signal_twice_is_no_impatience(tmp_path):
    """Some parents send it to the process and to its group."""
    with Server(tmp_path / "data") as server:
        server.register("pets-value", '"string"')
        server.process.terminate()
        server.process.terminate()
        assert server.process.wait(20) == 0


def test_help_and_version_as_people_type_them():
    assert run("help").stdout == run("--help").stdout
    assert run("serve", "--version").stdout == run("--version").stdout


def test_json_log(tmp_path):
    import json
    with Server(tmp_path / "data", "--log-format", "json") as server:
        server.register("pets-value", '"string"')
        assert server.stop() == 0
        lines = server.log.splitlines()
    assert lines
    for line in lines:
        assert isinstance(json.loads(line), dict), line


def test_several_addresses_and_ipv6(tmp_path):
    import http.client
    second = free_port()
    with Server(tmp_path / "data", "--listen", f"[::1]:{second}") as server:
        assert server.ask("GET", "/subjects").json == []
        connection = http.client.HTTPConnection("::1", second, timeout=10)
        connection.request("GET", "/subjects")
        assert connection.getresponse().read() == b"[]"
        connection.close()


def test_second_server_on_the_same_data(server):
    server.register("pets-value", '"string"')
    done = run("serve", "--listen", f"127.0.0.1:{free_port()}", "--data", str(server.data))
    assert done.returncode == 1, done
    said = done.stdout + done.stderr
    assert str(server.process.pid) in said, f"it does not say who holds the data: {said}"
    assert str(server.data) in said
    # The first one goes on.
    assert server.register("pets-key", '"int"') == 2
    # A killed holder leaves no lock behind.
    server.kill()
    server.start()
    assert server.ask("GET", "/subjects").json == ["pets-key", "pets-value"]


def test_port_in_use(server, tmp_path):
    done = run("serve", "--listen", f"127.0.0.1:{server.port}", "--data", str(tmp_path / "other"))
    assert done.returncode == 1, done
    assert f"127.0.0.1:{server.port}" in done.stderr
    assert "in use" in done.stderr


def test_damaged_and_foreign_data_are_refused(server):
    server.register("pets-value", '"string"')
    assert server.stop() == 0
    [database] = [path for path in server.data.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3")]
    good = database.read_bytes()

    def refusal(damaged):
        database.write_bytes(damaged)
        done = run("serve", "--listen", f"127.0.0.1:{free_port()}", "--data", str(server.data))
        assert done.returncode == 1, done
        assert str(server.data) in done.stderr, done.stderr
        return done.stderr

    assert "not" in refusal(b"This is no database at all. " * 500)
    # user_version (the format) is the big-endian number at byte 60 of a SQLite file.
    newer = refusal(good[:60] + b"\x00\x00\x03\xe7" + good[64:])
    assert "999" in newer and "newer" in newer
    database.write_bytes(good)
    server.start()
    assert server.ask("GET", "/subjects").json == ["pets-value"]


def test_memory_storage_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    port = free_port()
    process = subprocess.Popen([PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--storage", "memory"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=clean_environment())
    try:
        assert next((line for line in process.stdout if str(port) in line), None)
        assert list(tmp_path.iterdir()) == []
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode == 0
