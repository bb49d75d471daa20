"""fastavro in the benchmark (../README.md): generic values, which are all it has."""
import io
import json
import pathlib
import struct
import sys
import time
import zlib

import fastavro


class Set:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.schemas = [json.loads((self.directory / name).read_text(encoding="utf-8")) for name in ("writer.avsc", "reader.avsc")]
        self.writer, self.reader = map(fastavro.parse_schema, self.schemas)
        self.resolve = None if self.schemas[0] == self.schemas[1] else self.reader
        data, at = (self.directory / "records.bin").read_bytes(), 0
        self.records = []
        while at < len(data):
            size = int.from_bytes(data[at:at + 4], "little")
            self.records.append(data[at + 4:at + 4 + size])
            at += 4 + size
        self.next = 0

    def read(self, record):
        return fastavro.schemaless_reader(io.BytesIO(record), self.writer, self.resolve)

    def take(self, items, count):
        """The next so many of a list of all records."""
        for _ in range(count):
            item = items[self.next]
            self.next = self.next + 1 if self.next + 1 < len(items) else 0
            yield item


class Dump:
    """The canonical bytes of values and their CRC-32."""

    def __init__(self, schema):
        self.schema, self.named, self.crc = schema, {}, 0
        self.collect(schema)

    def collect(self, schema):
        if isinstance(schema, list):
            for branch in schema:
                self.collect(branch)
        elif isinstance(schema, dict):
            self.named[schema.get("name")] = schema
            for part in (schema.get("items"), schema.get("values"), *(field["type"] for field in schema.get("fields", []))):
                self.collect(part)

    def add(self, value):
        out = bytearray()
        self.write(self.schema, value, out)
        self.crc = zlib.crc32(out, self.crc)

    def answer(self):
        return f"sum {self.crc:08x}"

    def branch(self, branches, value):
        names = {bool: "boolean", int: "long", float: "double", str: "string", bytes: "bytes", type(None): "null"}
        for branch in branches:
            name = branch if isinstance(branch, str) else branch["type"]
            name = self.named[name]["type"] if name in self.named else name
            if name == names.get(type(value), "record"):
                return branch
        raise ValueError(f"no branch for {value!r}")

    def write(self, schema, value, out):
        if isinstance(schema, list):
            schema = self.branch(schema, value)
        schema = self.named.get(schema, schema) if isinstance(schema, str) else schema
        kind = schema if isinstance(schema, str) else schema["type"]
        if kind == "null":
            out += b"n"
        elif kind == "boolean":
            out.append(value)
        elif kind in ("int", "long"):
            out += struct.pack("<q", value)
        elif kind in ("float", "double"):
            out += struct.pack("<d", value)
        elif kind in ("string", "enum", "bytes", "fixed"):
            data = value.encode() if isinstance(value, str) else value
            out += struct.pack("<I", len(data)) + data
        elif kind == "array":
            out += struct.pack("<I", len(value))
            for item in value:
                self.write(schema["items"], item, out)
        elif kind == "map":
            total = 0
            for key, item in value.items():
                one = bytearray()
                self.write("string", key, one)
                self.write(schema["values"], item, one)
                total += zlib.crc32(one)
            out += struct.pack("<II", len(value), total & 0xFFFFFFFF)
        else:
            for field in schema["fields"]:
                self.write(field["type"], value[field["name"]], out)


class Decode:
    def __init__(self, data):
        self.data = data

    def run(self, count):
        for record in self.data.take(self.data.records, count):
            self.data.read(record)
        return count

    def check(self, count, _path):
        dump = Dump(self.data.schemas[1])
        for record in self.data.records[:count]:
            dump.add(self.data.read(record))
        return dump.answer()


class Encode:
    def __init__(self, data):
        self.data = data
        self.values = [data.read(record) for record in data.records]

    def run(self, count):
        for value in self.data.take(self.values, count):
            fastavro.schemaless_writer(io.BytesIO(), self.data.writer, value)
        return count

    def check(self, count, path):
        with open(path, "wb") as file:
            for value in self.values[:count]:
                out = io.BytesIO()
                fastavro.schemaless_writer(out, self.data.writer, value)
                file.write(struct.pack("<I", len(out.getvalue())) + out.getvalue())
        return "file"


class ToJson:
    def __init__(self, data):
        self.data = data

    def convert(self, records):
        """All records in one call, since each call makes a parser of the schema first."""
        out = io.StringIO()
        fastavro.json_writer(out, self.data.reader, map(self.data.read, records))
        return out.getvalue()

    def run(self, count):
        self.convert(self.data.take(self.data.records, count))
        return count

    def check(self, count, path):
        pathlib.Path(path).write_text(self.convert(self.data.records[:count]) + "\n", encoding="utf-8")
        return "file"


class ReadFile:
    def __init__(self, data, codec):
        self.data, self.file = data, (data.directory / f"{codec}.avro").read_bytes()

    def read(self, count):
        for _, value in zip(range(count), fastavro.reader(io.BytesIO(self.file))):
            yield value

    def run(self, count):
        return sum(1 for _ in self.read(count))

    def check(self, count, _path):
        dump = Dump(self.data.schemas[1])
        for value in self.read(count):
            dump.add(value)
        return dump.answer()


def work(data, mode):
    if mode in ("deflate", "zstandard"):
        return ReadFile(data, mode)
    return {"generic": Decode, "encode": Encode, "json": ToJson}[mode](data)


def main():
    try:
        job = work(Set(sys.argv[1]), sys.argv[2])
    except KeyError:
        print("no such mode")
        return
    print("ready", flush=True)
    for line in sys.stdin:
        question, count, *path = line.split()
        if question == "check":
            print(job.check(int(count), *path), flush=True)
        else:
            start = time.process_time_ns()
            done = job.run(int(count))
            print("ns", time.process_time_ns() - start, done, flush=True)


if __name__ == "__main__":
    main()
