"""Servers that hang, drip, reset, die or talk nonsense, once or from some request on."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import Expected, Prepare, Situation, Trial, ends

_FAMILY = "hostile servers"
_FEW = ("server", "mq", "{url}", "--seed", "1", "--time-limit", "15")
_UNUSABLE = r"target unusable|nothing could be checked"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
_LONGEST = 120.0
"""Seconds after which a connection ends, so that no thread outlives its trial for long."""

Answer = Callable[[socket.socket, int], None]
"""Answers a request on a connection, by the number of requests so far."""


@dataclass(frozen=True)
class HostileServer:
    """Reads each request to its end, then lets ``answer`` do what it does."""

    answer: Answer

    @contextmanager
    def running(self, _folder: Path) -> Iterator[Mapping[str, str]]:
        """Serve on a free port of 127.0.0.1 until the trial ends."""
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
            numbers = _Numbers()
            threading.Thread(target=self._accept, args=(listener, numbers), daemon=True).start()
            yield {"url": f"http://127.0.0.1:{listener.getsockname()[1]}"}

    def _accept(self, listener: socket.socket, numbers: _Numbers) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, numbers), daemon=True).start()

    def _serve(self, connection: socket.socket, numbers: _Numbers) -> None:
        connection.settimeout(_LONGEST)
        with connection:
            try:
                while _read_request(connection):
                    self.answer(connection, numbers.next())
            except OSError:
                return


class _Numbers:
    def __init__(self) -> None:
        self._last = -1
        self._lock = threading.Lock()

    def next(self) -> int:
        with self._lock:
            self._last += 1
            return self._last


def _read_request(connection: socket.socket) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return False
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    ]
    while lengths and len(body) < lengths[0]:
        part = connection.recv(65536)
        if not part:
            return False
        body += part
    return True


def raw(data: bytes, *, close: bool = True) -> Answer:
    """Send these bytes."""

    def answer(connection: socket.socket, _number: int) -> None:
        connection.sendall(data)
        if close:
            raise ConnectionError

    return answer


def hang(_connection: socket.socket, _number: int) -> None:
    """Answer nothing."""
    time.sleep(_LONGEST)


def reset(connection: socket.socket, _number: int) -> None:
    """Close the connection hard."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionError


def drip(connection: socket.socket, _number: int) -> None:
    """A byte of a header each half second, without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(int(_LONGEST * 2)):
        connection.sendall(b"x")
        time.sleep(0.5)


def flood(connection: socket.socket, _number: int) -> None:
    """A body that is as long as the reader reads."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    part = b" " * 65536
    for _ in range(50_000):
        connection.sendall(part)
    raise ConnectionError


def many_headers(connection: socket.socket, _number: int) -> None:
    """Headers without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        connection.sendall(b"X-%d: y\r\n" % number)
    raise ConnectionError


def from_request(count: int, first: Answer, then: Answer) -> Answer:
    """One way of answering, and another one from some request on."""
    return lambda connection, number: (first if number < count else then)(connection, number)


def flipping(one: Answer, other: Answer) -> Answer:
    """Two ways of answering, in turn."""
    return lambda connection, number: (one if number % 2 else other)(connection, number)


def server(answer: Answer) -> Prepare:
    """The situation of a trial with such a server."""

    def prepare(folder: Path) -> Situation:
        return HostileServer(answer).running(folder)

    return prepare


_ok = raw(_OK, close=False)
_deep = b"[" * 200_000
_NEVER_USABLE: tuple[tuple[str, Answer], ...] = (
    ("hangs", hang),
    ("hangs after the first answer", from_request(1, _ok, hang)),
    ("hangs from the 300th request on", from_request(300, _ok, hang)),
    ("resets each connection", reset),
    ("resets every second connection", flipping(_ok, reset)),
    ("sends a byte each half second", drip),
    ("sends a body without an end", flood),
    ("sends headers without an end", many_headers),
    ("sends no HTTP", raw(b"220 mail.example ESMTP\r\n")),
    ("closes without an answer", raw(b"")),
    ("sends half of its body", raw(_OK.replace(b"Length: 2", b"Length: 2000"))),
    ("sends a negative length", raw(_OK.replace(b"Length: 2", b"Length: -2"))),
    ("sends a length that is no number", raw(_OK.replace(b"Length: 2", b"Length: two"))),
    ("sends two lengths", raw(_OK.replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n"))),
    ("sends broken chunks", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}")),
    ("sends broken gzip", raw(_OK.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"))),
    ("sends status 999", raw(_OK.replace(b"200 OK", b"999 No"))),
    ("sends status 100 without an end", raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000)),
    ("redirects to itself", raw(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")),
    (
        "redirects to a host that is not there",
        raw(b"HTTP/1.1 307 T\r\nLocation: http://10.255.255.1/\r\nContent-Length: 0\r\n\r\n"),
    ),
    (
        "sends JSON 200,000 levels deep",
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(_deep) + _deep),
    ),
    (
        "sends bytes that are no UTF-8",
        raw(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a":"\xff"}', close=False),
    ),
    (
        "sends control characters in its headers",
        raw(
            b"HTTP/1.1 200 \x1b[31mred\r\nX-A: \x00\x07\x1b]0;t\x07\r\nContent-Length: 2\r\n\r\n{}"
        ),
    ),
)

TRIALS = tuple(
    Trial(
        _FAMILY,
        f"a server that {name}",
        _FEW,
        Expected(ends(1, 2, 3), seconds=90, never=(*Expected(ends()).never, "\x1b[31m")),
        server(answer),
    )
    for name, answer in _NEVER_USABLE
)
