"""peers - the Avro libraries of other languages: how each is built, and how it is given jobs.

A peer is a small program in a folder of its own (README.md describes the jobs). What it takes to run one goes to the
cache, never into the checkout.
"""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "avocet" / "interop"
BUILD_SECONDS = 1200
RUN_SECONDS = 120

ALL_CODECS = ("null", "deflate", "snappy", "zstandard", "bzip2", "xz")


class Missing(Exception):
    """Why a peer cannot be had on this machine."""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=BUILD_SECONDS, **options)
    if done.returncode != 0:
        raise Missing(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-600:]}")


def newer(made, *sources):
    return made.exists() and all(made.stat().st_mtime >= source.stat().st_mtime for source in sources)


def need(command):
    if not shutil.which(command):
        raise Missing(f"no {command} on this machine")


def java():
    need("javac")
    jars, classes, source, pom = CACHE / "java-jars", CACHE / "java-classes", HERE / "java/Interop.java", HERE / "java/pom.xml"
    if not newer(jars / "fetched", pom):
        need("mvn")
        shutil.rmtree(jars, ignore_errors=True)
        run("mvn", "-q", "-B", "-f", pom, "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
            "-DincludeScope=runtime", f"-DoutputDirectory={jars}")
        (jars / "fetched").touch()
    if not newer(classes / "Interop.class", source, jars / "fetched"):
        run("javac", "-d", classes, "-cp", f"{jars}/*", source)
    return ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", f"{classes}:{jars}/*", "Interop"]


def fastavro():
    try:
        from fastavro import reader  # noqa: F401 - not the folder of that name beside this file
    except ImportError as error:
        raise Missing(f"{error}; tests/e2e/requirements.txt names it") from error
    return [sys.executable, HERE / "fastavro/interop.py"]


def avsc():
    need("npm")
    made = CACHE / "avsc"
    sources = [HERE / "avsc" / name for name in ("package.json", "package-lock.json", "interop.mjs")]
    if not newer(made / "built", *sources):
        made.mkdir(parents=True, exist_ok=True)
        for source in sources:
            shutil.copy(source, made)
        run("npm", "ci", "--no-audit", "--no-fund", cwd=made)
        (made / "built").touch()
    return ["node", made / "interop.mjs"]


def hamba():
    need("go")
    made = CACHE / "hamba"
    if not newer(made, *(HERE / "hamba" / name for name in ("go.mod", "go.sum", "main.go"))):
        run("go", "build", "-o", made, ".", cwd=HERE / "hamba")
    return [made]


def apache_rust():
    need("cargo")
    target = CACHE / "rust-target"
    made = target / "release/interop"
    if not newer(made, *(HERE / "rust" / name for name in ("Cargo.toml", "Cargo.lock", "src/main.rs"))):
        run("cargo", "build", "--release", "--locked", cwd=HERE / "rust", env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    return [made]


class Peer:
    def __init__(self, name, build, codecs, is_quick):
        self.name, self.build, self.codecs, self.is_quick = name, build, codecs, is_quick
        self.command = None

    def prepare(self):
        """Builds it, if that is not done yet. Raises Missing."""
        if self.command is None:
            self.command = [str(word) for word in self.build()]

    def do(self, jobs):
        """The answers to jobs, each a tuple of words: None, or why it could not be done. Raises Missing."""
        self.prepare()
        text = "".join("\t".join(map(str, job)) + "\n" for job in jobs)
        done = subprocess.run(self.command, input=text, capture_output=True, text=True, timeout=RUN_SECONDS)
        answers = done.stdout.splitlines()
        assert len(answers) == len(jobs), f"{self.name} gave {len(answers)} answers to {len(jobs)} jobs: {done.stderr[-2000:]}"
        return [None if answer == "ok" else answer for answer in answers]


# `is_quick`: its tools are installed by ./dev setup, and it is built in seconds.
PEERS = {peer.name: peer for peer in (
    Peer("java", java, ALL_CODECS, is_quick=True),
    Peer("fastavro", fastavro, ALL_CODECS, is_quick=True),
    Peer("avsc", avsc, ("null", "deflate"), is_quick=False),
    Peer("hamba", hamba, ("null", "deflate", "snappy", "zstandard"), is_quick=False),
    Peer("rust", apache_rust, ALL_CODECS, is_quick=False),
)}

# What peers are known to do otherwise, checked with the versions named in README.md, which says more. By peer, set, and
# action (write; read; evolve: read with the set's reader schema): the fields that are not compared, or None: the peer
# cannot do it at all; and why.
DEFECTS = {
    ("java", "logical_new", "write"): (("at", "local"), "nanoseconds before 1970 come out 1,000,000 short of 10^9"),
    ("java", "logical_new", "read"): (("at", "local"), "nanoseconds before 1970 come out 1,000,000 short of 10^9"),
    ("fastavro", "branches", "read"): (("whole", "real"), "int and long, float and double are one type of Python"),
    ("fastavro", "defaults", "evolve"): (None, "a default of bytes is handed out as text, a record's default without its own"),
    ("rust", "aliases", "evolve"): (None, "aliases of the reader's fields are not looked at"),
    ("rust", "defaults", "evolve"): (("bytes", "fixed"), "a default of bytes is its UTF-8, not one byte a character"),
    ("hamba", "logical", "write"): (("paid",), "a decimal of -128 gets a sign byte more than it needs"),
    **{("hamba", name, "evolve"): (None, "its reader of container files takes no reader's schema")
       for name in ("aliases", "defaults", "evolve")},
}
