"""test_tutorial - the lesson "Message Schemas: Avro and Schema Registry", step by step, with the unchanged Python client."""
import json

import pytest
from confluent_kafka import Consumer
from confluent_kafka.schema_registry import (Schema, SchemaRegistryClient, record_subject_name_strategy, topic_record_subject_name_strategy,
                                             topic_subject_name_strategy)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

from kafka_records import framed, publish, read_all

TASK = """
{
"type": "record",
"name": "TaskCreated",
"namespace": "com.taskapi.events",
"fields": [
{"name": "event_id", "type": "string"},
{"name": "task_id", "type": "string"},
{"name": "title", "type": "string"},
{"name": "occurred_at", "type": "string"},
{"name": "priority", "type": ["null", "int"], "default": null}
]
}
"""
EVENT = {"event_id": "evt-001", "task_id": "task-123", "title": "Buy groceries", "occurred_at": "2025-01-15T10:00:00Z",
         "priority": 1}

# The lesson's "Schema Evolution": version 1, a safe change, an unsafe one.
TASK_V1 = """{"type": "record", "name": "TaskCreated", "fields": [
{"name": "task_id", "type": "string"}, {"name": "title", "type": "string"}]}"""
TASK_V2 = """{"type": "record", "name": "TaskCreated", "fields": [
{"name": "task_id", "type": "string"}, {"name": "title", "type": "string"},
{"name": "priority", "type": ["null", "int"], "default": null}]}"""
TASK_BROKEN = """{"type": "record", "name": "TaskCreated", "fields": [
{"name": "task_id", "type": "string"}, {"name": "title", "type": "string"}, {"name": "priority", "type": "int"}]}"""


def client(server):
    """A new client: what it knows, it asked the server."""
    return SchemaRegistryClient({"url": server.url})


def avro(text):
    """The lesson says AvroSchema(text); in today's client that name is a type alias, and this is the way to say it."""
    return Schema(text, "AVRO")


def value_of(topic):
    return SerializationContext(topic, MessageField.VALUE)


def write(server, schema, **conf):
    return AvroSerializer(schema_registry_client=client(server), schema_str=schema, to_dict=lambda event, _: event, conf=conf or None)


def read(server, schema=None, **conf):
    return AvroDeserializer(schema_registry_client=client(server), schema_str=schema, from_dict=lambda event, _: event, conf=conf or None)


def test_publish_and_consume(server, broker, topic):
    assert publish(broker, topic, "task-123", write(server, TASK)(EVENT, value_of(topic))) == 0

    # The schema is there under the topic's subject, as the lesson fetches it.
    registered = client(server).get_latest_version(f"{topic}-value")
    assert registered.version == 1
    assert json.loads(registered.schema.schema_str) == json.loads(TASK)

    # On the topic: magic byte, id, body, and nothing else.
    [(key, value)] = read_all(broker, topic)
    assert key == b"task-123"
    assert value == framed(registered.schema_id, TASK, EVENT)

    # The lesson's consumer: a group, from the earliest record, with a deserializer that is given no schema.
    consumer = Consumer({"bootstrap.servers": broker, "group.id": f"notification-service-{topic}", "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    try:
        consumer.subscribe([topic])
        message = next((polled for polled in (consumer.poll(1) for _ in range(30)) if polled is not None), None)
        assert message is not None and message.error() is None, "the consumer group received nothing within 30 s"
        assert read(server)(message.value(), value_of(topic)) == EVENT
        consumer.commit(message=message, asynchronous=False)
    finally:
        consumer.close()


def test_evolve_by_a_field_with_a_default(server, broker, topic):
    old = {"task_id": "task-1", "title": "Buy groceries"}
    new = {"task_id": "task-2", "title": "Cook", "priority": 2}
    publish(broker, topic, "1", write(server, TASK_V1)(old, value_of(topic)))
    publish(broker, topic, "2", write(server, TASK_V2)(new, value_of(topic)))
    assert client(server).get_versions(f"{topic}-value") == [1, 2]

    values = [value for _, value in read_all(broker, topic)]
    # A consumer of the new schema reads old data with the default; an old one reads new data without the field.
    assert [read(server, TASK_V2)(value, value_of(topic)) for value in values] == [{**old, "priority": None}, new]
    assert [read(server, TASK_V1)(value, value_of(topic)) for value in values] == [old, {"task_id": "task-2", "title": "Cook"}]


def test_refuse_a_required_field(server):
    subject, registry = "task-created-value", client(server)
    first = registry.register_schema(subject, avro(TASK_V1))
    with pytest.raises(SchemaRegistryError) as refused:
        registry.register_schema(subject, avro(TASK_BROKEN))
    assert refused.value.http_status_code == 409
    assert refused.value.error_code == 40901
    assert refused.value.error_message.startswith(
        'Schema being registered is incompatible with an earlier schema for subject "task-created-value", details: [')
    assert "READER_FIELD_MISSING_DEFAULT_VALUE" in refused.value.error_message
    assert "priority" in refused.value.error_message

    # Nothing was stored, and the schema in use is unharmed.
    assert client(server).get_versions(subject) == [1]
    assert client(server).get_latest_version(subject).schema_id == first


def test_a_producer_with_a_refused_schema_publishes_nothing(server, broker, topic):
    publish(broker, topic, "1", write(server, TASK_V1)({"task_id": "task-1", "title": "Buy groceries"}, value_of(topic)))
    with pytest.raises(Exception) as refused:
        write(server, TASK_BROKEN)({"task_id": "task-2", "title": "Cook", "priority": 1}, value_of(topic))
    assert "40901" in str(refused.value) or "incompatible" in str(refused.value)
    assert len(read_all(broker, topic)) == 1


def test_check_before_registering(server):
    subject, registry = "task-created-value", client(server)
    registry.register_schema(subject, avro(TASK))  # as the lesson's producer left it
    assert registry.test_compatibility(subject_name=subject, schema=avro(TASK_V2)) is True
    assert registry.test_compatibility(subject_name=subject, schema=avro(TASK_BROKEN)) is False
    # What was called compatible is accepted, what was not is refused.
    assert registry.register_schema(subject, avro(TASK_V2)) != registry.get_version(subject, 1).schema_id
    with pytest.raises(SchemaRegistryError):
        registry.register_schema(subject, avro(TASK_BROKEN))


@pytest.mark.parametrize("strategy, subject", [
    (topic_subject_name_strategy, "{topic}-value"),
    (record_subject_name_strategy, "com.taskapi.events.TaskCreated"),
    (topic_record_subject_name_strategy, "{topic}-com.taskapi.events.TaskCreated"),
], ids=["topic", "record", "topic-record"])
def test_subject_name_strategies(server, broker, topic, strategy, subject):
    conf = {"subject.name.strategy": strategy}
    publish(broker, topic, "task-123", write(server, TASK, **conf)(EVENT, value_of(topic)))

    assert client(server).get_subjects() == [subject.format(topic=topic)]
    schema_id = client(server).get_latest_version(subject.format(topic=topic)).schema_id
    [(_, value)] = read_all(broker, topic)
    assert value == framed(schema_id, TASK, EVENT)
    assert read(server, **conf)(value, value_of(topic)) == EVENT


def test_the_lessons_complex_schema_and_keys(server, broker, topic):
    """Documented fields, and a key with a schema of its own."""
    schema = json.dumps({
        "type": "record", "name": "TaskCreated", "namespace": "com.taskapi.events", "doc": "Event published when a new task is created",
        "fields": [{"name": "event_id", "type": "string", "doc": "Unique event identifier"},
                   {"name": "priority", "type": ["null", "int"], "default": None, "doc": "Task priority (1=highest, 5=lowest). Optional."},
                   {"name": "due_date", "type": ["null", "string"], "default": None, "doc": "ISO-8601 date when task is due. Optional."}]})
    event = {"event_id": "evt-7", "priority": None, "due_date": "2025-02-01"}
    key_context = SerializationContext(topic, MessageField.KEY)
    publish(broker, topic, write(server, '"string"')("task-7", key_context), write(server, schema)(event, value_of(topic)))

    assert client(server).get_subjects() == sorted([f"{topic}-key", f"{topic}-value"])
    [(key, value)] = read_all(broker, topic)
    assert read(server)(key, key_context) == "task-7"
    assert read(server)(value, value_of(topic)) == event
    # Documentation survives the registry.
    stored = json.loads(client(server).get_latest_version(f"{topic}-value").schema.schema_str)
    assert stored == json.loads(schema)


def test_restart_keeps_ids_and_data_readable(server, broker, topic):
    events = [({"task_id": "task-1", "title": "Buy groceries"}, TASK_V1), ({"task_id": "task-2", "title": "Cook", "priority": 3}, TASK_V2)]
    for event, schema in events:
        publish(broker, topic, event["task_id"], write(server, schema)(event, value_of(topic)))
    other = client(server).register_schema("other-value", avro(TASK))
    before = {version: client(server).get_version(f"{topic}-value", version).schema_id for version in (1, 2)}

    server.restart()

    assert {version: client(server).get_version(f"{topic}-value", version).schema_id for version in (1, 2)} == before
    assert client(server).get_subjects() == sorted([f"{topic}-value", "other-value"])
    reader = read(server)
    assert [reader(value, value_of(topic)) for _, value in read_all(broker, topic)] == [event for event, _ in events]
    # Known schemas keep their ids, new ones get an id that nobody has had.
    assert client(server).register_schema("third-value", avro(TASK_V1)) == before[1]
    assert client(server).register_schema("third-key", avro('"string"')) > max(*before.values(), other)
