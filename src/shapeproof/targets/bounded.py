"""HTTP connections that limit the time and the bytes of each exchange.

A socket's time-out limits one read only, and a server that sends a byte now and then never reaches
it. So each read gets what is left of the time for the whole exchange.
"""

from __future__ import annotations

import io
import select
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPResponse
from typing import Any, cast

from shapeproof.exceptions import TransportFailure
from shapeproof.targets.safety import PORTS, Endpoint


class Allowance:
    """What is left of the time and the bytes of one exchange, and how much was received."""

    def __init__(self, seconds: float, read_seconds: float, octets: int) -> None:
        self._deadline = time.monotonic() + seconds
        self._read_seconds = read_seconds
        self._octets = octets
        self.received = 0
        self.ended = False

    def seconds(self) -> float:
        """How long the next read or write may take. Raises TimeoutError if no time is left."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, self._read_seconds)

    def took(self, count: int) -> None:
        """Count received bytes; zero means the end. Raises TransportFailure for too many."""
        self.received += count
        self.ended = self.ended or not count
        if self.received > self._octets:
            raise TransportFailure("too-large", f"an answer of more than {self._octets:,} bytes")


class _Reader(io.RawIOBase):
    """The receiving side of a socket."""

    def __init__(self, sock: socket.socket, allowance: Allowance) -> None:
        super().__init__()
        self._sock = sock
        self._stream = sock.makefile("rb", buffering=0)
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._allowance.seconds())
        _acknowledge_at_once(self._sock)
        count = self._stream.readinto(buffer) or 0
        self._allowance.took(count)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Avoid a delay of 40 ms with servers that write head and body separately.

    Linux delays its acknowledgement. The option must be set again for each read.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class _Line:
    """The part of a socket's interface that http.client uses."""

    def __init__(self, sock: socket.socket, allowance: Allowance) -> None:
        self._sock = sock
        self.allowance = allowance

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self.allowance))

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self.allowance.seconds())
        self._sock.sendall(data)

    def close(self) -> None:
        self._sock.close()

    def has_news(self) -> bool:
        """Whether something can be read, possibly only the end."""
        try:
            return bool(select.select([self._sock], [], [], 0)[0])
        except (OSError, ValueError):
            return True


class _Response(HTTPResponse):
    """A final response; interim ones are skipped (RFC 9110, 15.2)."""

    def begin(self) -> None:
        super().begin()
        while 101 < self.status < 200:
            self.headers = self.msg = None  # type: ignore[assignment]  # begin fills them anew
            super().begin()


class BoundedConnection(HTTPConnection):
    """A connection to an endpoint, used for one exchange at a time."""

    response_class = _Response
    auto_open = 0

    def __init__(
        self, endpoint: Endpoint, connect_seconds: float, trust: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(endpoint.host, endpoint.port)
        self.default_port = PORTS[endpoint.scheme]
        self._endpoint = endpoint
        self._connect_seconds = connect_seconds
        self._trust = trust

    def begin(self, allowance: Allowance) -> bool:
        """Connect unless connected; returns whether the connection was used before.

        Raises OSError if no address accepts a connection.
        """
        line = cast("_Line | None", self.sock)
        if line is not None and line.has_news():
            self.close()  # the server closed it while it was idle, or sent something unexpected
            line = None
        if line is None:
            self.sock = _Line(self._connected(), allowance)
            return False
        line.allowance = allowance
        return True

    def _connected(self) -> socket.socket:
        error: OSError = ConnectionRefusedError()
        for address in self._endpoint.addresses:
            try:
                return self._secured(self._reached(address))
            except OSError as failure:
                error = failure
        raise error

    def _reached(self, address: str) -> socket.socket:
        sock = socket.create_connection((address, self._endpoint.port), self._connect_seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _secured(self, sock: socket.socket) -> socket.socket:
        if self._endpoint.scheme == "http":
            return sock
        context = self._trust or ssl.create_default_context()
        return context.wrap_socket(sock, server_hostname=self._endpoint.host)
