#!/usr/bin/env python3
"""The figures of the registry, as ratios within one run; started by `./dev bench`.

  run.py BUILD_DIR [http|registration|start|check …]      default: all

BUILD_DIR is a release build (avocet, http_hello, check_bench). Load comes from wrk on the same machine, so wall-clock rates
say as much about wrk as about the server; the CPU time of the server process is read from /proc.
"""
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
CT = "application/vnd.schemaregistry.v1+json"
SCHEMA = json.dumps({"type": "record", "name": "Order", "namespace": "org.example.shop", "doc": "One order, as it was placed.",
                     "fields": [{"name": n, "type": t} for n, t in [
                         ("id", "string"), ("customer", "string"), ("placed_at", {"type": "long", "logicalType": "timestamp-millis"}),
                         ("total", "double"), ("currency", "string"), ("lines", {"type": "array", "items": "string"})]]})


class Process:
    """A server process whose CPU time and memory can be read."""

    def __init__(self, command, port, ready_path):
        self.started = time.monotonic()
        self.popen = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.port = port
        while True:
            try:
                status, _ = get(port, ready_path)
                if status == 200:
                    break
            except OSError:
                if self.popen.poll() is not None:
                    sys.exit(f"{command[0]} ended: {self.popen.stderr.read().decode()}")
                time.sleep(0.002)
        self.ready_seconds = time.monotonic() - self.started

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.popen.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident_mb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.popen.pid}/status").read_text())[1]) / 1024

    def stop(self):
        self.popen.send_signal(signal.SIGTERM)
        self.popen.wait(30)
        self.popen.stderr.close()


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def send(port, method, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, json.dumps(body), {"Content-Type": CT})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
    return json.loads(text)


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wrk(port, path, connections, seconds, script=None, environment=None):
    """Requests answered, and the seconds it took."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    if script:
        command += ["-s", str(script)]
    out = subprocess.run(command + [f"http://127.0.0.1:{port}{path}"], env={**os.environ, **(environment or {})},
                         capture_output=True, text=True, check=True).stdout
    done = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", out)
    if "Non-2xx" in out:
        sys.exit(f"wrk got errors:\n{out}")
    return int(done[1]), float(done[2]) * {"ms": 0.001, "s": 1, "m": 60}[done[3]]


def avocet(build, *options, ready="/subjects"):
    port = free_port()
    return Process([str(build / "avocet/cli/avocet"), "serve", "--listen", f"127.0.0.1:{port}", "--log-level", "warn", *options],
                   port, ready)


def bench_http(build):
    port = free_port()
    hello = Process([str(build / "bench/http_hello"), str(port)], port, "/")
    server = avocet(build, "--storage", "memory", "--threads", "1")
    try:
        ident = send(server.port, "POST", "/subjects/orders-value/versions", {"schema": SCHEMA})["id"]
        costs = {"hello": [], "schema": []}
        for _ in range(5):  # interleaved, so that a slow moment of the machine hits both
            for name, process, path in (("hello", hello, "/"), ("schema", server, f"/schemas/ids/{ident}")):
                before = process.cpu()
                count, _ = wrk(process.port, path, 64, 2)
                costs[name].append((process.cpu() - before) / count * 1e6)
        hello_cost, schema_cost = (statistics.median(costs[n]) for n in ("hello", "schema"))
        ratio = schema_cost / hello_cost
        print(f"GET /schemas/ids/{{id}}, 64 connections: {schema_cost:.1f} us of server CPU; bare hello {hello_cost:.1f} us; "
              f"ratio {ratio:.2f} (limit 1.25)")
        return ratio <= 1.25
    finally:
        hello.stop()
        server.stop()


def registration_rate(build, connections, seconds):
    directory = tempfile.mkdtemp(prefix="avocet-bench-", dir=build)
    server = avocet(build, "--data", directory)
    try:
        send(server.port, "PUT", "/config", {"compatibility": "NONE"})
        before = server.cpu()
        count, took = wrk(server.port, "/", connections, seconds, HERE / "register.lua", {"SUBJECTS": "100000"})
        return count / took, (server.cpu() - before) / took, count
    finally:
        server.stop()
        shutil.rmtree(directory)


def syncs_per_thousand(build, connections):
    """Counted by strace in a run of its own, since strace slows what it watches."""
    if not shutil.which("strace"):
        return None
    directory = tempfile.mkdtemp(prefix="avocet-bench-", dir=build)
    server = avocet(build, "--data", directory)
    report = pathlib.Path(directory) / "strace"
    tracer = subprocess.Popen(["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(report), "-p", str(server.popen.pid)],
                              stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        send(server.port, "PUT", "/config", {"compatibility": "NONE"})
        count, _ = wrk(server.port, "/", connections, 3, HERE / "register.lua", {"SUBJECTS": "100000"})
    finally:
        server.stop()
        tracer.wait(30)
    syncs = len(re.findall(r"(?:fsync|fdatasync)\(", report.read_text()))
    shutil.rmtree(directory)
    return syncs / count * 1000


def bench_registration(build):
    one, many = [], []
    for _ in range(3):
        one.append(registration_rate(build, 1, 3))
        many.append(registration_rate(build, 64, 3))
    one_rate = statistics.median(r for r, _, _ in one)
    many_rate = statistics.median(r for r, _, _ in many)
    many_cpu = statistics.median(c for _, c, _ in many)
    print(f"registration of distinct schemas, SQLite durable: 1 connection {one_rate:,.0f}/s, 64 connections {many_rate:,.0f}/s "
          f"({many_cpu:.2f} cores busy, {many_cpu / many_rate * 1e6:.0f} us of CPU each); ratio {many_rate / one_rate:.1f} (limit 4); "
          f"{sum(n for _, _, n in many):,} distinct schemas")
    syncs = {c: syncs_per_thousand(build, c) for c in (1, 64)}
    if syncs[64] is None:
        print("syncs: not counted, strace is not installed")
        return many_rate >= 4 * one_rate
    print(f"syncs per 1,000 registrations: {syncs[1]:.0f} with 1 connection, {syncs[64]:.0f} with 64 (limit 100)")
    return many_rate >= 4 * one_rate and syncs[64] < 100


def bench_start(build):
    directory = tempfile.mkdtemp(prefix="avocet-bench-", dir=build)
    try:
        server = avocet(build, "--data", directory)
        send(server.port, "PUT", "/config", {"compatibility": "NONE"})
        stored = 0
        while stored < 100_000:
            count, _ = wrk(server.port, "/", 64, 1, HERE / "register.lua", {"SUBJECTS": "10000", "FIRST": str(stored)})
            stored += count + 64  # those in flight at the end are not counted
        server.stop()
        times = []
        for _ in range(3):
            server = avocet(build, "--data", directory, ready="/schemas/ids/99999")
            times.append(server.ready_seconds)
            resident = server.resident_mb()
            server.stop()
        seconds = statistics.median(times)
        print(f"start with {stored:,} schemas stored: {seconds:.2f} s to the first answer (limit 1), {resident:.0f} MB resident (limit 150)")
        return seconds < 1 and resident < 150
    finally:
        shutil.rmtree(directory)


def bench_check(build):
    out = subprocess.run([str(build / "bench/check_bench"), "--benchmark_format=json"], capture_output=True, text=True, check=True).stdout
    ok = True
    for one in json.loads(out)["benchmarks"]:
        micros = one["cpu_time"] / {"ns": 1000, "us": 1, "ms": 0.001}[one["time_unit"]]
        limit = 200 if one["name"].endswith("/200") else None
        print(f"{one['name']}: {micros:.1f} us" + (f" (limit {limit})" if limit else ""))
        ok = ok and (limit is None or micros <= limit)
    return ok


BENCHES = {"http": bench_http, "registration": bench_registration, "start": bench_start, "check": bench_check}


def main(args):
    if not args or any(name not in BENCHES for name in args[1:]):
        sys.exit(__doc__)
    build = pathlib.Path(args[0]).resolve()
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    print(f"{os.cpu_count()} x {model[1] if model else platform.processor()}, {platform.release()}, {platform.machine()}")
    missed = [name for name in (args[1:] or BENCHES) if not BENCHES[name](build)]
    if missed:
        print("outside its limit: " + ", ".join(missed))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
