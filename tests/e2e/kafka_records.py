"""kafka_records - records on a topic, as bytes: what the clients under test have written or will read."""
import io
import json
import struct
import time

import fastavro
from confluent_kafka import Consumer, Producer, TopicPartition

SECONDS = 30


def publish(broker, topic, key, value):
    """Writes one record and waits for the broker's word; returns its offset."""
    delivered = []
    producer = Producer({"bootstrap.servers": broker, "acks": "all", "enable.idempotence": True})
    producer.produce(topic, key=key, value=value, on_delivery=lambda error, message: delivered.append((error, message)))
    assert producer.flush(SECONDS) == 0, "the broker did not acknowledge the record"
    [(error, message)] = delivered
    assert error is None, error
    return message.offset()


def read_all(broker, topic):
    """The records of partition 0 from the beginning to the present end, as (key, value)."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": f"{topic}-reader", "enable.auto.commit": False})
    try:
        partition = TopicPartition(topic, 0, 0)
        _, end = consumer.get_watermark_offsets(partition, timeout=SECONDS)
        consumer.assign([partition])
        records, deadline = [], time.monotonic() + SECONDS
        while len(records) < end:
            assert time.monotonic() < deadline, f"only {len(records)} of {end} records came"
            message = consumer.poll(1)
            if message is not None:
                assert message.error() is None, message.error()
                records.append((message.key(), message.value()))
        return records
    finally:
        consumer.close()


def framed(schema_id, schema_text, datum):
    """What must be on the topic: 00, the id in four bytes, and the datum as another Avro library encodes it."""
    body = io.BytesIO()
    fastavro.schemaless_writer(body, fastavro.parse_schema(json.loads(schema_text)), datum)
    return b"\0" + struct.pack(">I", schema_id) + body.getvalue()
