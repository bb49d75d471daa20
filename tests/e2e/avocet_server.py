"""avocet_server - one `avocet serve` process under test, and small ways to talk to it."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("E2E_AVOCET", str(ROOT / "build/dev/avocet/cli/avocet"))
CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"
START_SECONDS = 30
STOP_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**changes):
    """Ours without any setting of the server in it."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("AVOCET_")}, **changes}


class Answer:
    def __init__(self, status, body, headers):
        self.status, self.body, self.headers = status, body, headers

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:500]!r}"


class Connection:
    """One kept-alive connection. Raises OSError or HTTPException when the server goes away."""

    def __init__(self, port, timeout=30):
        self.raw = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None):
        """`body`: bytes go as they are, anything else as JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.raw.request(method, path, data, {"Content-Type": CONTENT_TYPE, **(headers or {})})
        response = self.raw.getresponse()
        return Answer(response.status, response.read(), response.headers)

    def close(self):
        self.raw.close()


class Server:
    """A resource: the process, its port and its data directory, which outlives the process."""

    def __init__(self, data, *options):
        self.data, self.options, self.port = pathlib.Path(data), options, free_port()
        self.log_path = self.data.with_name(self.data.name + ".log")
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process:
            self.kill()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", str(self.data), *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment())
        end = time.monotonic() + START_SECONDS
        while True:
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}: {self.log[-2000:]}"
            assert time.monotonic() < end, f"the server did not come up: {self.log[-2000:]}"
            try:
                if self.ask("GET", "/health/ready").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)

    def stop(self):
        """As an operator does; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS)
        self.process = None
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def restart(self):
        assert self.stop() == 0, self.log[-2000:]
        self.start()

    def connect(self, timeout=30):
        return Connection(self.port, timeout)

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            return connection.ask(method, path, body, headers)
        finally:
            connection.close()

    def register(self, subject, schema):
        """`schema`: a text or what json.dumps makes one. Returns the id."""
        text = schema if isinstance(schema, str) else json.dumps(schema)
        answer = self.ask("POST", f"/subjects/{subject}/versions", {"schema": text})
        assert answer.status == 200, answer
        return answer.json["id"]

    def socket(self, timeout=30):
        """A bare connection, for what no decent client would send."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS in /proc")
