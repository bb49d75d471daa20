#!/usr/bin/env python3
"""first_steps - publish, consume, evolve, be refused: a tour with the unchanged Python client of Confluent.

  KAFKA=127.0.0.1:9092 python first_steps.py        needs confluent-kafka[avro,schemaregistry]

The registry is taken from SCHEMA_REGISTRY_URL, by default http://127.0.0.1:8081.
"""
import os
import sys
import uuid

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

KAFKA = os.environ.get("KAFKA") or sys.exit("set KAFKA to the address that ./dev kafka start prints")
REGISTRY = os.environ.get("SCHEMA_REGISTRY_URL", "http://127.0.0.1:8081")
TOPIC = f"task-created-{uuid.uuid4().hex[:6]}"
SUBJECT = f"{TOPIC}-value"


def task_schema(*more_fields):
    fields = ['{"name": "task_id", "type": "string"}', '{"name": "title", "type": "string"}', *more_fields]
    return '{"type": "record", "name": "TaskCreated", "namespace": "com.taskapi.events", "fields": [%s]}' % ", ".join(fields)


V1 = task_schema()
V2 = task_schema('{"name": "priority", "type": ["null", "int"], "default": null}')
BREAKING = task_schema('{"name": "priority", "type": "int"}')

registry = SchemaRegistryClient({"url": REGISTRY})
value = SerializationContext(TOPIC, MessageField.VALUE)


def publish(schema, event):
    producer = Producer({"bootstrap.servers": KAFKA, "acks": "all"})
    producer.produce(TOPIC, key=event["task_id"], value=AvroSerializer(registry, schema)(event, value))
    producer.flush()
    print("published", event)


publish(V1, {"task_id": "task-1", "title": "Buy groceries"})
print("registered", SUBJECT, "as id", registry.get_latest_version(SUBJECT).schema_id)

print("a field with a default is compatible:", registry.test_compatibility(SUBJECT, Schema(V2, "AVRO")))
publish(V2, {"task_id": "task-2", "title": "Cook", "priority": 1})

try:
    registry.register_schema(SUBJECT, Schema(BREAKING, "AVRO"))
    sys.exit("a required field was accepted, which it must not be")
except SchemaRegistryError as refused:
    print("a required field is refused:", refused.error_message[:120], "…")

consumer = Consumer({"bootstrap.servers": KAFKA, "group.id": f"{TOPIC}-readers", "auto.offset.reset": "earliest"})
consumer.subscribe([TOPIC])
read = AvroDeserializer(registry, V2)  # a reader of the new schema gets the default where old data has no field
received = 0
while received < 2:
    message = consumer.poll(10)
    if message is None:
        sys.exit("no record within 10 s")
    if message.error():
        sys.exit(str(message.error()))
    print("received ", read(message.value(), value))
    received += 1
consumer.close()
