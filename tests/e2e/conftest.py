"""conftest - what the end-to-end tests stand on: one real broker for all of them, and servers of their own."""
import os
import pathlib
import subprocess
import uuid

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from avocet_server import Server

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    """The address of a Kafka broker that nobody else uses."""
    environment = {**os.environ, "DEV_KAFKA_DIR": str(tmp_path_factory.mktemp("kafka"))}

    def kafka(action):
        return subprocess.run([ROOT / "dev", "kafka", action], env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, check=True).stdout.strip()

    address = kafka("start")
    yield address
    kafka("stop")


@pytest.fixture
def topic(broker):
    """The name of a new topic with one partition."""
    name = f"tasks-{uuid.uuid4().hex[:8]}"
    admin = AdminClient({"bootstrap.servers": broker})  # it must outlive its answers
    for created in admin.create_topics([NewTopic(name, 1, 1)]).values():
        created.result(30)
    return name


@pytest.fixture
def server(tmp_path):
    """A running server with SQLite storage; it may be stopped and started again on the same data."""
    with Server(tmp_path / "data") as running:
        yield running
