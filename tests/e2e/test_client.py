"""test_client - the whole surface of the Python client that our routes serve, each answer fresh from the server."""
import json

import pytest
from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.schema_registry_client import ConfigCompatibilityLevel, ServerConfig

V1 = Schema('{"type":"record","name":"Pet","fields":[{"name":"name","type":"string"}]}', "AVRO")
V2 = Schema('{"type":"record","name":"Pet","fields":[{"name":"name","type":"string"},{"name":"age","type":"int","default":0}]}', "AVRO")
BROKEN = Schema('{"type":"record","name":"Pet","fields":[{"name":"name","type":"string"},{"name":"age","type":"int"}]}', "AVRO")
INVALID = Schema('{"type":"recor"}', "AVRO")


class Uncached:
    """The unchanged client, made anew for every call: no answer comes out of one of its caches."""

    def __init__(self, url):
        self.url = url

    def __getattr__(self, name):
        return getattr(SchemaRegistryClient({"url": self.url, "max.retries": 0}), name)


@pytest.fixture
def registry(server):
    return Uncached(server.url)


def refusal(call, *arguments, **named):
    with pytest.raises(SchemaRegistryError) as refused:
        call(*arguments, **named)
    return refused.value.http_status_code, refused.value.error_code, refused.value.error_message


def text(schema):
    return json.loads(schema.schema_str)


def test_register_and_fetch_by_id(registry):
    schema_id = registry.register_schema("pets-value", V1)
    assert schema_id == 1
    assert text(registry.get_schema(schema_id)) == text(V1)
    assert registry.get_schema(schema_id).schema_type == "AVRO"
    assert registry.register_schema("pets-value", V1) == schema_id, "registering again is no new version"
    assert registry.get_versions("pets-value") == [1]
    assert registry.register_schema("other-value", V1) == schema_id, "one schema, one id, whatever the subject"
    assert registry.register_schema("pets-value", V2) == 2
    assert refusal(registry.get_schema, 77) == (404, 40403, "Schema 77 not found")


def test_register_full_response(registry):
    full = registry.register_schema_full_response("pets-value", V2)
    assert (full.schema_id, full.version, text(full.schema)) == (1, 1, text(V2))
    assert full.guid and registry.register_schema_full_response("other-value", V2).guid == full.guid


def test_register_normalized(registry):
    messy = Schema('{"fields":[{"type":{"type":"string"},"name":"name"}],"name":"Pet","type":"record"}', "AVRO")
    first = registry.register_schema("pets-value", V1)
    assert registry.register_schema("pets-value", messy, normalize_schemas=True) == first
    assert registry.get_versions("pets-value") == [1]
    assert registry.lookup_schema("pets-value", messy, normalize_schemas=True).schema_id == first


def test_register_refusals(registry):
    status, code, message = refusal(registry.register_schema, "pets-value", INVALID)
    assert (status, code) == (422, 42201)
    assert message.startswith("Invalid schema")
    registry.register_schema("pets-value", V1)
    status, code, message = refusal(registry.register_schema, "pets-value", BROKEN)
    assert (status, code) == (409, 40901)
    assert "READER_FIELD_MISSING_DEFAULT_VALUE" in message


def test_lookup(registry):
    assert refusal(registry.lookup_schema, "pets-value", V1) == (404, 40401, "Subject 'pets-value' not found.")
    schema_id = registry.register_schema("pets-value", V1)
    found = registry.lookup_schema("pets-value", V1)
    assert (found.subject, found.version, found.schema_id, text(found.schema)) == ("pets-value", 1, schema_id, text(V1))
    assert refusal(registry.lookup_schema, "pets-value", V2) == (404, 40403, "Schema not found")


def test_lookup_sees_deleted_when_asked(registry):
    registry.register_schema("pets-value", V1)
    registry.register_schema("pets-value", V2)
    registry.delete_version("pets-value", 1)
    assert refusal(registry.lookup_schema, "pets-value", V1)[1] == 40403
    assert registry.lookup_schema("pets-value", V1, deleted=True).version == 1


def test_versions_and_latest(registry):
    first, second = registry.register_schema("pets-value", V1), registry.register_schema("pets-value", V2)
    assert registry.get_versions("pets-value") == [1, 2]
    latest = registry.get_latest_version("pets-value")
    assert (latest.subject, latest.version, latest.schema_id, text(latest.schema)) == ("pets-value", 2, second, text(V2))
    old = registry.get_version("pets-value", 1)
    assert (old.version, old.schema_id, text(old.schema)) == (1, first, text(V1))
    assert registry.get_version("pets-value", "latest").version == 2
    assert refusal(registry.get_version, "pets-value", 3) == (404, 40402, "Version 3 not found.")
    assert refusal(registry.get_latest_version, "none") == (404, 40401, "Subject 'none' not found.")
    assert refusal(registry.get_versions, "none") == (404, 40401, "Subject 'none' not found.")


def test_subjects(server, registry):
    assert registry.get_subjects() == []
    for subject in ("pets-value", "pets-key", "a/b c%25 ü"):
        registry.register_schema(subject, V1)
    assert registry.get_subjects() == ["a/b c%25 ü", "pets-key", "pets-value"]
    assert registry.get_subjects(subject_prefix="pets-") == ["pets-key", "pets-value"]
    registry.delete_subject("pets-key")
    assert registry.get_subjects() == ["a/b c%25 ü", "pets-value"]
    assert registry.get_subjects(deleted=True) == ["a/b c%25 ü", "pets-key", "pets-value"]
    # The client spells this filter wrong (deleted_only), so it is asked for by hand.
    assert server.ask("GET", "/subjects?deletedOnly=true").json == ["pets-key"]
    assert registry.get_subjects(offset=1, limit=1) == ["pets-value"]
    assert registry.get_latest_version("a/b c%25 ü").schema_id == 1


def test_schemas_by_id_name_their_holders(registry):
    schema_id = registry.register_schema("pets-value", V1)
    registry.register_schema("other-value", V1)
    assert sorted(registry.get_subjects_by_schema_id(schema_id)) == ["other-value", "pets-value"]
    held = registry.get_schema_versions(schema_id)
    assert sorted((each.subject, each.version) for each in held) == [("other-value", 1), ("pets-value", 1)]
    assert set(registry.get_schema_types()) >= {"AVRO"}


def test_references(registry):
    registry.register_schema("tags-value", Schema('{"type":"record","name":"Tag","namespace":"x","fields":[]}', "AVRO"))
    pet = Schema('{"type":"record","name":"Pet","namespace":"x","fields":[{"name":"tag","type":"x.Tag"}]}', "AVRO",
                 [SchemaReference("x.Tag", "tags-value", 1)])
    schema_id = registry.register_schema("pets-value", pet)
    [reference] = registry.get_schema(schema_id).references
    assert (reference.name, reference.subject, reference.version) == ("x.Tag", "tags-value", 1)
    assert registry.get_referenced_by("tags-value", 1) == [schema_id]
    assert refusal(registry.delete_subject, "tags-value")[:2] == (422, 42206)
    assert registry.lookup_schema("pets-value", pet).schema_id == schema_id


def test_delete_a_version(registry):
    schema_id = registry.register_schema("pets-value", V1)
    registry.register_schema("pets-value", V2)
    assert refusal(registry.delete_version, "pets-value", 1, permanent=True)[:2] == (404, 40407), "soft first"
    assert registry.delete_version("pets-value", 1) == 1
    assert registry.get_versions("pets-value") == [2]
    assert registry.get_versions("pets-value", deleted=True) == [1, 2]
    assert registry.get_version("pets-value", 1, deleted=True).schema_id == schema_id
    assert text(registry.get_schema(schema_id)) == text(V1), "data written with it stays readable"
    assert refusal(registry.delete_version, "pets-value", 1)[:2] == (404, 40406)
    assert registry.delete_version("pets-value", 1, permanent=True) == 1
    assert registry.get_versions("pets-value", deleted=True) == [2]
    assert refusal(registry.get_schema, schema_id)[:2] == (404, 40403)
    assert refusal(registry.delete_version, "pets-value", 1)[:2] == (404, 40402)


def test_delete_a_subject(registry):
    schema_id = registry.register_schema("pets-value", V1)
    registry.register_schema("pets-value", V2)
    assert registry.delete_subject("pets-value") == [1, 2]
    assert refusal(registry.get_versions, "pets-value")[:2] == (404, 40401)
    assert refusal(registry.delete_subject, "pets-value")[:2] == (404, 40404)
    # Coming back: the same id, the next version, in place of the deleted one.
    assert registry.register_schema("pets-value", V1) == schema_id
    assert registry.get_versions("pets-value") == [3]
    assert refusal(registry.delete_subject, "pets-value", permanent=True)[:2] == (404, 40405), "soft first"
    assert registry.delete_subject("pets-value") == [3]
    assert registry.delete_subject("pets-value", permanent=True) == [2, 3]
    assert registry.get_subjects(deleted=True) == []
    # Gone for good: the version numbers begin again, the ids do not.
    assert registry.register_schema("pets-value", V1) == 3
    assert registry.get_versions("pets-value") == [1]


def test_compatibility_levels(registry):
    assert registry.get_compatibility() == "BACKWARD"
    assert registry.set_compatibility(level="FULL")["compatibility"] == "FULL"
    assert registry.get_compatibility() == "FULL"
    assert refusal(registry.get_compatibility, "pets-value")[:2] == (404, 40408)
    for level in ("BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE", "NONE"):
        registry.set_compatibility("pets-value", level)
        assert registry.get_compatibility("pets-value") == level
    assert refusal(registry.set_compatibility, "pets-value", "SIDEWAYS")[:2] == (422, 42203)
    # NONE lets the change through that BACKWARD refuses.
    registry.register_schema("pets-value", V1)
    registry.register_schema("pets-value", BROKEN)
    assert registry.get_versions("pets-value") == [1, 2]


def test_compatibility_check(registry):
    registry.register_schema("pets-value", V1)
    assert registry.test_compatibility("pets-value", V2) is True
    assert registry.test_compatibility("pets-value", BROKEN) is False
    assert registry.test_compatibility("pets-value", V2, version=1) is True
    assert registry.test_compatibility_all_versions("pets-value", V2) is True
    assert registry.test_compatibility_all_versions("pets-value", BROKEN) is False
    assert registry.test_compatibility("unheard-of", V1) is True
    # A transitive level looks further back than the latest version.
    without = Schema('{"type":"record","name":"Pet","fields":[]}', "AVRO")
    long_name = Schema('{"type":"record","name":"Pet","fields":[{"name":"name","type":"long","default":1}]}', "AVRO")
    registry.register_schema("pets-value", without)
    assert registry.test_compatibility_all_versions("pets-value", long_name) is True
    registry.set_compatibility("pets-value", "BACKWARD_TRANSITIVE")
    assert registry.test_compatibility_all_versions("pets-value", long_name) is False


def test_config(registry):
    registry.set_config("pets-value", ServerConfig(compatibility=ConfigCompatibilityLevel.FORWARD, compatibility_group="major"))
    config = registry.get_config("pets-value")
    assert (config.compatibility_level, config.compatibility_group) == ("FORWARD", "major")
    # An update keeps what it does not mention.
    registry.set_config("pets-value", ServerConfig(compatibility=ConfigCompatibilityLevel.FULL))
    config = registry.get_config("pets-value")
    assert (config.compatibility_level, config.compatibility_group) == ("FULL", "major")
    registry.set_config(config=ServerConfig(compatibility=ConfigCompatibilityLevel.NONE))
    assert registry.get_compatibility() == "NONE"
    registry.delete_config("pets-value")
    assert refusal(registry.get_config, "pets-value")[:2] == (404, 40408)
    registry.delete_config()
    assert registry.get_compatibility() == "BACKWARD"


def test_modes(registry):
    assert registry.get_global_mode() == "READWRITE"
    registry.register_schema("pets-value", V1)
    assert registry.update_mode("pets-value", "READONLY") == "READONLY"
    assert registry.get_mode("pets-value") == "READONLY"
    assert refusal(registry.register_schema, "pets-value", V2)[:2] == (422, 42205)
    assert registry.register_schema("other-value", V1) == 1, "another subject is as before"
    assert registry.get_versions("pets-value") == [1], "reading goes on"
    assert registry.delete_mode("pets-value") == "READONLY"
    assert refusal(registry.get_mode, "pets-value")[:2] == (404, 40409)
    assert registry.register_schema("pets-value", V2) == 2
    assert registry.update_global_mode("READONLY") == "READONLY"
    assert refusal(registry.register_schema, "third-value", BROKEN)[:2] == (422, 42205)
    assert registry.update_global_mode("READWRITE") == "READWRITE"
    assert refusal(registry.update_mode, "pets-value", "SLEEPING")[:2] == (422, 42204)


def test_everything_survives_a_restart(server, registry):
    registry.register_schema("pets-value", V1)
    registry.register_schema("pets-value", V2)
    registry.register_schema("gone-value", V1)
    registry.delete_version("pets-value", 1)
    registry.delete_subject("gone-value")
    registry.set_compatibility("pets-value", "FULL_TRANSITIVE")
    registry.set_compatibility(level="NONE")
    registry.update_mode("other-value", "READONLY")

    server.restart()

    assert registry.get_versions("pets-value") == [2]
    assert registry.get_versions("pets-value", deleted=True) == [1, 2]
    assert server.ask("GET", "/subjects?deletedOnly=true").json == ["gone-value"]
    assert registry.get_compatibility("pets-value") == "FULL_TRANSITIVE"
    assert registry.get_compatibility() == "NONE"
    assert registry.get_mode("other-value") == "READONLY"
    assert registry.register_schema("new-value", V2) == 2
