"""Servers on 127.0.0.1 that speak raw bytes, and mean no good."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


class Caller:
    """One connection, as the server sees it."""

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        self._sock = sock
        self._stopping = stopping
        self._rest = b""

    def read_head(self) -> bytes:
        """The request line and the header fields."""
        while b"\r\n\r\n" not in self._rest:
            data = self._sock.recv(65536)
            if not data:
                raise EOFError
            self._rest += data
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n"

    def read(self) -> bytes:
        """A whole request."""
        head = self.read_head()
        found = re.search(rb"(?i)content-length: (\d+)", head)
        length = int(found[1]) if found else 0
        while len(self._rest) < length:
            self._rest += self._sock.recv(65536)
        body, self._rest = self._rest[:length], self._rest[length:]
        return head + body

    def send(self, *parts: bytes) -> None:
        self._sock.sendall(b"".join(parts))

    def drip(self, data: bytes, seconds: float) -> None:
        """Send a byte now and then, for ever where the data never ends."""
        for index in range(len(data)):
            if self.pause(seconds):
                return
            self.send(data[index : index + 1])

    def pause(self, seconds: float) -> bool:
        """Wait; returns whether the server has to stop."""
        return self._stopping.wait(seconds)

    def hang(self) -> None:
        self._stopping.wait()

    def reset(self) -> None:
        """Close with an RST rather than a FIN."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def close(self) -> None:
        self._sock.close()


Handler = Callable[[Caller], None]


@dataclass
class Hostile:
    """A server: its port, and how often it was called."""

    port: int
    calls: int = 0
    seen: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(handle: Handler) -> Iterator[Hostile]:
    """Serve each connection with ``handle``; requests read by ``answering`` are kept."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Hostile(listener.getsockname()[1])
    stopping = threading.Event()
    threads: list[threading.Thread] = []

    def one(sock: socket.socket) -> None:
        caller = Caller(sock, stopping)
        with suppress(OSError, EOFError), sock:
            handle(caller)

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                server.calls += 1
                threads.append(threading.Thread(target=one, args=(sock,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (acceptor, *threads):
            thread.join(5)


def response(body: bytes = b"{}", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole HTTP response."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
