"""Drivers in motion: processes that answer questions (peers/README.md), checked against each other, then asked in turns."""
import json
import os
import subprocess
import time

import peers

CHECKED = 5_000      # records of a data set that must come out the same
CHECKED_LINES = 200  # of JSON
RECORDS = 50_000
LEAST_SECONDS, MOST_SECONDS = 0.05, 0.4  # of CPU time, of one answer
WARM_SECONDS = {"java": 3.0, "avsc": 2.0}  # of CPU time; others 0.2
WARM_WALL_SECONDS = 20.0  # at most, on a machine that has other things to do


class Gone(Exception):
    """A driver that has no such mode, or ended; why."""


class Driver:
    def __init__(self, name, mode, data_set, build_directory, core):
        self.name, self.mode, self.data_set = name, mode, data_set
        self.count = RECORDS
        line = ["taskset", "-c", str(core), *map(str, peers.command(name, build_directory)), str(peers.DATA / data_set), mode]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, "GOMAXPROCS": "1"})
        self.key = (mode, name)

    def answer(self):
        line = self.process.stdout.readline().strip()
        if line.startswith("no "):
            self.stop()
            raise Gone(line.removeprefix("no "))
        if not line:
            said = [text for text in self.process.stderr.read().splitlines() if text.strip() and "note:" not in text]
            self.stop()
            useful = [text for text in said if "rror" in text or "xception" in text or "panic" not in text and ": " in text]
            raise Gone((useful or said or ["ended without a word"])[0].strip()[:160])
        return line

    def ask(self, question):
        try:
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer says why
        return self.answer()

    def run(self):
        """Nanoseconds of CPU time for a record."""
        _, used, done = self.ask(f"run {self.count}").split()
        self.used = int(used) / 1e9
        return int(used) / max(1, int(done))

    def warm_up(self):
        """Until the code is compiled and caches are filled; then the size of a round is known."""
        begun, total, cost = time.monotonic(), 0.0, 0.0
        self.count = RECORDS // 25
        while total < WARM_SECONDS.get(self.name, 0.2) and time.monotonic() - begun < WARM_WALL_SECONDS:
            cost = self.run()
            total += self.used
        fitting = MOST_SECONDS * 1e9 / max(cost, 0.1)
        least = LEAST_SECONDS * 1e9 / max(cost, 0.1)
        # Container files are read to their end, so there is no more than that in one answer.
        whole = RECORDS if self.mode in ("deflate", "zstandard") else max(RECORDS, int(least))
        self.count = max(500, min(whole, int(fitting)))

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:CHECKED_LINES]]


def check(driver, build_directory, work_directory):
    """What the driver made of the first records, in a form that can be compared."""
    path = work_directory / f"{driver.data_set}.{driver.mode}.{driver.name}"
    count = CHECKED_LINES if driver.mode == "json" else CHECKED
    answer = driver.ask(f"check {count} {path}")
    if answer != "file":
        return answer
    try:
        if driver.mode == "json":
            return lines_of(path)
        return subprocess.run([build_directory / "bench/avro_ours", peers.DATA / driver.data_set, "sum", path], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.strip()
    finally:
        path.unlink()


def session(data_set, wanted, rounds, build_directory, core, progress):
    """Starts a driver for each (mode, name), compares what they decode, then asks all of them in turns.

    Returns {(mode, name): [ns of each round]} and {(mode, name): why not}.
    """
    running, gone, expected = [], {}, {}
    work_directory = peers.DATA / data_set
    try:
        for mode, name in wanted:
            progress(f"{data_set}: {name} {mode} begins")
            driver = Driver(name, mode, data_set, build_directory, core)
            try:
                driver.answer()
                found = check(driver, build_directory, work_directory)
                # All decoding of a data set gives one sum, but for `plain`, which has another schema.
                kind = "json" if mode == "json" else "plain" if mode == "plain" else "values"
                if found != expected.setdefault(kind, found):
                    driver.stop()
                    raise Gone("decodes or writes other values")
                driver.warm_up()
                running.append(driver)
            except Gone as reason:
                gone[driver.key] = str(reason)
        times = {driver.key: [] for driver in running}
        for number in range(rounds):
            progress(f"{data_set}: round {number + 1} of {rounds}")
            for driver in list(running):
                try:
                    times[driver.key].append(driver.run())
                except Gone as reason:
                    gone[driver.key] = str(reason)
                    del times[driver.key]
                    running.remove(driver)
        return times, gone
    finally:
        for driver in running:
            driver.stop()
