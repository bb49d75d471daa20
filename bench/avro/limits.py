"""What `./dev bench avro` measures and what it must find: data, no code. Source: issue 4, "How fast"; spec/avro-performance.md 7."""
import dataclasses

# In the order of bench/avro/data_sets.cc.
ALL = ["task_created", "num40", "wide_strings", "maps_arrays", "nested8", "unions", "recursive_tree", "evolve30", "project2", "tiny",
       "debezium", "doubles100", "longs200"]
RESOLVED = ["evolve30", "project2"]  # with a reader's schema of their own; nothing is encoded
ARRAYS = ["doubles100", "longs200"]
NUMERIC = ["num40", "tiny", *ARRAYS]
WITH_TEXT = [name for name in ALL if name not in RESOLVED + NUMERIC]  # and records in records
FILES = ["task_created", "num40", "debezium"]  # those that become JSON and container files
QUICK = ["task_created", "num40"]

DECODING = ["generic", "borrowed", "owned", "batch", "plain"]
# Modes that are measured in one go, and the data sets they are measured on.
SESSIONS = [(DECODING, ALL), (["encode", "encode_specific"], WITH_TEXT + NUMERIC), (["json"], FILES), (["deflate"], FILES),
            (["zstandard"], FILES)]

MODES = {
    "generic": "decoding to the library's own values",
    "borrowed": "decoding into structs whose strings may point into the input",
    "owned": "decoding into fresh structs that own their strings",
    "batch": "decoding into columns, 1,024 records at a time",
    "plain": "generic, with the writer's schema as the reader's",
    "encode": "encoding, typed where the library has types",
    "encode_specific": "encoding Java's generated classes with their own coders",
    "json": "binary to Avro's JSON encoding",
    "deflate": "reading a container file with deflate",
    "zstandard": "reading a container file with zstandard",
}

BEST = "best peer"


@dataclasses.dataclass(frozen=True)
class Limit:
    """Our mode against a peer's, as ratios of CPU time per record."""
    what: str
    mode: str
    against: tuple  # (peer, mode), or (BEST, modes …): whoever is fastest in these
    must: float
    aim: float | None
    sets: list


LIMITS = [
    Limit("generic decode, records with strings ÷ Java's fast reader", "generic", ("java", "generic"), 0.30, 0.22, WITH_TEXT),
    Limit("generic decode, numeric ÷ Java's fast reader", "generic", ("java", "generic"), 0.20, 0.12, NUMERIC),
    Limit("typed decode, borrowed strings ÷ serde_avro_fast borrowed", "borrowed", ("serde_avro_fast", "borrowed"), 0.25, 0.18, ALL),
    Limit("typed decode, fresh std::string ÷ Java's fast reader", "owned", ("java", "generic"), 0.70, 0.50, ALL),
    Limit("typed encode, with strings ÷ Java's writer", "encode", ("java", "encode"), 0.25, 0.18, WITH_TEXT),
    Limit("typed encode, numeric ÷ Java's writer", "encode", ("java", "encode"), 0.30, 0.20, NUMERIC),
    Limit("another reader's schema ÷ Java's fast reader", "generic", ("java", "generic"), 0.25, 0.20, ["evolve30"]),
    Limit("another reader's schema ÷ our plain decode", "generic", ("ours", "plain"), 1.15, None, ["evolve30"]),
    Limit("projection ÷ best peer", "generic", (BEST, "generic", "borrowed", "owned", "batch"), 0.30, 0.15, ["project2"]),
    Limit("arrays of numbers ÷ best peer", "generic", (BEST, "generic", "borrowed", "owned", "batch"), 0.15, None, ARRAYS),
    Limit("generic decode ÷ arrow-avro's batches", "generic", ("arrow_avro", "batch"), 0.35, 0.25, ALL),
    Limit("to JSON ÷ best peer", "json", (BEST, "json"), 1.0, None, FILES),
    Limit("container file, deflate ÷ best peer", "deflate", (BEST, "deflate"), 1.0, None, FILES),
    Limit("container file, zstandard ÷ best peer", "zstandard", (BEST, "zstandard"), 1.0, None, FILES),
]
