"""interop - fastavro as a peer: jobs come on standard input, an answer for each goes to standard output.

tests/interop/README.md describes the jobs and the JSON.
"""
import datetime
import decimal
import json
import math
import sys
import uuid

import fastavro

BLOCK_BYTES = 1024  # small, so that files have several blocks
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")


class Names:
    """The named types of a parsed schema, and what a type is called in a union."""

    def __init__(self, schema):
        self.types = {}
        self.collect(schema)

    def collect(self, schema):
        if isinstance(schema, list):
            for branch in schema:
                self.collect(branch)
        elif isinstance(schema, dict):
            if "name" in schema:
                self.types[schema["name"]] = schema
            for field in schema.get("fields", []):
                self.collect(field["type"])
            for inner in ("items", "values"):
                if inner in schema:
                    self.collect(schema[inner])

    def resolve(self, schema):
        if isinstance(schema, str):
            return {"type": schema} if schema in PRIMITIVES else self.types[schema]
        return schema

    def tag(self, schema):
        resolved = self.resolve(schema)
        return resolved.get("name", resolved["type"])


def from_json(names, schema, value):
    if isinstance(schema, list):
        if value is None:
            return None
        [(tag, inner)] = value.items()
        branch = next(branch for branch in schema if names.tag(branch) == tag)
        return (tag, from_json(names, branch, inner))
    schema = names.resolve(schema)
    kind = schema["type"]
    if kind in ("bytes", "fixed"):
        return value.encode("latin-1")
    if kind in ("float", "double"):
        return float(value)
    if kind == "array":
        return [from_json(names, schema["items"], item) for item in value]
    if kind == "map":
        return {key: from_json(names, schema["values"], item) for key, item in value.items()}
    if kind in ("record", "error"):
        return {field["name"]: from_json(names, field["type"], value[field["name"]]) for field in schema["fields"]}
    return value


EPOCH = datetime.datetime(1970, 1, 1)


def ticks(moment, unit):
    """Of a datetime: whole milli- or microseconds since the epoch."""
    return (moment.replace(tzinfo=None) - EPOCH) // datetime.timedelta(**{unit: 1})


def raw(schema, value):
    """What a library's own type for a logical type stands for, as the type beneath."""
    logical = schema.get("logicalType", "")
    if isinstance(value, decimal.Decimal):
        unscaled = int(value.scaleb(schema.get("scale", 0)))
        size = schema["size"] if schema["type"] == "fixed" else max(1, ((unscaled if unscaled >= 0 else ~unscaled).bit_length() + 8) // 8)
        return unscaled.to_bytes(size, "big", signed=True)
    if isinstance(value, uuid.UUID):
        return value.bytes if schema["type"] == "fixed" else str(value)
    if isinstance(value, datetime.datetime):
        return ticks(value, "milliseconds" if logical.endswith("millis") else "microseconds")
    if isinstance(value, datetime.date):
        return (value - EPOCH.date()).days
    if isinstance(value, datetime.time):
        micros = ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond
        return micros // 1000 if logical.endswith("millis") else micros
    return value


def accepts(names, branch, value):
    kind = names.resolve(branch)["type"]
    if isinstance(value, bool):
        return kind == "boolean"
    kinds = {int: ("int", "long"), float: ("float", "double"), str: ("string",), bytes: ("bytes",), list: ("array",), dict: ("map",)}
    return kind in kinds[type(raw(names.resolve(branch), value))]


def to_json(names, schema, value):
    if isinstance(schema, list):
        if value is None:
            return None
        if isinstance(value, tuple):
            tag, inner = value
            return {tag: to_json(names, next(branch for branch in schema if names.tag(branch) == tag), inner)}
        branch = next(branch for branch in schema if branch != "null" and accepts(names, branch, value))
        return {names.tag(branch): to_json(names, branch, value)}
    schema = names.resolve(schema)
    kind = schema["type"]
    value = raw(schema, value)
    if kind in ("bytes", "fixed"):
        return value.decode("latin-1")
    if kind in ("float", "double") and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if kind == "array":
        return [to_json(names, schema["items"], item) for item in value]
    if kind == "map":
        return {key: to_json(names, schema["values"], item) for key, item in value.items()}
    if kind in ("record", "error"):
        return {field["name"]: to_json(names, field["type"], value[field["name"]]) for field in schema["fields"]}
    return value


def load(path):
    with open(path, encoding="utf-8") as file:
        return fastavro.parse_schema(json.load(file))


def write(schema_path, lines, codec, path):
    schema = load(schema_path)
    names = Names(schema)
    with open(lines, encoding="utf-8", newline="\n") as file:
        data = [from_json(names, schema, json.loads(line)) for line in file.read().split("\n") if line]
    with open(path, "wb") as file:
        fastavro.writer(file, schema, data, codec, sync_interval=BLOCK_BYTES, metadata={"written.by": "fastavro"})


def read(path, lines, reader_path=None):
    with open(path, "rb") as file, open(lines, "w", encoding="utf-8") as out:
        reader_schema = load(reader_path) if reader_path else None
        data = fastavro.reader(file, reader_schema, return_record_name=True, return_named_type=True)
        schema = reader_schema or fastavro.parse_schema(data.writer_schema)
        names = Names(schema)
        for datum in data:
            out.write(json.dumps(to_json(names, schema, datum), ensure_ascii=False) + "\n")


def main():
    for line in sys.stdin:
        name, *arguments = line.rstrip("\n").split("\t")
        try:
            {"write": write, "read": read}[name](*arguments)
            print("ok", flush=True)
        except Exception as error:  # whatever the library raises is the answer
            print("error:", type(error).__name__, str(error).replace("\n", " "), flush=True)


main()
