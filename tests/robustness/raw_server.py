"""Servers of the trials that answer what no server should, over plain sockets."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .interface import Prepare, Situation

_LONGEST = 120.0
"""Seconds after which a connection ends, so that no thread outlives its trial for long."""

Answer = Callable[[socket.socket, int], None]
"""Answers a request on a connection, by the number of requests so far."""


class Died(Exception):
    """The server closes its port and all that it has."""


@dataclass(frozen=True)
class HostileServer:
    """Reads each request to its end, then lets ``answer`` do what it does.

    One that has died is back after some seconds, if it has any.
    """

    answer: Answer
    host: str = "127.0.0.1"
    back_after: float | None = None

    @contextmanager
    def running(self, _folder: Path) -> Iterator[Mapping[str, str]]:
        """Serve on a free port of the loopback address until the trial ends."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.create_server((self.host, 0), family=family, backlog=128) as listener:
            numbers = _Numbers()
            threading.Thread(target=self._accept, args=(listener, numbers), daemon=True).start()
            port = listener.getsockname()[1]
            yield {"url": f"http://127.0.0.1:{port}", "port": str(port)}

    def _accept(self, listener: socket.socket, numbers: _Numbers) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection, listener, numbers), daemon=True
            ).start()

    def _serve(self, connection: socket.socket, listener: socket.socket, numbers: _Numbers) -> None:
        connection.settimeout(_LONGEST)
        with connection:
            try:
                while _read_request(connection):
                    self.answer(connection, numbers.next())
            except OSError:
                return
            except Died:
                self._die(listener, numbers)

    def _die(self, listener: socket.socket, numbers: _Numbers) -> None:
        address, family = listener.getsockname(), listener.family
        listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts
        listener.close()
        if self.back_after is not None:
            time.sleep(self.back_after)
            self._accept(socket.create_server(address, family=family), numbers)


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


def die(_connection: socket.socket, _number: int) -> None:
    """End the server."""
    raise Died


def dripping(first: bytes, part: bytes, seconds: float = 0.5) -> Answer:
    """Something now and then, without an end."""

    def answer(connection: socket.socket, _number: int) -> None:
        connection.sendall(first)
        for _ in range(int(_LONGEST / seconds)):
            connection.sendall(part)
            time.sleep(seconds)

    return answer


def flooding(first: bytes, part: bytes) -> Answer:
    """As much as the reader reads."""

    def answer(connection: socket.socket, _number: int) -> None:
        connection.sendall(first)
        block = part * max(1, 65536 // len(part))
        for _ in range(50_000):
            connection.sendall(block)
        raise ConnectionError

    return answer


def from_request(count: int, first: Answer, then: Answer) -> Answer:
    """One way of answering, and another one from some request on."""
    return lambda connection, number: (first if number < count else then)(connection, number)


def flipping(one: Answer, other: Answer) -> Answer:
    """Two ways of answering, in turn."""
    return lambda connection, number: (one if number % 2 else other)(connection, number)


def server(answer: Answer, host: str = "127.0.0.1", *, back_after: float | None = None) -> Prepare:
    """The situation of a trial with such a server."""

    def prepare(folder: Path) -> Situation:
        return HostileServer(answer, host, back_after).running(folder)

    return prepare
