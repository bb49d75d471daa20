"""test_bad_input - what a careless or hostile client sends: a clear answer or a closed connection, and nobody else notices."""
import gzip
import http.client
import json
import socket
import threading
import time

import pytest

MEGABYTE = 1 << 20
# The slowest answer a neighbour may get, however busy the machine is: less than the deadline of a stalled request (10 s), which is
# what they would wait for if one client could hold up another. Without trouble it is a millisecond.
PATIENCE_SECONDS = 8
# What a burst of bad requests may leave resident: one body at the limit (16 MiB) and its parsed form, several times over.
MEMORY_BYTES = 400 * MEGABYTE


class Bystander(threading.Thread):
    """A well-behaved client that reads one schema over and over."""

    def __init__(self, server):
        super().__init__()
        self.connection, self.done = server.connect(), threading.Event()
        self.slowest, self.trouble = 0.0, None

    def run(self):
        try:
            last = False
            while not last:
                last = self.done.wait(0.005)  # once more after the trouble, too
                begun = time.monotonic()
                answer = self.connection.ask("GET", "/schemas/ids/1/schema")
                self.slowest = max(self.slowest, time.monotonic() - begun)
                if (answer.status, answer.body) != (200, b'"string"'):
                    self.trouble = answer
                    return
        except (OSError, http.client.HTTPException) as broken:
            self.trouble = broken


@pytest.fixture(autouse=True)
def bystander(server):
    """Every test here runs beside a neighbour who must not notice, on a server whose memory stays bounded."""
    assert server.register("fine-value", '"string"') == 1
    neighbour = Bystander(server)
    neighbour.start()
    yield neighbour
    neighbour.done.set()
    neighbour.join()
    assert neighbour.trouble is None, f"the neighbour got {neighbour.trouble!r}"
    assert neighbour.slowest < PATIENCE_SECONDS, f"the neighbour waited {neighbour.slowest:.2f} s"
    assert server.resident_bytes() < MEMORY_BYTES, f"{server.resident_bytes() / MEGABYTE:.0f} MB resident"
    assert server.stop() == 0


def receive(connection):
    """One answer, or None when the server closed the connection without one."""
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return None


def send_raw(server, data, timeout=30):
    with server.socket(timeout) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass  # closed in the middle of it; an answer may still be there to read
        return receive(connection)


def assert_envelope(answer, status, code=None):
    assert answer is not None, "the connection was closed without an answer"
    got, body = (answer.status, answer.body) if hasattr(answer, "status") else answer
    assert got == status, body[:500]
    envelope = json.loads(body)
    assert sorted(envelope) == ["error_code", "message"]
    assert envelope["error_code"] == (code or status)
    assert envelope["message"].strip()
    return envelope["message"]


REGISTER = "/subjects/bad-value/versions"


@pytest.mark.parametrize("body", [b"{", b'{"schema": "\\"string\\""', b"{'schema': 1}", b'{"schema": "\\"string\\""} x', b'{"schema": nope}',
                                  b'[1]', b'"x"', b"\x00\x01\x02", b'{"schema": "\xff\xfe"}', b'{"schema": "\\ud800"'])
def test_malformed_json(server, body):
    assert_envelope(server.ask("POST", REGISTER, body), 400)


@pytest.mark.parametrize("body", [b"", b"  ", b"null"])
def test_no_body(server, body):
    assert assert_envelope(server.ask("POST", REGISTER, body), 422) == "register.request must not be null (was null)"


@pytest.mark.parametrize("schema", ["", "{", "nope", '{"type":"record","name":"1","fields":[]}', '{"type":"enum","name":"E","symbols":["a","a"]}',
                                    '"\x00"', '{"type":"record","name":"R","fields":[{"name":"f","type":"Unknown"}]}'])
def test_invalid_schema(server, schema):
    assert_envelope(server.ask("POST", REGISTER, {"schema": schema}), 422, 42201)


def test_schema_of_10_megabytes(server):
    fields = ",".join(f'{{"name":"f{number}","type":"long"}}' for number in range(300_000))
    schema = f'{{"type":"record","name":"Wide","fields":[{fields}]}}'
    assert len(schema) > 10 * MEGABYTE - MEGABYTE
    answer = server.ask("POST", REGISTER, {"schema": schema})
    if answer.status == 200:
        assert server.ask("GET", f"/schemas/ids/{answer.json['id']}/schema").body.decode() == schema
    else:
        assert answer.status in (413, 422), answer
        assert_envelope(answer, answer.status, answer.json["error_code"])


def test_10_megabytes_that_are_no_schema(server):
    assert_envelope(server.ask("POST", REGISTER, {"schema": "[" + "0," * (5 * MEGABYTE) + "0]"}), 422, 42201)
    assert_envelope(server.ask("POST", REGISTER, b"[" + b"0," * (5 * MEGABYTE) + b"0]"), 400)


@pytest.mark.parametrize("levels", [100_000, 1_000_000])
def test_schema_of_100000_levels(server, levels):
    nested = '{"type":"array","items":' * levels + '"int"' + "}" * levels
    if len(nested) < 12 * MEGABYTE:
        answer = server.ask("POST", REGISTER, {"schema": nested})
        assert answer.status == 422, answer
        assert_envelope(answer, 422, 42201)
    assert_envelope(server.ask("POST", REGISTER, {"schema": "[" * levels + "]" * levels}), 422, 42201)
    assert_envelope(server.ask("POST", REGISTER, {"schema": "[" * levels}), 422, 42201)


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"a":' * 1_000_000, b'{"schema":' + b"[" * 500_000 + b"]" * 500_000 + b"}"])
def test_body_of_a_million_levels(server, body):
    assert_envelope(server.ask("POST", REGISTER, body), 400)


@pytest.mark.parametrize("length", ["5368709120", "99999999999999999999999", "17000000"])
def test_content_length_beyond_the_limit(server, length):
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    answer = send_raw(server, head.encode(), timeout=5)
    assert answer is not None, "no answer to the head alone"
    assert answer[0] in (400, 413), answer
    assert_envelope(answer, answer[0])


def test_chunks_beyond_the_limit(server):
    with server.socket() as connection:
        chunk = b"100000\r\n" + b" " * MEGABYTE + b"\r\n"
        sent = 0
        try:
            connection.sendall(f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            for sent in range(1, 200):
                connection.sendall(chunk)
        except OSError:
            pass
        assert sent < 100, "200 MB of chunks were taken"
        answer = receive(connection)
        if answer is not None:
            assert_envelope(answer, 413)


def test_header_that_never_ends(server):
    with server.socket() as connection:
        connection.sendall(b"GET /subjects HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 65536)
        assert_envelope(receive(connection), 431)
        # A client that goes on nevertheless is heard out for a while, not for ever.
        begun = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - begun < 20:
                connection.sendall(b"a" * 65536)
                time.sleep(0.01)


def test_too_many_headers_and_too_long_a_line(server):
    assert_envelope(send_raw(server, b"GET /subjects HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 1000 + b"\r\n"), 431)
    assert_envelope(send_raw(server, b"GET /subjects/" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"), 414)


def test_header_that_drips(server):
    """One byte a second keeps no connection open for ever."""
    with server.socket() as connection:
        begun = time.monotonic()
        try:
            connection.sendall(b"GET /subjects HTTP/1.1\r\n")
            while time.monotonic() - begun < 25:
                time.sleep(0.5)
                connection.sendall(b"X")
                connection.setblocking(False)
                try:
                    if connection.recv(4096) is not None:
                        break  # a refusal, or the end
                except BlockingIOError:
                    pass
                finally:
                    connection.settimeout(30)
        except OSError:
            pass
        assert time.monotonic() - begun < 20, "the half-sent head was waited for"


def test_reader_of_one_byte_a_second(server):
    """Clients that ask for much and read nothing: the answers stay unwritten, the memory bounded."""
    big = json.dumps({"type": "record", "name": "Big", "doc": "d" * 900_000, "fields": []})
    schema_id = server.register("big-value", big)
    before = server.resident_bytes()
    request = f"GET /schemas/ids/{schema_id} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    readers = []
    try:
        for _ in range(20):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(request * 200)  # 180 MB of answers each
            readers.append(connection)
        for _ in range(4):
            time.sleep(1)
            for connection in readers:
                assert len(connection.recv(1)) == 1
        growth = server.resident_bytes() - before
        assert growth < 250 * MEGABYTE, f"{growth / MEGABYTE:.0f} MB more"
    finally:
        for connection in readers:
            connection.close()


def test_body_that_stays_away(server):
    """Many half-sent bodies at once hold no memory to speak of, and nobody up."""
    before = server.resident_bytes()
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16000000\r\n\r\n{{".encode()
    waiting = [server.socket() for _ in range(200)]
    try:
        for connection in waiting:
            connection.sendall(head)
        time.sleep(1)
        assert server.resident_bytes() - before < 100 * MEGABYTE, "room was made for bodies that have not come"
        assert server.ask("GET", "/subjects").status == 200
    finally:
        for connection in waiting:
            connection.close()


@pytest.mark.parametrize("body", ['{"schema": "\\"string\\"", "x": "ü"}'.encode("latin-1"), '{"schema": "\\"string\\""}'.encode("utf-16-le"),
                                  b'{"schema": "\\"string\\"", "x": "\xed\xa0\x80"}', b'{"schema": "\\"string\\"", "x": "\xc0\xaf"}'])
def test_wrong_encoding(server, body):
    assert_envelope(server.ask("POST", REGISTER, body), 400)


def test_byte_order_mark_is_skipped(server):
    assert server.ask("POST", REGISTER, b'\xef\xbb\xbf{"schema": "\\"string\\""}').status == 200


def test_compressed_body_is_not_taken_for_json(server):
    body = gzip.compress(b'{"schema": "\\"string\\""}')
    answer = server.ask("POST", REGISTER, body, {"Content-Encoding": "gzip"})
    assert answer.status in (200, 415), answer
    bomb = gzip.compress(b" " * (500 * MEGABYTE))
    assert server.ask("POST", REGISTER, bomb, {"Content-Encoding": "gzip"}).status in (413, 415)


def test_wrong_media_type(server):
    assert_envelope(server.ask("POST", REGISTER, b"{}", {"Content-Type": "text/plain"}), 415)
    assert_envelope(server.ask("GET", "/subjects", headers={"Accept": "text/html"}), 406)


@pytest.mark.parametrize("path", ["/subjects/%zz/versions", "/subjects/%/versions", "/subjects/%4/versions", "/subjects/%ff/versions",
                                  "/subjects/%c0%af/versions", "/subjects/%00/versions", "/subjects/%1f/versions", "/subjects/%5C/versions",
                                  "/subjects/%2E%2E/versions", "/subjects/a|b/versions", "/subjects/a\"b/versions"])
def test_escapes_that_make_no_sense(server, path):
    assert_envelope(send_raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()), 400)


def test_escapes_that_do(server):
    schema_id = server.register("a%2Fb%25%C3%BC", '"string"')
    assert server.ask("GET", "/subjects").json == ["a/b%ü", "fine-value"]
    assert server.ask("GET", "/subjects/a%2Fb%25%C3%BC/versions/1").json["id"] == schema_id


BODY = b'{"schema": "\\"int\\""}'


@pytest.mark.parametrize("framing", [
    b"Content-Length: %d\r\nContent-Length: 5\r\n" % len(BODY),
    b"Content-Length: 5\r\nContent-Length: %d\r\n" % len(BODY),
    b"Content-Length: %d, 5\r\n" % len(BODY),
    b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(BODY),
    b"Content-Length: -1\r\n",
    b"Content-Length: 0x10\r\n",
    b"Transfer-Encoding: gzip\r\n",
    b"Transfer-Encoding: chunked, identity\r\n",
])
def test_two_minds_about_the_length(server, framing):
    """Whoever stands in front of us may have read the other length, so the connection ends, and nothing is registered."""
    smuggled = b"GET /subjects/smuggled/versions HTTP/1.1\r\nHost: x\r\n\r\n"
    with server.socket(timeout=5) as connection:
        connection.sendall(f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode() + framing + b"\r\n" + BODY + smuggled)
        answer = receive(connection)
        if answer is not None:
            assert answer[0] in (400, 501), answer
        rest = b""
        try:
            while part := connection.recv(65536):
                rest += part
        except ConnectionResetError:
            pass
        assert b"smuggled" not in rest and b"HTTP/1.1 200" not in rest
    assert server.ask("GET", "/subjects").json == ["fine-value"]


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, b"\x00" * 4096, b"GET\r\n\r\n", b"GET /subjects HTTP/9.9\r\n\r\n",
                                  b"GET /subjects HTTP/1.1\r\nHost x\r\n\r\n", b"GET /subjects HTTP/1.1\r\n: x\r\n\r\n", b"\r\n" * 50_000,
                                  b"G\xffT /subjects HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_not_http(server, data):
    answer = send_raw(server, data, timeout=15)
    if answer is not None and answer[0] != 404:
        assert answer[0] in (400, 405, 408, 414, 431, 505), answer
        assert_envelope(answer, answer[0])


def test_clients_that_leave_in_the_middle(server):
    for cut in (1, 20, 60, 120):
        for _ in range(25):
            with server.socket() as connection:
                connection.sendall((f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
                                    + "{" * 100)[:cut].encode())
    assert server.ask("GET", "/subjects").json == ["fine-value"]
