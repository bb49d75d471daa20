"""The peers: how each is built from its lock file into build/bench-peers/, and how its driver is started."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = HERE / "peers"
TARGET = HERE.parent.parent / "build" / "bench-peers"
DATA = HERE.parent.parent / "build" / "bench-data"

# name: (what it is called in reports, the modes that its driver has)
PEERS = {
    "java": ("Java Avro 1.12.1, OpenJDK {java}", "generic owned encode encode_specific json deflate zstandard"),
    "serde_avro_fast": ("serde_avro_fast 2.1.2, {rust}", "borrowed owned encode deflate zstandard"),
    "arrow_avro": ("arrow-avro 60.1.0, {rust}", "batch deflate zstandard"),
    "apache_avro": ("apache-avro 0.22.0, {rust}", "generic owned encode deflate zstandard"),
    "hamba": ("hamba/avro 2.31.0, {go}", "generic owned encode deflate zstandard"),
    "twmb": ("twmb/avro 1.9.0, {go}", "generic borrowed owned encode json deflate zstandard"),
    "avro_c": ("avro-c {avro_c}, {gcc} -O3 -march=native", "generic encode json deflate"),
    "avsc": ("avsc 5.7.9, Node {node}", "generic encode json deflate"),
    "fastavro": ("fastavro 1.13.1, Python {python}", "generic encode json deflate zstandard"),
}
OURS_MODES = "generic borrowed owned plain encode json deflate zstandard"
RUST = ["serde_avro_fast", "apache_avro", "arrow_avro"]
GO = ["hamba", "twmb"]


class CannotBuild(Exception):
    pass


def run(command, cwd=None, environment=None):
    """Politely, since a full build takes minutes. Raises CannotBuild with the last line that was said."""
    if not shutil.which(str(command[0])):
        raise CannotBuild(f"{command[0]} is not installed")
    done = subprocess.run(["nice", "-n", "10", *map(str, command)], cwd=cwd, env={**os.environ, **(environment or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise CannotBuild(f"{command[0]}: {lines[-1].strip() if lines else 'failed'}")
    return done.stdout


def newer(target, *sources):
    """Is the target there, and newer than all files of the sources?"""
    if not target.exists():
        return False
    files = [file for source in sources for file in ([source] if source.is_file() else source.rglob("*")) if file.is_file()]
    return all(file.stat().st_mtime <= target.stat().st_mtime for file in files)


def types(language, suffix):
    """The data sets' types, written only when they have changed."""
    file = TARGET / "types" / f"types.{suffix}"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = subprocess.run([sys.executable, HERE / "types.py", language, DATA], text=True, stdout=subprocess.PIPE, check=True).stdout
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return file


def build_rust(_name):
    run(["cargo", "build", "--release", "--locked"], SOURCES / "rust", {
        "BENCH_TYPES": str(types("rust", "rs").parent), "CARGO_TARGET_DIR": str(TARGET / "rust"),
        "RUSTFLAGS": "-C target-cpu=native"})


def build_go(_name):
    overlay = TARGET / "types" / "overlay.json"
    file = types("go", "go")
    overlay.write_text(json.dumps({"Replace": {str(SOURCES / "go/types/types.go"): str(file)}}), encoding="utf-8")
    (TARGET / "go").mkdir(exist_ok=True)
    run(["go", "build", "-mod=readonly", "-overlay", overlay, "-o", f"{TARGET / 'go'}/", "./hamba", "./twmb"], SOURCES / "go")


def build_java(_name):
    target, source = TARGET / "java", SOURCES / "java"
    if newer(target / "built", source, HERE / "data_sets.cc"):
        return
    shutil.rmtree(target, ignore_errors=True)
    (target / "generated").mkdir(parents=True)
    run(["mvn", "-q", "-B", "-f", source / "pom.xml", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
         f"-DoutputDirectory={target / 'lib'}"])
    classes = ["-cp", f"{target / 'classes'}:{target / 'lib'}/*"]
    run(["javac", *classes, "-d", target / "classes", source / "Generate.java"])
    # Classes of a writer's schema that is the reader's too; the others have no coders of their own.
    same = [file for file in sorted(DATA.glob("*/writer.avsc")) if file.read_text() == (file.parent / "reader.avsc").read_text()]
    run(["java", *classes, "Generate", target / "generated", *same])
    run(["javac", "-nowarn", *classes, "-d", target / "classes", source / "Driver.java", source / "Dump.java",
         *(target / "generated").glob("*.java")])
    (target / "built").touch()


def build_avro_c(_name):
    if not pathlib.Path("/usr/include/avro.h").exists():
        raise CannotBuild("libavro-dev is not installed")
    (TARGET / "avro_c").mkdir(parents=True, exist_ok=True)
    run(["gcc", "-O3", "-march=native", "-Wall", "-Wextra", SOURCES / "avro_c/driver.c", "-lavro", "-lz", "-o",
         TARGET / "avro_c/driver"])


def build_avsc(_name):
    target = TARGET / "avsc"
    target.mkdir(parents=True, exist_ok=True)
    if not newer(target / "node_modules/avsc/package.json", SOURCES / "avsc/package-lock.json"):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / "avsc" / name, target)
        run(["npm", "ci", "--no-audit", "--no-fund"], target)
        (target / "node_modules/avsc/package.json").touch()
    shutil.copy(SOURCES / "avsc/driver.js", target)


def build_fastavro(_name):
    target, wanted = TARGET / "fastavro", SOURCES / "fastavro/requirements.txt"
    if newer(target / "built", wanted):
        return
    run([sys.executable, "-m", "venv", "--clear", target])
    run([target / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted])
    (target / "built").touch()


BUILDERS = {"java": build_java, "avro_c": build_avro_c, "avsc": build_avsc, "fastavro": build_fastavro,
            **dict.fromkeys(RUST, build_rust), **dict.fromkeys(GO, build_go)}


def build(names, progress):
    """Builds the peers; returns why some of them cannot be had: {name: reason}."""
    TARGET.mkdir(parents=True, exist_ok=True)
    missing, done = {}, {}
    for name in names:
        builder = BUILDERS[name]
        if builder not in done:
            progress(f"building {name}")
            try:
                builder(name)
                done[builder] = None
            except CannotBuild as reason:
                done[builder] = str(reason)
        if done[builder] is not None:
            missing[name] = done[builder]
    return missing


def command(name, build_directory):
    if name == "ours":
        return [build_directory / "bench/avro_ours"]
    if name == "java":
        return ["java", "-XX:+UseSerialGC", "-Xms256m", "-Xmx4g", "-cp", f"{TARGET / 'java/classes'}:{TARGET / 'java/lib'}/*", "Driver"]
    if name in RUST:
        return [TARGET / "rust/release" / f"peer_{name}"]
    if name in GO:
        return [TARGET / "go" / name]
    if name == "avsc":
        return ["node", "--max-old-space-size=4096", TARGET / "avsc/driver.js"]
    if name == "fastavro":
        return [TARGET / "fastavro/bin/python", SOURCES / "fastavro/driver.py"]
    return [TARGET / name / "driver"]


def versions():
    """{key of a title in PEERS: what the machine has}."""
    def said(line, word):
        try:
            return subprocess.run(line.split(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  check=True).stdout.split()[word].strip('"')
        except (OSError, subprocess.CalledProcessError, IndexError):
            return "?"
    return {"java": said("java -version", 2), "rust": f"rustc {said('rustc --version', 1)}", "go": said("go version", 2),
            "gcc": f"gcc {said('gcc -dumpfullversion', 0)}", "node": said("node --version", 0).removeprefix("v"),
            "python": sys.version.split()[0], "avro_c": said("dpkg-query -W -f ${Version} libavro-dev", 0)}
