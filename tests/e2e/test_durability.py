"""test_durability - what was acknowledged is there after kill -9, and a stop in good order loses nothing either."""
import http.client
import random
import threading
import time

from avocet_server import Connection

ROUNDS = 30
CONNECTIONS = 8


def schema_text(round_number, writer, number):
    return f'{{"type":"record","name":"R{round_number}_{writer}_{number}","fields":[{{"name":"f","type":"long"}}]}}'


class Writer(threading.Thread):
    """Registers new schemas on one connection until the server is gone."""

    def __init__(self, port, round_number, number):
        super().__init__()
        self.port, self.round_number, self.number = port, round_number, number
        self.acknowledged = {}    # schema text: id
        self.unanswered = None    # the schema that was under way
        self.refused = None       # an answer other than 200: a failure of the test

    def run(self):
        connection = Connection(self.port)
        try:
            for count in range(100_000):
                self.unanswered = schema_text(self.round_number, self.number, count)
                answer = connection.ask("POST", f"/subjects/writer-{self.number}/versions", {"schema": self.unanswered})
                if answer.status != 200:
                    self.refused = answer
                    return
                self.acknowledged[self.unanswered] = answer.json["id"]
                self.unanswered = None
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()


def test_kill_9_loses_no_acknowledged_schema_and_stores_none_twice(server):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    choose = random.Random(seed)
    assert server.ask("PUT", "/config", {"compatibility": "NONE"}).status == 200
    known = [{} for _ in range(CONNECTIONS)]  # by writer: everything it must find again

    for round_number in range(ROUNDS):
        writers = [Writer(server.port, round_number, number) for number in range(CONNECTIONS)]
        for writer in writers:
            writer.start()
        while not all(writer.acknowledged for writer in writers):
            assert not any(writer.refused for writer in writers), [writer.refused for writer in writers]
            time.sleep(0.001)
        time.sleep(choose.uniform(0, 0.15))
        server.kill()
        for writer in writers:
            writer.join()
            assert writer.refused is None, writer.refused
        server.start()

        connection = server.connect()
        for writer in writers:
            for text, schema_id in writer.acknowledged.items():
                answer = connection.ask("GET", f"/schemas/ids/{schema_id}/schema")
                assert (answer.status, answer.body.decode()) == (200, text), f"round {round_number}, id {schema_id}"
            known[writer.number].update(writer.acknowledged)
            if writer.unanswered:  # stored or not, it may be asked for again and is then there once
                answer = connection.ask("POST", f"/subjects/writer-{writer.number}/versions", {"schema": writer.unanswered})
                assert answer.status == 200, answer
                known[writer.number][writer.unanswered] = answer.json["id"]
        connection.close()

    connection = server.connect()
    ids = [schema_id for schemas in known for schema_id in schemas.values()]
    assert len(set(ids)) == len(ids), "two schemas have one id"
    for number, schemas in enumerate(known):
        # As many versions as schemas: none is missing, none is there twice.
        versions = connection.ask("GET", f"/subjects/writer-{number}/versions").json
        assert versions == list(range(1, len(schemas) + 1)), f"writer {number}"
        sample = choose.sample(sorted(schemas.items()), min(200, len(schemas)))
        for text, schema_id in sample:
            found = connection.ask("POST", f"/subjects/writer-{number}", {"schema": text})
            assert (found.status, found.json["id"], found.json["schema"]) == (200, schema_id, text)
    connection.close()
    print(f"{len(ids)} schemas in {ROUNDS} rounds")


def test_sigterm_answers_what_is_under_way(server):
    """A request whose head has come is finished, its answer says that the connection ends, and the exit code is 0."""
    server.register("before-value", '"string"')
    body = b'{"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"Late\\",\\"fields\\":[]}"}'
    late = server.socket()
    late.sendall(b"POST /subjects/late-value/versions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 b"Content-Length: %d\r\n\r\n" % len(body) + body[:10])
    time.sleep(0.2)
    server.process.terminate()
    time.sleep(0.3)
    assert server.process.poll() is None, "the server did not wait for the request under way"
    late.sendall(body[10:])
    answer = http.client.HTTPResponse(late)
    answer.begin()
    assert (answer.status, answer.getheader("Connection")) == (200, "close"), answer.read()
    assert b'"id":2' in answer.read()
    assert server.process.wait(30) == 0
    server.process = None
    server.start()
    assert server.ask("GET", "/subjects/late-value/versions").json == [1]


def test_sigterm_under_load_loses_nothing(server):
    assert server.ask("PUT", "/config", {"compatibility": "NONE"}).status == 200
    writers = [Writer(server.port, 0, number) for number in range(CONNECTIONS)]
    for writer in writers:
        writer.start()
    time.sleep(0.3)
    assert server.stop() == 0
    for writer in writers:
        writer.join()
        assert writer.refused is None, writer.refused
    server.start()
    acknowledged = {text: schema_id for writer in writers for text, schema_id in writer.acknowledged.items()}
    assert acknowledged, "nothing was written before the stop"
    connection = server.connect()
    for text, schema_id in acknowledged.items():
        assert connection.ask("GET", f"/schemas/ids/{schema_id}/schema").body.decode() == text
    connection.close()
